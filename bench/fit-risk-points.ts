/**
 * Weighs the cues of `content/risk/<language>.points.tsv` by the labelled texts in test/risk/phrases-tune.tsv:
 * npx node bench/fit-risk-points.ts da
 * Logistic regression (L2) over words, their beginnings and pairs; the same texts give the same file. What a text must
 * reach is set by folds: each fifth of the texts is weighed by cues that were chosen and weighed without it.
 * The points are plain sums that anyone can read and change; what is found still depends on no model.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spellingOf } from '../src/language/risk/compile.ts'
import { readLabelled } from '../src/language/risk/measure.ts'
import { cuesAt, isNumber } from '../src/language/risk/points.ts'
import { readRiskRules } from '../src/language/risk/rules.ts'
import { buildScreen } from '../src/language/risk/screen.ts'
import { tokenize } from '../src/language/risk/tokens.ts'

/** So many cues a person can still read through. */
const MOST = 2400
const SHRINK = 0.003
const ROUNDS = 300
const STEP = 0.4
const FOLDS = 5
/** S1 lies between: it teaches half as much that it is not serious. */
const HALF = 0.5
/** A word in so many of the texts is a function word. */
const COMMON = 0.06

const language = process.argv[2] ?? 'da'
const dir = join(import.meta.dirname, '../content/risk')
const rules = await readRiskRules(dir)
const its = rules.languages.find((one) => one.language === language)
const spelt = spellingOf(its)
const screen = buildScreen({ ...rules, points: [] })
const tune = readLabelled(await readFile(join(import.meta.dirname, '../test/risk/phrases-tune.tsv'), 'utf8'))
const texts = tune.filter((one) => one.language === language)
const all = texts.map((_, i) => i)
const foldOf = texts.map(({ text }) => createHash('sha256').update(text).digest()[1]! % FOLDS)

const tokensOf = texts.map(({ text }) => tokenize(text))
const inTexts = new Map<string, number>()
for (const tokens of tokensOf) {
  for (const word of new Set(tokens.map((token) => token.word))) inTexts.set(word, (inTexts.get(word) ?? 0) + 1)
}
const listed = [its?.fillers, its?.clauses, its?.turns, its?.self, its?.negations].flatMap((some) => some ?? [])
const stop = new Set(listed.flatMap((word) => tokenize(word).map((token) => token.word)))
for (const [word, times] of inTexts) if (times > COMMON * texts.length) stop.add(word)
/** Cues made of function words and numbers only say nothing. */
const tells = (cue: string): boolean => cue.split(' ').some((word) => word !== '..' && word !== '#' && !stop.has(word))
const cueSets = tokensOf.map(
  (tokens) =>
    new Set(
      tokens
        .flatMap((token, i) => cuesAt(tokens, i, spelt).filter((cue) => cue.includes(' ') || !isStop(token.word)))
        .filter(tells),
    ),
)
function isStop(word: string): boolean {
  return stop.has(word) || isNumber(word)
}

interface Fit {
  /** By column. */
  weights: Map<string, number[]>
}
type Column = (row: number) => boolean

/** Full-batch gradient descent. */
const descend = (rows: Int32Array[], size: number, among: readonly number[], is: Column): Float64Array => {
  const weights = new Float64Array(size)
  let bias = 0
  for (let round = 0; round < ROUNDS; round++) {
    const slope = new Float64Array(size)
    let biasSlope = 0
    among.forEach((row, i) => {
      let sum = bias
      for (const cue of rows[i]!) sum += weights[cue]!
      const error = (texts[row]!.expected === 'S1' ? HALF : 1) * (1 / (1 + Math.exp(-sum)) - (is(row) ? 1 : 0))
      for (const cue of rows[i]!) slope[cue]! += error
      biasSlope += error
    })
    for (let i = 0; i < size; i++) weights[i]! -= STEP * (slope[i]! / among.length + SHRINK * weights[i]!)
    bias -= (STEP * biasSlope) / among.length
  }
  return weights
}

