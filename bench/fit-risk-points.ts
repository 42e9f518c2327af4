/**
 * Weighs the tables of the risk screen (`content/risk/*.points.tsv`) by the labelled texts in test/risk/phrases-tune.tsv
 * and the sentences of test/risk/patterns, all languages together, in some minutes: npx node bench/fit-risk-points.ts
 * `--misses FILE` writes the texts of phrases-tune.tsv that were misread by what was weighed without them: what to write
 * patterns about next.
 * A linear sum over words, their parts, pairs of them, concepts, pairs of concepts and what the rules found; the same
 * texts give the same files. What a text must reach is set by folds: each fifth of the texts is weighed by cues that
 * were chosen and weighed without it.
 * The points are plain sums that anyone can read and change; what is found still depends on no model.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LANGUAGES } from '../src/core/citizen.ts'
import { readLabelled } from '../src/language/risk/measure.ts'
import { readRiskRules } from '../src/language/risk/rules.ts'
import { buildScreen } from '../src/language/risk/screen.ts'
import { tokenize } from '../src/language/risk/tokens.ts'
import { type Cue, cuesOf, type Kind } from './risk/cues.ts'
import { type Row, type Sum, sumOf, weigh } from './risk/fit.ts'
import { readPatterns, sentencesOf } from './risk/patterns.ts'

/** The rules were tuned on the first texts of the half, whose findings therefore say nothing. */
const RULES_KNOW = 4037
/** So many cues of words, and of concepts, a person can still search through. */
const MOST_WORDS = 140_000
const MOST_CONCEPTS = 12_000
const FOLDS = 5
/** Rounds over the texts. */
const ROUGH = 8
const WELL = 20
const COST = 0.15
/** How much a cue of a kind counts beside others. */
const VALUE: Record<Kind, number> = { word: 0.3, part: 0.15, pair: 0.3, concept: 0.7, concepts: 0.4, mark: 1 }
/** So many sentences of a pattern, each of which counts so much beside a text that somebody wrote as it is. */
const SENTENCES = 4
const SHARE = 0.5
/** S1 lies between: it teaches half as much that it is not serious. */
const HALF = 0.5

const { values } = parseArgs({ options: { misses: { type: 'string' } } })
const dir = join(import.meta.dirname, '../content/risk')
const rules = await readRiskRules(dir)
const phrases = join(import.meta.dirname, '../test/risk')
const labelled = async (file: string) => readLabelled(await readFile(join(phrases, file), 'utf8'))
const written = await labelled('phrases-tune.tsv')
/** As the screen sees them: a sentence that says what a text says is left out. */
const folded = (text: string) =>
  tokenize(text)
    .map(({ word }) => word)
    .join(' ')
const unseen = [...(await labelled('phrases-held.tsv')), ...(await labelled('phrases-unseen.tsv'))]
const known = new Set([...written, ...unseen].map(({ text }) => folded(text)))
const texts = [...written]
/** Sentences of one pattern stay together. */
const foldOf = written.map(({ text }) => createHash('sha256').update(text).digest()[1]! % FOLDS)
/** What was written from texts that had been misread is no judge of how well those are read: it is in no fold. */
const IN_NO_FOLD = -1
let patterns = 0
for (const language of LANGUAGES) {
  for (const file of [`patterns/${language}.txt`, `patterns/${language}.misses.txt`]) {
    for (const pattern of readPatterns(await readFile(join(phrases, file), 'utf8'), file)) {
      patterns++
      for (const text of sentencesOf(pattern, SENTENCES)) {
        const said = folded(text)
        if (said === '' || known.has(said)) continue
        texts.push({ text, language, expected: pattern.level })
        foldOf.push(file.endsWith('.misses.txt') ? IN_NO_FOLD : patterns % FOLDS)
      }
    }
  }
}
const all = [...texts.keys()]
/** The texts that figures are about. */
const isWritten = (row: number) => row < written.length

