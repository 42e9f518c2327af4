/** The cues of labelled texts by name, as the tables name them; for the fit, which weighs them. */
import { createHash } from 'node:crypto'
import { compileRules } from '../../src/language/risk/compile.ts'
import { spellingOf } from '../../src/language/risk/compile-points.ts'
import { begunOf, isNumber, partsOf } from '../../src/language/risk/cue-words.ts'
import type { LabelledText } from '../../src/language/risk/measure.ts'
import { factorOf, PAIR_REACH, PointLists, type Read } from '../../src/language/risk/points.ts'
import type { RiskRules } from '../../src/language/risk/rules.ts'
import { buildScreen, type RiskExplanation } from '../../src/language/risk/screen.ts'
import { tokenize } from '../../src/language/risk/tokens.ts'
import { Words } from '../../src/language/risk/words.ts'

export type Kind = 'word' | 'part' | 'pair' | 'concept' | 'concepts' | 'mark'
export interface Cue {
  kind: Kind
  name: string
  /** How often, parts once for each word; times what points count in a text of this length. */
  times: number
}

/** Of the texts so many 256ths do without the single words that only they taught the lists; all do without the expressions. */
const WITHOUT = 85

const marksOf = ({ level, trace }: RiskExplanation): string[] => {
  const marks = new Set<string>()
  for (const one of ['S1', 'S2', 'S3']) if (level !== 'none' && one <= level) marks.add(`rule ${one}`)
  for (const { harmless } of trace) if (harmless !== undefined) marks.add(`excused ${harmless}`)
  return [...marks]
}

/**
 * The cues of each text, one text after the other: of all at once they would take 15 GB. The lists of concepts were written with these texts at hand: an entry that is in one text
 * alone is unknown in that text, as it would be in texts that nobody has seen. Rules that were tuned on the first
 * `known` texts say nothing there.
 */
export function* cuesOf(rules: RiskRules, texts: readonly LabelledText[], known: number): Generator<Cue[]> {
  const bare = { ...rules, points: [], conceptPoints: new Map() }
  const data = compileRules(bare)
  const screen = buildScreen(bare)
  const words = new Words(data.lexicon, data.net)
  const lists = new PointLists(data.points, data.languages.length)
  const spellings = data.languages.map((name) => spellingOf(rules.languages.find(({ language }) => language === name)))
  const typed = texts.map(({ text }) => tokenize(text))
  const read = (row: number, skip?: (entry: number) => boolean): Read => {
    const tokens = typed[row]!
    return lists.read(tokens, words.mend(tokens).typed, data.languages.indexOf(texts[row]!.language), skip)
  }
  /** By entry: the only text it is in, or -2 for several. */
  const only = new Map<number, number>()
  for (const row of texts.keys()) {
    read(row, (entry) => {
      const one = only.get(entry)
      only.set(entry, one === undefined || one === row ? row : -2)
      return false
    })
  }
  const { rest } = data.points
  for (const [row, { text }] of texts.entries()) {
    const strict = createHash('sha256').update(text).digest()[2]! < WITHOUT
    const isLong = (entry: number) => rest.starts[entry]! < rest.starts[entry + 1]!
    const its = read(row, (entry) => only.get(entry) === row && (strict || isLong(entry)))
    const cues = new Map<string, Cue>()
    const add = (kind: Kind, name: string) => {
      const cue = cues.get(`${kind} ${name}`)
      if (cue === undefined) cues.set(`${kind} ${name}`, { kind, name, times: 1 })
      else if (kind === 'part') cue.times++
    }
    const tokens = typed[row]!
    const listed = tokens.map(({ word }, i) => {
      const language = its.texts[i]!.of.indexOf(its.words[i]!)
      return isNumber(word) ? '#' : (spellings[language]!.get(word) ?? word)
    })
    const seen = new Set<string>()
    tokens.forEach(({ word }, i) => {
      if (!seen.has(word)) {
        seen.add(word)
        add('word', listed[i]!)
        for (const part of partsOf(word)) add('part', part)
      }
      for (const gap of [1, 2]) {
        const other = listed[i + gap]
        if (other === undefined) continue
        const between = gap === 1 ? ' ' : ' .. '
        add('pair', `${listed[i]}${between}${other}`)
        add('pair', `${begunOf(listed[i]!)}${between}${begunOf(other)}`)
      }
    })
    its.concepts.forEach((here, i) => {
      for (const a of here) add('concept', data.points.names[a]!)
      for (let j = i; j < tokens.length && j <= i + PAIR_REACH; j++) {
        for (const a of here) {
          for (const b of its.concepts[j]!) {
            if (i === j && a >= b) continue
            add('concepts', `${data.points.names[Math.min(a, b)]} + ${data.points.names[Math.max(a, b)]}`)
          }
        }
      }
    })
    if (row >= known) for (const mark of marksOf(screen.explain(text))) add('mark', mark)
    const factor = factorOf(tokens.length)
    yield [...cues.values()].map((cue) => ({ ...cue, times: cue.times * factor }))
  }
}
