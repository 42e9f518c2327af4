import type { Language } from '../../core/citizen.ts'
import type { ReasonClass, RiskFinding, RiskLevel } from '../../core/heard.ts'
import { type CompileOptions, compiledRules } from './cache.ts'
import { compileRules } from './compile.ts'
import type { RiskData } from './data.ts'
import { ENOUGH, ENOUGH_AT_HOME, PointLists, type Tally } from './points.ts'
import type { Combination, RiskRules } from './rules.ts'
import { Net } from './run.ts'
import type { Place } from './together.ts'
import { type Token, tokenize } from './tokens.ts'
import { type Hit, weigh } from './weigh.ts'
import { Words } from './words.ts'

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

/** Loads the rules of a folder, compiled before where they can be kept. @throws RiskRulesError naming file and line of every fault. */
export const loadRiskRules = async (dir: string, options: CompileOptions = {}): Promise<RiskScreen> =>
  screenOf(await compiledRules(dir, options))

/** Builds the screen from rules already read. @throws RiskRulesError */
export const buildScreen = (rules: RiskRules): RiskScreen => screenOf(compileRules(rules))

const screenOf = (data: RiskData): RiskScreen => {
  const parts: Parts = {
    data,
    words: new Words(data.lexicon, data.net),
    net: new Net(data.net),
    points: new PointLists(data.points, data.lexicon.strings, data.lists.length),
  }
  const judge = (text: string) => judgeText(text, parts)
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

interface Parts {
  data: RiskData
  words: Words
  net: Net
  points: PointLists
}

const spanOf = (text: string, tokens: readonly Token[], from: number, to: number): string =>
  text.slice(tokens[from]!.start, tokens[to]!.end)

const judgeText = (text: string, parts: Parts) => {
  const { data } = parts
  const typedTokens = tokenize(text)
  const { tokens, words, typed } = parts.words.mend(typedTokens)
  const found = parts.net.run(tokens, words)
  const { hits, idioms } = found.length === 0 ? NOTHING : weigh(found, tokens, words, data)
  const counting = hits.filter((hit) => hit.harmless === undefined)
  let finding: RiskFinding | undefined
  for (const { rule, from, to } of counting) {
    if (rule.level === undefined || rule.class === undefined) continue
    if (finding && RANK[rule.level] <= RANK[finding.level]) continue
    finding = { level: rule.level, class: rule.class, span: spanOf(text, tokens, from, to), rule: rule.id }
  }
  if (counting.length > 1) finding = combine(finding, counting, data.combinations, text, tokens)
  if (finding?.level !== 'S3' && data.lists.length > 0) {
    const harmless = offsetsOf([...idioms, ...hits.filter((hit) => hit.harmless !== undefined)], tokens)
    const count = (list: number) => parts.points.count(list, typedTokens, typed, ({ start }) => harmless.has(start))
    finding = countPoints(text, data.lists, count, finding)
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
  lists: readonly string[],
  count: (list: number) => Tally,
  alone: RiskFinding | undefined,
): RiskFinding | undefined => {
  let finding = alone
  for (const [list, rule] of lists.entries()) {
    const tally = count(list)
    const level = levelOf(tally, finding !== undefined && RANK[finding.level] >= RANK.S2)
    if (level === undefined || (finding && RANK[level] <= RANK[finding.level])) continue
    const span = tally.spans.map(({ start, end }) => text.slice(start, end)).join(' … ')
    const known = finding && RANK[finding.level] >= RANK.S2 ? finding.class : undefined
    finding = { level, class: known ?? (tally.home >= ENOUGH_AT_HOME ? 'violence' : 'other'), span, rule }
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
