import type { MeaningData, PointData, RiskData } from './data.ts'
import { LexiconBuilder } from './lexicon.ts'
import { NetBuilder } from './net.ts'
import { PhraseFault, parsePhrase, WordLists } from './phrase.ts'
import { CUE_ALONE, CUE_APART, CUE_NEXT, cueHash } from './points.ts'
import { type Context, type LanguageRules, type PhraseLine, type RiskRules, RiskRulesError } from './rules.ts'
import { StringNumbers, slotOf, slotsFor } from './strings.ts'
import { tokenize } from './tokens.ts'

/** Makes of rules what the screen runs on. The same rules give the same data. @throws RiskRulesError naming file and line. */
export const compileRules = (rules: RiskRules): RiskData => {
  const strings = new StringNumbers()
  const lexicon = new LexiconBuilder(strings)
  const net = new NetBuilder(lexicon)
  const compiled: Compiled = { lexicon, net, meanings: [], rules: [] }
  const faults = rules.languages.flatMap((one, language) => addLanguage(compiled, one, language))
  if (faults.length > 0) throw new RiskRulesError(faults)
  // Before the lexicon is finished: cues have words too.
  const points = compilePoints(rules, strings)
  return {
    lexicon: lexicon.finish(),
    net: net.finish(),
    points,
    lists: rules.points.map(({ language }) => `${language}.points`),
    meanings: compiled.meanings,
    rules: compiled.rules,
    combinations: rules.combinations,
  }
}

interface Compiled extends Pick<RiskData, 'meanings' | 'rules'> {
  lexicon: LexiconBuilder
  net: NetBuilder
}

const one = (word: string): string =>
  tokenize(word)
    .map((token) => token.word)
    .join('')

const addLanguage = ({ lexicon, net, meanings, rules }: Compiled, its: LanguageRules, language: number): string[] => {
  const faults: string[] = []
  const lists = new WordLists(Object.entries(its.words))
  const spellings = new Map(Object.entries(its.spelling).map(([word, others]) => [one(word), others.map(one)]))
  const add = (phrases: readonly PhraseLine[], meaning: MeaningData, path: (string | number)[]) => {
    const number = meanings.push(meaning) - 1
    for (const { text, offset } of phrases) {
      try {
        for (const together of parsePhrase(text, lists)) net.add(together, number, language, spellings)
      } catch (error) {
        if (!(error instanceof PhraseFault)) throw error
        faults.push(`${its.lineOf(path, offset)}: ${error.message}`)
      }
    }
  }
  for (const word of its.fillers) lexicon.flag(one(word), language, 'filler')
  for (const word of its.negations) {
    for (const spelt of [one(word), ...(spellings.get(one(word)) ?? [])]) lexicon.flag(spelt, language, 'negation')
  }
  for (const word of its.clauses) lexicon.flag(one(word), language, 'clause')
  for (const word of its.turns) lexicon.flag(one(word), language, 'turn')
  for (const word of its.self) lexicon.flag(one(word), language, 'self')
  for (const word of its['not-typos']) lexicon.real(one(word))
  its.rules.forEach((rule, i) => {
    if (rule.level !== undefined && rule.class === undefined)
      faults.push(`${its.lineOf(['rules', i])}: ${rule.id} has a level but no class`)
    const { phrases, unless, ...head } = rule
    const number = rules.push(head) - 1
    add(phrases, { kind: 'rule', language, rule: number }, ['rules', i, 'phrases'])
    add(unless, { kind: 'unless', language, rule: number }, ['rules', i, 'unless'])
  })
  add(its.idioms, { kind: 'idiom', language, firm: false }, ['idioms'])
  add(its.harmless, { kind: 'idiom', language, firm: true }, ['harmless'])
  for (const [context, phrases] of Object.entries(its.contexts)) {
    add(phrases, { kind: 'context', language, context: context as Context }, ['contexts', context])
  }
  return faults
}

/** Each other spelling's word. */
export const spellingOf = (rules: LanguageRules | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(rules?.spelling ?? {}).flatMap(([word, others]) => others.map((other) => [one(other), one(word)])),
  )

const compilePoints = ({ languages, points: lists }: RiskRules, strings: StringNumbers): PointData => {
  const keys: number[] = []
  const points: number[] = []
  const spelt: number[] = []
  lists.forEach(({ language, cues }, list) => {
    for (const [cue, { serious, now, home }] of cues) {
      const words = cue.split(' ')
      const apart = words.length === 3 && words[1] === '..'
      // A cue of any other shape is in no text.
      if (words.length > 2 && !apart) continue
      const other = words[words.length - 1]!
      const [second, kind] = words.length === 1 ? [-1, CUE_ALONE] : [strings.of(other), apart ? CUE_APART : CUE_NEXT]
      keys.push(list, strings.of(words[0]!), second, kind)
      points.push(serious, now, home)
    }
    for (const [word, listed] of spellingOf(languages.find((some) => some.language === language))) {
      spelt.push(list, strings.of(word), strings.of(listed))
    }
  })
  const slots = new Int32Array(slotsFor(keys.length / 4))
  const mask = slots.length - 1
  for (let k = 0; k < keys.length; k += 4) {
    let slot = slotOf(cueHash(keys[k]!, keys[k + 1]!, keys[k + 2]!, keys[k + 3]!), mask)
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = k / 4 + 1
  }
  return {
    slots,
    keys: Int32Array.from(keys),
    points: Float64Array.from(points),
    spelt: Int32Array.from(spelt),
    number: strings.of('#'),
  }
}