const level = (row: number) => texts[row]!.expected
const isNone = (row: number) => level(row) === 'none'
const isSerious = (row: number) => level(row) === 'S2' || level(row) === 'S3'
const isNow = (row: number) => level(row) === 'S3'
const alone = buildScreen({ ...rules, points: [], conceptPoints: new Map() })
const atHome = texts.map(({ text, language }) => {
  const found = alone.screen(text, language)?.class
  return found === 'violence' || found === 'child'
})
const isHome = (row: number) => isSerious(row) && atHome[row]!
/** Of the texts in `against` this share may reach the points. */
const COLUMNS = [
  { is: isSerious, against: isNone, share: 0.039 },
  { is: isNow, against: (row: number) => level(row) === 'S2', share: 0.12 },
  { is: isHome, against: (row: number) => !isHome(row), share: 0.05 },
  { is: (row: number) => !isNone(row), against: isNone, share: 0.039 },
]
const SERIOUS = 0
const NOW = 1
const SOON = 3

/** Every cue of every text, by number; and each text's, with what they count. */
const cues: Cue[] = []
/** Many maps: one of its own holds no more than 16 million. */
const numbers = new Map<string, Map<string, number>>()
const numberOf = (cue: Cue): number => {
  const drawer = `${cue.kind}${cue.name.slice(0, 2)}`
  const names = numbers.get(drawer) ?? new Map<string, number>()
  numbers.set(drawer, names)
  const known = names.get(cue.name)
  if (known !== undefined) return known
  names.set(cue.name, cues.length)
  return cues.push(cue) - 1
}
const textRows: Row[] = Array.from(cuesOf(rules, texts, RULES_KNOW), (set) => ({
  cues: Int32Array.from(set, numberOf),
  values: Float64Array.from(set, ({ kind, times }) => VALUE[kind] * times),
}))
const isOfConcepts = (id: number) => ['concept', 'concepts', 'mark'].includes(cues[id]!.kind)

/** Weights by cue; those that are not kept weigh nothing. */
const weighAll = (among: readonly number[], kept: Uint8Array, rounds: number): Sum[] => {
  // Numbered anew: what is weighed then lies close together, which is most of the speed.
  const dense = new Int32Array(cues.length)
  let size = 0
  for (const id of kept.keys()) dense[id] = kept[id] === 1 ? size++ : -1
  const rows = among.map((row) => {
    const { cues: ids, values } = textRows[row]!
    const some = Int32Array.from(ids.keys()).filter((k) => kept[ids[k]!] === 1)
    return { cues: some.map((k) => dense[ids[k]!]!), values: Float64Array.from(some, (k) => values[k]!) }
  })
  const columns = COLUMNS.map(({ is }, column) => ({
    is: among.map(is),
    cost: among.map(
      (row) => COST * (isWritten(row) ? 1 : SHARE) * (column === SERIOUS && level(row) === 'S1' ? HALF : 1),
    ),
  }))
  return weigh(rows, columns, { size, rounds }).map(({ weights, bias }) => ({
    weights: Float64Array.from(dense, (id) => (id < 0 ? 0 : weights[id]!)),
    bias,
  }))
}

/** Weighs the cues that occur twice or more roughly, keeps those of most weight, and weighs these well. */
const learn = (among: readonly number[]): Sum[] => {
  const times = new Int32Array(cues.length)
  for (const row of among) for (const id of textRows[row]!.cues) times[id]!++
  const rough = weighAll(
    among,
    Uint8Array.from(times, (one) => (one >= 2 ? 1 : 0)),
    ROUGH,
  )
  const weight = cues.map((cue, i) => VALUE[cue.kind] * Math.max(...rough.map(({ weights }) => Math.abs(weights[i]!))))
  const ranked = [...cues.keys()].sort((a, b) => weight[b]! - weight[a]! || a - b)
  const kept = new Uint8Array(cues.length)
  for (const id of ranked.filter((one) => !isOfConcepts(one)).slice(0, MOST_WORDS)) kept[id] = 1
  for (const id of ranked.filter(isOfConcepts).slice(0, MOST_CONCEPTS)) kept[id] = 1
  return weighAll(among, kept, WELL)
}

const sums = COLUMNS.map(() => new Float64Array(texts.length))
for (let fold = 0; fold < FOLDS; fold++) {
  const weighed = learn(all.filter((row) => foldOf[row] !== fold && foldOf[row] !== IN_NO_FOLD))
  for (const row of all) {
    if (foldOf[row] !== fold) continue
    for (const [i, { weights, bias }] of weighed.entries()) sums[i]![row] = sumOf(textRows[row]!, weights) + bias
  }
}
const isUnknown = (row: number) => row >= RULES_KNOW && isWritten(row)
/** Just above the first text too many. Set by the texts whose rules' findings count, as they will. */
const limits = COLUMNS.map(({ against, share }, i) => {
  const reached = all.filter((row) => isUnknown(row) && against(row)).map((row) => sums[i]![row]!)
  reached.sort((a, b) => b - a)
  return reached[Math.floor(reached.length * share)]! + 1e-6
})

