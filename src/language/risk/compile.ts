import { compilePoints, one } from './compile-points.ts'
import type { MeaningData, RiskData } from './data.ts'
import { LexiconBuilder } from './lexicon.ts'
import { NetBuilder } from './net.ts'
import { PhraseFault, parsePhrase, WordLists } from './phrase.ts'
import { type Context, type LanguageRules, type PhraseLine, type RiskRules, RiskRulesError } from './rules.ts'
import { StringNumbers } from './strings.ts'

/** Makes of rules what the screen runs on. The same rules give the same data. @throws RiskRulesError naming file and line. */
export const compileRules = (rules: RiskRules): RiskData => {
  const strings = new StringNumbers()
  const lexicon = new LexiconBuilder(strings)
  const net = new NetBuilder(lexicon)
  const compiled: Compiled = { lexicon, net, meanings: [], rules: [] }
  const faults = rules.languages.flatMap((one, language) => addLanguage(compiled, one, language))
  if (faults.length > 0) throw new RiskRulesError(faults)
  return {
    lexicon: lexicon.finish(),
    net: net.finish(),
    points: compilePoints(rules),
    weighsRules: rules.conceptPoints.has('rule S2'),
    languages: rules.languages.map(({ language }) => language),
    meanings: compiled.meanings,
    rules: compiled.rules,
    combinations: rules.combinations,
  }
}

interface Compiled extends Pick<RiskData, 'meanings' | 'rules'> {
  lexicon: LexiconBuilder
  net: NetBuilder
}

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
