import type { PointData } from './data.ts'
import { flatten } from './flatten.ts'
import type { Points } from './lists.ts'
import { CUE_ALONE, CUE_APART, CUE_NEXT, cueHash, MARKS } from './marks.ts'
import type { LanguageRules, RiskRules } from './rules.ts'
import { StringNumbers, slotOf, slotsFor } from './strings.ts'
import { tokenize } from './tokens.ts'

const FIGURES = 4
const MOST = 2 ** 15 - 1
/** In tenths: a hundred thousand cues are kept in memory. */
const tenths = (points: number): number => Math.max(-MOST, Math.min(MOST, Math.round(points * 10)))
const figuresOf = ({ serious, now, home, soon }: Points): number[] => [serious, now, home, soon]

/** Each other spelling's word. */
export const spellingOf = (rules: LanguageRules | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(rules?.spelling ?? {}).flatMap(([word, others]) => others.map((other) => [one(other), one(word)])),
  )

/** A word as the screen folds it. */
export const one = (word: string): string =>
  tokenize(word)
    .map((token) => token.word)
    .join('')

/** Makes of the tables what the screen counts with. Languages by their place among the rules. */
export const compilePoints = (rules: RiskRules): PointData => {
  const strings = new StringNumbers()
  const number = strings.of('#')
  const cues = compileCues(rules, strings)
  const spelt: number[] = []
  rules.languages.forEach((its, language) => {
    for (const [word, listed] of spellingOf(its)) spelt.push(language, strings.of(word), strings.of(listed))
  })
  const lexicon = compileLexicons(rules, strings)
  const finished = strings.finish()
  return {
    strings: finished,
    ...cues,
    spelt: Int32Array.from(spelt),
    number,
    ...lexicon,
    entries: flatten(lexicon.entries, finished.starts.length - 1),
    ...compileConcepts(rules),
    names: rules.concepts,
  }
}

const compileCues = ({ points: lists }: RiskRules, strings: StringNumbers) => {
  const keys: number[] = []
  const points: number[] = []
  // A cue may stand in the lists of several languages.
  const all = new Map<string, number[]>()
  for (const { cues } of lists) {
    for (const [cue, its] of cues) {
      const known = all.get(cue)
      all.set(cue, known ? figuresOf(its).map((figure, i) => figure + known[i]!) : figuresOf(its))
    }
  }
  for (const [cue, figures] of all) {
    const words = cue.split(' ')
    const apart = words.length === 3 && words[1] === '..'
    // A cue of any other shape is in no text.
    if (words.length > 2 && !apart) continue
    const other = words[words.length - 1]!
    const [second, kind] = words.length === 1 ? [-1, CUE_ALONE] : [strings.of(other), apart ? CUE_APART : CUE_NEXT]
    keys.push(strings.of(words[0]!), second, kind)
    points.push(...figures.map(tenths))
  }
  const slots = new Int32Array(slotsFor(keys.length / 3))
  const mask = slots.length - 1
  for (let k = 0; k < keys.length; k += 3) {
    let slot = slotOf(cueHash(keys[k]!, keys[k + 1]!, keys[k + 2]!), mask)
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = k / 3 + 1
  }
  return { slots, keys: Int32Array.from(keys), points: Int16Array.from(points) }
}

const compileLexicons = ({ languages, lexicons }: RiskRules, strings: StringNumbers) => {
  const entries: number[][] = []
  const its: number[] = []
  const concepts: number[][] = []
  const rest: number[][] = []
  for (const { language, entries: listed } of lexicons) {
    const at = languages.findIndex((some) => some.language === language)
    if (at < 0) continue
    for (const { words, concepts: named } of listed) {
      const [first, ...others] = words.map((word) => strings.of(word))
      const known = entries[first!]
      if (known) known.push(its.length)
      else entries[first!] = [its.length]
      its.push(at)
      concepts.push(named)
      rest.push(others)
    }
  }
  return { entries, languages: Uint8Array.from(its), concepts: flatten(concepts), rest: flatten(rest) }
}

const compileConcepts = ({ concepts, conceptPoints }: RiskRules) => {
  const size = concepts.length
  const at = new Map(concepts.map((name, i) => [name, i]))
  const alone = new Int16Array(FIGURES * size)
  const pairs = new Int16Array(FIGURES * size * size)
  const marks = new Int16Array(FIGURES * MARKS.length)
  for (const [cue, points] of conceptPoints) {
    const figures = figuresOf(points).map(tenths)
    const mark = MARKS.indexOf(cue as (typeof MARKS)[number])
    const [a, b, ...more] = cue.split(' + ').map((name) => at.get(name))
    if (mark >= 0) marks.set(figures, FIGURES * mark)
    // A cue that names no concept is in no text.
    else if (a === undefined || more.length > 0 || cue.split(' + ').length !== (b === undefined ? 1 : 2)) continue
    else if (b === undefined) alone.set(figures, FIGURES * a)
    else pairs.set(figures, FIGURES * (Math.min(a, b) * size + Math.max(a, b)))
  }
  return { alone, pairs, marks }
}
