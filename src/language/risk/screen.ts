import type { Language } from '../../core/citizen.ts'
import type { ReasonClass, RiskFinding, RiskLevel } from '../../core/heard.ts'
import { Lexicon } from './lexicon.ts'
import { type Match, Net } from './net.ts'
import { PhraseFault, parsePhrase, WordLists } from './phrase.ts'
import {
  type Combination,
  type Context,
  type LanguageRules,
  type PhraseLine,
  type RiskRules,
  RiskRulesError,
  type Rule,
  readRiskRules,
} from './rules.ts'
import { type Token, tokenize } from './tokens.ts'

/** Why a rule that matched did or did not count. */
export interface RiskTrace {
  rule: string
  level: RiskLevel | 'signal'
  span: string
  /** What made it harmless: an idiom, a negation, a context, the rule's own exception. */
  harmless?: string
}

export interface RiskExplanation {
  level: RiskLevel | 'none'
  class: ReasonClass | null
  span: string | null
  rule: string | null
  trace: RiskTrace[]
}

export interface RiskScreen {
  /** The gravest finding in the text, or undefined. `language` is a hint; every language's rules are tried. */
  screen(text: string, language?: Language): RiskFinding | undefined
  explain(text: string, language?: Language): RiskExplanation
}

type Meaning =
  | { kind: 'rule'; language: number; rule: Rule }
  | { kind: 'idiom'; language: number }
  | { kind: 'unless'; language: number; rule: Rule }
  | { kind: 'context'; language: number; context: Context }

type Found = Match<Meaning>
interface Hit {
  rule: Rule
  from: number
  to: number
  harmless?: string
}

const RANK: Record<RiskLevel, number> = { S1: 1, S2: 2, S3: 3 }
/** How many words before or after a match a "not" still belongs to it. */
const NEGATION_REACH = 4

/** Loads the rules of a folder. @throws RiskRulesError naming file and line of every fault. */
export const loadRiskRules = async (dir: string): Promise<RiskScreen> => buildScreen(await readRiskRules(dir))

/** Builds the screen from rules already read. */
export const buildScreen = ({ languages, combinations }: RiskRules): RiskScreen => {
  const lexicon = new Lexicon()
  const net = new Net<Meaning>(lexicon)
  const faults: string[] = []
  languages.forEach((rules, language) => {
    faults.push(...addLanguage(net, lexicon, rules, language))
  })
  if (faults.length > 0) throw new RiskRulesError(faults)
  const judge = (text: string) => judgeText(text, lexicon, net, combinations)
  return {
    screen: (text) => judge(text).finding,
    explain(text) {
      const { finding, hits, tokens } = judge(text)
      const trace = hits.map(({ rule, from, to, harmless }) => ({
        rule: rule.id,
        level: rule.level ?? ('signal' as const),
        span: spanOf(text, tokens, from, to),
        ...(harmless === undefined ? {} : { harmless }),
      }))
      return {
        level: finding?.level ?? 'none',
        class: finding?.class ?? null,
        span: finding?.span ?? null,
        rule: finding?.rule ?? null,
        trace,
      }
    },
  }
}

const one = (word: string): string =>
  tokenize(word)
    .map((token) => token.word)
    .join('')

const addLanguage = (net: Net<Meaning>, lexicon: Lexicon, rules: LanguageRules, language: number): string[] => {
  const faults: string[] = []
  const lists = new WordLists(Object.entries(rules.words))
  const spellings = new Map(Object.entries(rules.spelling).map(([word, others]) => [one(word), others.map(one)]))
  const add = (phrases: readonly PhraseLine[], meaning: Meaning, path: (string | number)[]) => {
    for (const { text, offset } of phrases) {
      try {
        for (const phrase of parsePhrase(text, lists)) net.add(phrase, meaning, spellings)
      } catch (error) {
        if (!(error instanceof PhraseFault)) throw error
        faults.push(`${rules.lineOf(path, offset)}: ${error.message}`)
      }
    }
  }
  for (const word of rules.fillers) lexicon.flag(one(word), language, 'filler')
  for (const word of rules.negations) {
    for (const spelt of [one(word), ...(spellings.get(one(word)) ?? [])]) lexicon.flag(spelt, language, 'negation')
  }
  for (const word of rules.clauses) lexicon.flag(one(word), language, 'clause')
  for (const word of rules['not-typos']) lexicon.real(one(word))
  rules.rules.forEach((rule, i) => {
    if (rule.level !== undefined && rule.class === undefined)
      faults.push(`${rules.lineOf(['rules', i])}: ${rule.id} has a level but no class`)
    add(rule.phrases, { kind: 'rule', language, rule }, ['rules', i, 'phrases'])
    add(rule.unless, { kind: 'unless', language, rule }, ['rules', i, 'unless'])
  })
  add(rules.idioms, { kind: 'idiom', language }, ['idioms'])
  for (const [context, phrases] of Object.entries(rules.contexts)) {
    add(phrases, { kind: 'context', language, context: context as Context }, ['contexts', context])
  }
  return faults
}

const spanOf = (text: string, tokens: readonly Token[], from: number, to: number): string =>
  text.slice(tokens[from]!.start, tokens[to]!.end)

