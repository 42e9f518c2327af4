import type { Language } from '../../core/citizen.ts'
import type { ReasonClass, RiskFinding, RiskLevel } from '../../core/heard.ts'
import { Lexicon } from './lexicon.ts'
import { Net } from './net.ts'
import { PhraseFault, parsePhrase, WordLists } from './phrase.ts'
import { ENOUGH, PointList, type Tally } from './points.ts'
import {
  type Combination,
  type Context,
  type LanguageRules,
  type PhraseLine,
  type RiskRules,
  RiskRulesError,
  readRiskRules,
} from './rules.ts'
import type { Place } from './together.ts'
import { type Token, tokenize } from './tokens.ts'
import { type Hit, type Meaning, weigh } from './weigh.ts'

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

const RANK: Record<RiskLevel, number> = { S1: 1, S2: 2, S3: 3 }
/** Loads the rules of a folder. @throws RiskRulesError naming file and line of every fault. */
export const loadRiskRules = async (dir: string): Promise<RiskScreen> => buildScreen(await readRiskRules(dir))

/** Builds the screen from rules already read. */
export const buildScreen = ({ languages, combinations, points }: RiskRules): RiskScreen => {
  const lexicon = new Lexicon()
  const net = new Net<Meaning>(lexicon)
  const faults: string[] = []
  languages.forEach((rules, language) => {
    faults.push(...addLanguage(net, lexicon, rules, language))
  })
  if (faults.length > 0) throw new RiskRulesError(faults)
  const lists = points.map(({ language, cues }) => ({
    rule: `${language}.points`,
    list: new PointList(cues, spellingOf(languages.find((one) => one.language === language))),
  }))
  const judge = (text: string) => judgeText(text, { lexicon, net, combinations, lists })
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
        for (const together of parsePhrase(text, lists)) net.add(together, meaning, spellings)
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
  for (const word of rules.turns) lexicon.flag(one(word), language, 'turn')
  for (const word of rules.self) lexicon.flag(one(word), language, 'self')
  for (const word of rules['not-typos']) lexicon.real(one(word))
  rules.rules.forEach((rule, i) => {
    if (rule.level !== undefined && rule.class === undefined)
      faults.push(`${rules.lineOf(['rules', i])}: ${rule.id} has a level but no class`)
    add(rule.phrases, { kind: 'rule', language, rule }, ['rules', i, 'phrases'])
    add(rule.unless, { kind: 'unless', language, rule }, ['rules', i, 'unless'])
  })
  add(rules.idioms, { kind: 'idiom', language, firm: false }, ['idioms'])
  add(rules.harmless, { kind: 'idiom', language, firm: true }, ['harmless'])
  for (const [context, phrases] of Object.entries(rules.contexts)) {
    add(phrases, { kind: 'context', language, context: context as Context }, ['contexts', context])
  }
  return faults
}

/** Each other spelling's word. */
export const spellingOf = (rules: LanguageRules | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(rules?.spelling ?? {}).flatMap(([word, others]) => others.map((other) => [one(other), one(word)])),
  )

interface Parts {
  lexicon: Lexicon
  net: Net<Meaning>
  combinations: readonly Combination[]
  lists: readonly { rule: string; list: PointList }[]
}

const spanOf = (text: string, tokens: readonly Token[], from: number, to: number): string =>
  text.slice(tokens[from]!.start, tokens[to]!.end)

const judgeText = (text: string, { lexicon, net, combinations, lists }: Parts) => {
  const typed = tokenize(text)
  const tokens = lexicon.mend(typed)
  const found = net.run(tokens)
  const { hits, idioms } = found.length === 0 ? NOTHING : weigh(found, tokens, lexicon)
  const counting = hits.filter((hit) => hit.harmless === undefined)
  let finding: RiskFinding | undefined
  for (const { rule, from, to } of counting) {
    if (rule.level === undefined || rule.class === undefined) continue
    if (finding && RANK[rule.level] <= RANK[finding.level]) continue
    finding = { level: rule.level, class: rule.class, span: spanOf(text, tokens, from, to), rule: rule.id }
  }
  if (counting.length > 1) finding = combine(finding, counting, combinations, text, tokens)
  if (finding?.level !== 'S3' && lists.length > 0) {
    const harmless = [...idioms, ...hits.filter((hit) => hit.harmless !== undefined)]
    finding = countPoints(text, typed, offsetsOf(harmless, tokens), lists, finding)
  }
  return { finding, hits, tokens }
}
const NOTHING = { hits: [], idioms: [] }

/** The offsets that places cover. */
const offsetsOf = (places: readonly Place[], tokens: readonly Token[]): ReadonlySet<number> => {
  const starts = new Set<number>()
  for (const { from, to } of places) for (let i = from; i <= to; i++) starts.add(tokens[i]!.start)
  return starts
}

/** Points may raise what the rules found, to S2 or S3; they lower nothing. */
const countPoints = (
  text: string,
  tokens: readonly Token[],
  harmless: ReadonlySet<number>,
  lists: Parts['lists'],
  alone: RiskFinding | undefined,
): RiskFinding | undefined => {
  let finding = alone
  for (const { rule, list } of lists) {
    const tally = list.count(tokens, ({ start }) => harmless.has(start))
    const level = levelOf(tally, finding !== undefined && RANK[finding.level] >= RANK.S2)
    if (level === undefined || (finding && RANK[level] <= RANK[finding.level])) continue
    const span = tally.spans.map(({ start, end }) => text.slice(start, end)).join(' … ')
    const known = finding && RANK[finding.level] >= RANK.S2 ? finding.class : undefined
    finding = { level, class: known ?? (tally.home >= ENOUGH ? 'violence' : 'other'), span, rule }
  }
  return finding
}

const levelOf = ({ serious, now }: Tally, known: boolean): RiskLevel | undefined => {
  if (!known && serious < ENOUGH) return undefined
  return now >= ENOUGH ? 'S3' : 'S2'
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