/** Chooses and weighs the cues that occur twice or more, and keeps those of most weight. */
const fitCues = (among: readonly number[], columns: readonly Column[]): Fit => {
  const count = new Map<string, number>()
  for (const row of among) for (const cue of cueSets[row]!) count.set(cue, (count.get(cue) ?? 0) + 1)
  const cues = [...count].filter(([, times]) => times >= 2).map(([cue]) => cue)
  const number = new Map(cues.map((cue, i) => [cue, i]))
  const rows = among.map((row) => Int32Array.from([...cueSets[row]!].flatMap((cue) => number.get(cue) ?? [])))
  const weights = columns.map((is) => descend(rows, cues.length, among, is))
  const kept = cues
    .map((cue, i) => ({ cue, weights: weights.map((column) => column[i]!) }))
    .sort(
      (a, b) => Math.max(...b.weights.map(Math.abs)) - Math.max(...a.weights.map(Math.abs)) || (a.cue < b.cue ? -1 : 1),
    )
    .slice(0, MOST)
  return { weights: new Map(kept.map((one) => [one.cue, one.weights])) }
}
const sumOf = ({ weights }: Fit, row: number, column: number): number =>
  [...cueSets[row]!].reduce((sum, cue) => sum + (weights.get(cue)?.[column] ?? 0), 0)

const level = (row: number) => texts[row]!.expected
const isSerious = (row: number) => level(row) === 'S2' || level(row) === 'S3'
const isNow = (row: number) => level(row) === 'S3'
const alone = texts.map(({ text }) => screen.screen(text, texts[0]!.language))
const isHome = (row: number) => isSerious(row) && (alone[row]?.class === 'violence' || alone[row]?.class === 'child')
/** Of the texts in `against` this share may reach the points. */
const COLUMNS = [
  { is: isSerious, against: (row: number) => level(row) === 'none', share: 0.03 },
  { is: isNow, against: (row: number) => !isNow(row), share: 0.03 },
  { is: isHome, against: (row: number) => !isHome(row), share: 0.05 },
]
const columns = COLUMNS.map(({ is }) => is)
const sums = COLUMNS.map(() => new Float64Array(texts.length))
for (let fold = 0; fold < FOLDS; fold++) {
  const one = fitCues(
    all.filter((row) => foldOf[row] !== fold),
    columns,
  )
  for (const row of all) {
    if (foldOf[row] === fold) for (const [i, column] of sums.entries()) column[row] = sumOf(one, row, i)
  }
}
const limits = COLUMNS.map(({ against, share }, i) => {
  const reached = all.filter(against).map((row) => sums[i]![row]!)
  reached.sort((a, b) => b - a)
  // Just above the first text too many.
  return Math.max(0.1, 1.001 * (reached[Math.floor(reached.length * share)] ?? 1))
})

const whole = fitCues(all, columns)
const lines = [...whole.weights]
  .map(([cue, weights]) => ({ cue, points: weights.map((weight, i) => Math.round((100 * weight) / limits[i]!)) }))
  .filter(({ points }) => points.some((one) => Math.abs(one) >= 2))
  .sort((a, b) => (a.cue < b.cue ? -1 : 1))
  .map(({ cue, points }) => [cue, ...points].join('\t'))
const head = `# Cues of the risk screen (${language}) and their points: danger, danger now, somebody at home who does harm.
# A text of 100 points or more counts; 24 words are counted at a time, each cue once. "a b": next to each other;
# "a .. b": one word between; "abcd*": longer words that begin so (four or six letters); "#": any number. Letters as the
# screen folds them (ø is oe, doubled letters single). Points only raise: to S2, and with 100 points for "now" to S3.
# Change them as you like, or weigh them anew from the labelled phrases: npx node bench/fit-risk-points.ts ${language}
# cue\tdanger\tnow\thome
`
await writeFile(join(dir, `${language}.points.tsv`), `${head}${lines.join('\n')}\n`)
const known = (row: number) => alone[row]?.level === 'S2' || alone[row]?.level === 'S3'
const share = (which: string, found: (row: number) => boolean) => {
  const some = all.filter((row) => level(row) === which)
  return (some.filter(found).length / some.length).toFixed(3)
}
const byPoints = (row: number) => sums[0]![row]! >= limits[0]!
console.log(`${language}: ${lines.length} cues from ${texts.length} texts; at least S2, each fifth by the other four:`)
for (const which of ['S3', 'S2', 'S1', 'none']) {
  const both = share(which, (row) => byPoints(row) || known(row))
  console.log(`  ${which}: by points ${share(which, byPoints)}, by rules (tuned on these) or points ${both}`)
}