const judgeText = (text: string, lexicon: Lexicon, net: Net<Meaning>, combinations: readonly Combination[]) => {
  const tokens = lexicon.mend(tokenize(text))
  const found = net.run(tokens)
  if (found.length === 0) return { finding: undefined, hits: [], tokens }
  const hits = weigh(found, tokens, lexicon)
  const counting = hits.filter((hit) => hit.harmless === undefined)
  let finding: RiskFinding | undefined
  for (const { rule, from, to } of counting) {
    if (rule.level === undefined || rule.class === undefined) continue
    if (finding && RANK[rule.level] <= RANK[finding.level]) continue
    finding = { level: rule.level, class: rule.class, span: spanOf(text, tokens, from, to), rule: rule.id }
  }
  if (counting.length > 1) finding = combine(finding, counting, combinations, text, tokens)
  return { finding, hits, tokens }
}

/** Signals that together mean more than each alone. */
const combine = (
  alone: RiskFinding | undefined,
  counting: readonly Hit[],
  combinations: readonly Combination[],
  text: string,
  tokens: readonly Token[],
): RiskFinding | undefined => {
  const first = new Map<string, Hit>()
  /** Per sentence. */
  const firstIn = new Map<number, Map<string, Hit>>()
  for (const hit of counting) {
    const { sentence } = tokens[hit.from]!
    const here = firstIn.get(sentence) ?? new Map<string, Hit>()
    firstIn.set(sentence, here)
    for (const signal of hit.rule.signal ?? []) {
      if (!first.has(signal)) first.set(signal, hit)
      if (!here.has(signal)) here.set(signal, hit)
    }
  }
  if (first.size < 2) return alone
  let finding = alone
  for (const { all, within, ...combination } of combinations) {
    if (finding && RANK[combination.level] <= RANK[finding.level]) continue
    if (!all.every((signal) => first.has(signal))) continue
    const place =
      within === 'text' ? first : [...firstIn.values()].find((here) => all.every((signal) => here.has(signal)))
    if (place === undefined) continue
    const parts = [...new Set(all.map((signal) => place.get(signal)!))]
    const span = parts.map((part) => spanOf(text, tokens, part.from, part.to)).join(' … ')
    finding = { level: combination.level, class: combination.class, span, rule: combination.id }
  }
  return finding
}

/** Decides of every match whether its surroundings make it harmless. Linear in the number of matches. */
const weigh = (found: readonly Found[], tokens: readonly Token[], lexicon: Lexicon): Hit[] => {
  /** Per token, the widest idiom over it. */
  const idiomAt: (Found | undefined)[] = []
  /** Per sentence, the rules that an exception stands beside. */
  const excepted = new Map<number, Set<Rule>>()
  const contexts = new Map<number, Set<Context>>()
  let joke = false
  const taken = new Set<number>()
  for (const match of found) {
    const { owner, from, to } = match
    if (owner.kind === 'idiom') {
      for (let i = from; i <= to; i++) {
        const known = idiomAt[i]
        if (known === undefined || known.to - known.from < to - from) idiomAt[i] = match
        taken.add(i)
      }
    } else if (owner.kind === 'context') {
      if (owner.context === 'joke') joke = true
      const sentence = tokens[from]!.sentence
      const known = contexts.get(sentence)
      if (known) known.add(owner.context)
      else contexts.set(sentence, new Set([owner.context]))
    } else if (owner.kind === 'unless') {
      const { sentence } = tokens[from]!
      const known = excepted.get(sentence)
      if (known) known.add(owner.rule)
      else excepted.set(sentence, new Set([owner.rule]))
    } else {
      for (let i = from; i <= to; i++) taken.add(i)
    }
  }
  const excuse = (rule: Rule, language: number, from: number, to: number): string | undefined => {
    for (let i = from; i <= to; i++) {
      const idiom = idiomAt[i]
      // A rule that spells out an idiom and more was meant to.
      if (idiom && !(from <= idiom.from && idiom.to <= to && idiom.to - idiom.from < to - from)) return 'idiom'
    }
    if (excepted.get(tokens[from]!.sentence)?.has(rule)) return 'exception'
    const around = contexts.get(tokens[from]!.sentence)
    for (const context of rule['harmless-in']) {
      if (context === 'joke' ? joke : around?.has(context) && !(context === 'past' && around.has('now'))) return context
    }
    return rule.negation !== 'none' && isNegated(rule, language, from, to) ? 'negation' : undefined
  }
  const isNegated = (rule: Rule, language: number, from: number, to: number): boolean => {
    const bit = 1 << language
    // A "not" of any language counts: people mix them.
    let steps = 0
    for (let i = from - 1; i >= 0 && steps < NEGATION_REACH && tokens[i]!.after === 0; i--) {
      const flags = lexicon.flagsOf(tokens[i]!.word)
      if (flags.negation !== 0 && !taken.has(i)) return true
      if ((flags.clause & bit) !== 0) break
      if ((flags.filler & bit) === 0) steps++
    }
    if (rule.negation !== 'around') return false
    steps = 0
    for (let i = to + 1; i < tokens.length && steps < NEGATION_REACH && tokens[i - 1]!.after === 0; i++) {
      const flags = lexicon.flagsOf(tokens[i]!.word)
      if (flags.negation !== 0 && !taken.has(i)) return true
      if ((flags.clause & bit) !== 0) break
      if ((flags.filler & bit) === 0) steps++
    }
    return false
  }
  return found.flatMap(({ owner, from, to }) => {
    if (owner.kind !== 'rule') return []
    const harmless = excuse(owner.rule, owner.language, from, to)
    return [{ rule: owner.rule, from, to, ...(harmless === undefined ? {} : { harmless }) }]
  })
}