const whole = learn(all)
/** 100 points are what lies between a text without any cue and the limit. */
const scale = limits.map((limit, i) => 100 / Math.max(0.05, limit - whole[i]!.bias))
const lines = cues.flatMap(({ kind, name }, id) => {
  // Most of some ten million.
  if (whole.every(({ weights }) => weights[id] === 0)) return []
  const points = whole.map(({ weights }, i) => Math.round(scale[i]! * VALUE[kind] * weights[id]! * 10) / 10)
  return points.some((one) => Math.abs(one) >= 0.5) ? [{ id, name, points }] : []
})
const HEAD = '# cue\tdanger\tnow\thome\tsoon\n'
const write = (file: string, head: string, some: typeof lines) =>
  writeFile(
    join(dir, file),
    `${head}${HEAD}${some
      .map(({ name, points }) => [name, ...points].join('\t'))
      .sort()
      .join('\n')}\n`,
  )
await write(
  'concepts.points.tsv',
  `# Concepts (concepts.tsv), pairs of them at most 10 words apart, and what the rules found, with their points in any language.
# The columns, and what 100 points mean, are explained in docs/content-authors.md.
`,
  lines.filter(({ id }) => isOfConcepts(id)),
)
/** A cue stands in the list of the language that has most texts with it. */
const inTexts = LANGUAGES.map(() => new Int32Array(cues.length))
texts.forEach(({ language }, row) => {
  const times = inTexts[LANGUAGES.indexOf(language)]!
  for (const id of textRows[row]!.cues) times[id]!++
})
const languageOf = (id: number) =>
  LANGUAGES.toSorted(
    (a, b) => inTexts[LANGUAGES.indexOf(b)]![id]! - inTexts[LANGUAGES.indexOf(a)]![id]! || (a < b ? -1 : 1),
  )[0]!
for (const language of LANGUAGES) {
  await write(
    `${language}.points.tsv`,
    `# Cues of the risk screen (${language}) and their points: words, their parts ("abc-" begins, "-abc" ends, "-abc-" is
# in a word), "a b" next to each other, "a .. b" with one word between, "#" any number. Letters as the screen folds them.
# Change them as you like, or weigh them anew from the labelled phrases: npx node bench/fit-risk-points.ts
`,
    lines.filter(({ id }) => !isOfConcepts(id) && languageOf(id) === language),
  )
}

const found = (row: number): number => {
  if (sums[SERIOUS]![row]! >= limits[SERIOUS]!) return sums[NOW]![row]! >= limits[NOW]! ? 3 : 2
  return sums[SOON]![row]! >= limits[SOON]! ? 1 : 0
}
console.log(
  `${lines.length} cues from ${written.length} texts and ${patterns} patterns. Each fifth by the other four, texts unknown to the rules:`,
)
for (const language of [...LANGUAGES, 'all']) {
  const share = (which: string, least: number) => {
    const some = all.filter(
      (row) => isUnknown(row) && level(row) === which && (language === 'all' || texts[row]!.language === language),
    )
    return (some.filter((row) => found(row) >= least).length / some.length).toFixed(3)
  }
  console.log(
    `  ${language}: S3 as S3 ${share('S3', 3)}, as S2 ${share('S3', 2)}; S2 ${share('S2', 2)} (as S3 ${share('S2', 3)}); S1 ${share('S1', 1)}; none raised ${share('none', 1)}, to S2 ${share('none', 2)}`,
  )
}

if (values.misses !== undefined) {
  const names = ['none', 'S1', 'S2', 'S3'] as const
  const missed = all.filter((row) => isWritten(row) && names[found(row)] !== level(row))
  const line = (row: number) => [texts[row]!.text, texts[row]!.language, level(row), names[found(row)]].join('\t')
  await writeFile(values.misses, `${missed.map(line).join('\n')}\n`)
}
