/**
 * Weighs the cues of `content/risk/<language>.points.tsv` by the labelled texts in test/risk/phrases-tune.tsv:
 * npx node bench/fit-risk-points.ts da
 * Logistic regression (L2) over words, pairs and pairs with one word between; the same texts give the same file.
 * The points are plain sums that anyone can read and change; what is found still depends on no model.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spellingOf } from '../src/language/risk/compile.ts'
import { readLabelled } from '../src/language/risk/measure.ts'
import { cuesAt } from '../src/language/risk/points.ts'
import { readRiskRules } from '../src/language/risk/rules.ts'
import { buildScreen } from '../src/language/risk/screen.ts'
import { tokenize } from '../src/language/risk/tokens.ts'

const language = process.argv[2] ?? 'da'
const dir = join(import.meta.dirname, '../content/risk')
const rules = await readRiskRules(dir)
const spelt = spellingOf(rules.languages.find((one) => one.language === language))
const screen = buildScreen({ ...rules, points: [] })
const tune = readLabelled(await readFile(join(import.meta.dirname, '../test/risk/phrases-tune.tsv'), 'utf8'))
const texts = tune.filter((one) => one.language === language)

const cuesOf = (text: string): Set<string> => {
  const tokens = tokenize(text)
  return new Set(tokens.flatMap((_, i) => cuesAt(tokens, i, spelt)))
}
const count = new Map<string, number>()
const cueSets = texts.map(({ text }) => cuesOf(text))
for (const set of cueSets) for (const cue of set) count.set(cue, (count.get(cue) ?? 0) + 1)
const cues = [...count].filter(([, times]) => times >= 2).map(([cue]) => cue)
const number = new Map(cues.map((cue, i) => [cue, i]))
const rows = cueSets.map((set) => [...set].flatMap((cue) => number.get(cue) ?? []))

interface Fit {
  weights: Float64Array
  bias: number
}
/** Full-batch gradient descent. */
const weigh = (among: readonly number[], is: (row: number) => boolean, shrink: number): Fit => {
  const weights = new Float64Array(cues.length)
  let bias = 0
  const step = 0.3
  for (let round = 0; round < 600; round++) {
    const slope = new Float64Array(cues.length)
    let biasSlope = 0
    for (const row of among) {
      let sum = bias
      for (const cue of rows[row]!) sum += weights[cue]!
      const error = 1 / (1 + Math.exp(-sum)) - (is(row) ? 1 : 0)
      for (const cue of rows[row]!) slope[cue]! += error
      biasSlope += error
    }
    for (let i = 0; i < weights.length; i++) weights[i]! -= step * (slope[i]! / among.length + shrink * weights[i]!)
    bias -= (step * biasSlope) / among.length
  }
  return { weights, bias }
}
const sumOf = ({ weights }: Fit, row: number) => rows[row]!.reduce((sum, cue) => sum + weights[cue]!, 0)

const all = texts.map((_, i) => i)
const FOLDS = 5
/** The sum that `share` of the texts that are not `is` reach, each weighed by a weighing that did not know it. */
const threshold = (is: (row: number) => boolean, against: (row: number) => boolean, share: number, shrink: number) => {
  const sums: number[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const one = weigh(
      all.filter((row) => row % FOLDS !== fold),
      is,
      shrink,
    )
    for (const row of all) if (row % FOLDS === fold && against(row)) sums.push(sumOf(one, row))
  }
  sums.sort((a, b) => b - a)
  return sums[Math.floor(sums.length * share)] ?? 1
}

const level = (row: number) => texts[row]!.expected
const isSerious = (row: number) => level(row) === 'S2' || level(row) === 'S3'
const isNow = (row: number) => level(row) === 'S3'
const classes = texts.map(({ text }) => screen.screen(text, texts[0]!.language)?.class)
const isHome = (row: number) => isSerious(row) && (classes[row] === 'violence' || classes[row] === 'child')
const SHRINK = 0.004
const columns = [
  { is: isSerious, against: (row: number) => level(row) === 'none', share: 0.02 },
  { is: isNow, against: (row: number) => !isNow(row), share: 0.03 },
  { is: isHome, against: (row: number) => !isHome(row), share: 0.1 },
].map(({ is, against, share }) => {
  const limit = threshold(is, against, share, SHRINK)
  const { weights } = weigh(all, is, SHRINK)
  return Array.from(weights, (weight) => Math.round((100 * weight) / limit))
})

const lines = cues
  .map((cue, i) => ({ cue, points: columns.map((column) => column[i]!) }))
  .filter(({ points }) => points.some((one) => Math.abs(one) >= 3))
  .sort((a, b) => (a.cue < b.cue ? -1 : 1))
  .map(({ cue, points }) => [cue, ...points].join('\t'))
const head = `# Cues of the risk screen (${language}) and their points: danger, danger now, somebody at home who does harm.
# A text of 100 points or more counts; 24 words are counted at a time, each cue once. "a b": next to each other;
# "a .. b": one word between; "#": any number. Letters as the screen folds them (ø is oe, doubled letters single).
# Points only raise: to S2, and with 100 points for "now" to S3. Change them as you like, or weigh them anew from
# the labelled phrases: npx node bench/fit-risk-points.ts ${language}
# cue\tdanger\tnow\thome
`
await writeFile(join(dir, `${language}.points.tsv`), `${head}${lines.join('\n')}\n`)
console.log(`${lines.length} cues from ${texts.length} texts`)
