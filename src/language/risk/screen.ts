import type { Language } from '../../core/citizen.ts'
import type { ReasonClass, RiskFinding, RiskLevel } from '../../core/heard.ts'
import { type CompileOptions, compiledRules } from './cache.ts'
import { compileRules } from './compile.ts'
import type { RiskData } from './data.ts'
import type { Points } from './lists.ts'
import { longTexts } from './long-texts.ts'
import { MARKS } from './marks.ts'
import { type Brought, ENOUGH, ENOUGH_AT_HOME, PointLists } from './points.ts'
import type { Combination, RiskRules } from './rules.ts'
import { Net } from './run.ts'
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
  /** The points reached; 100 count. */
  points: Points
  /** What brought them, the most first. */
  cues: RiskCue[]
}

/** A word, concept, pair or mark that brought points. */
export interface RiskCue extends Points {
  cue: string
  span: string
}

export interface RiskScreen {
  /** The gravest finding in the text, or undefined. `language` is a hint; every language's rules are tried. */
  screen(text: string, language?: Language): RiskFinding | undefined
  /** The same of a text of any length, without holding up this thread by a long one. */
  screenAnyLength(text: string, language?: Language): RiskFinding | undefined | Promise<RiskFinding | undefined>
  explain(text: string, language?: Language): RiskExplanation
}

const RANK: Record<RiskLevel, number> = { S1: 1, S2: 2, S3: 3 }

/** Loads the rules of a folder, compiled before where they can be kept. @throws RiskRulesError naming file and line of every fault. */
export const loadRiskRules = async (dir: string, options: CompileOptions = {}): Promise<RiskScreen> =>
  screenOf(await compiledRules(dir, options))

/** Builds the screen from rules already read. @throws RiskRulesError */
export const buildScreen = (rules: RiskRules): RiskScreen => screenOf(compileRules(rules))

/** In characters. A longer text would hold up the thread for longer than others should wait; hardly any is. */
const USUAL = 4_096

/** The screen that runs on compiled rules. */
export const screenOf = (data: RiskData): RiskScreen => {
  const parts: Parts = {
    data,
    words: new Words(data.lexicon, data.net),
    net: new Net(data.net),
    points: new PointLists(data.points, data.languages.length),
  }
  const screen: RiskScreen['screen'] = (text, language) => judgeText(text, parts, language).finding
  const aside = longTexts(data)
  return {
    screen,
    screenAnyLength: (text, language) =>
      // Held up is better than not screened.
      text.length <= USUAL ? screen(text, language) : aside(text, language).catch(() => screen(text, language)),
    explain(text, language) {
      const { finding, hits, tokens, typed, read, marks } = judgeText(text, parts, language)
      const trace = hits.map(({ rule, from, to, harmless }) => ({
        rule: rule.id,
        level: rule.level ?? ('signal' as const),
        span: spanOf(text, tokens, from, to),
        ...(harmless === undefined ? {} : { harmless }),
      }))
      const { brought, ...points } = parts.points.explain(read, marks, MARKS)
      const cues = brought
        .sort((a, b) => weightOf(b) - weightOf(a))
        .slice(0, EXPLAINED)
        .map(({ cue, points: its, at }) => ({
          cue,
          span: at.map((i) => spanOf(text, typed, i, i)).join(' … '),
          ...its,
        }))
      return {
        level: finding?.level ?? 'none',
        class: finding?.class ?? null,
        span: finding?.span ?? null,
        rule: finding?.rule ?? null,
        trace,
        points,
        cues,
      }
    },
  }
}

/** So many cues are enough to see why. */
const EXPLAINED = 20
const weightOf = ({ points: { serious, now, soon } }: Brought): number =>
  Math.max(Math.abs(serious), Math.abs(now), Math.abs(soon))

interface Parts {
  data: RiskData
  words: Words
  net: Net
  points: PointLists
}

const spanOf = (text: string, tokens: readonly Token[], from: number, to: number): string =>
  text.slice(tokens[from]!.start, tokens[to]!.end)

const judgeText = (text: string, parts: Parts, hint?: Language): Judged => {
  const judged = judgeWhole(text, parts, hint)
  const finding = standsOut(judged, text, parts, hint)
  const atHome = finding?.class === 'violence' || finding?.class === 'threat'
  return {
    ...judged,
    finding: atHome && parts.points.speaksOf(judged.read, 'child') ? { ...finding, children: true } : finding,
  }
}

/** In a text of more words, what a rule finds may be lost among the others. */
const SHORT_TALK = 10
/** So many words on either side belong to it, within its sentence. */
const BESIDE = 12

/**
 * What a rule finds in a longer text, or after a "but", is judged as if it had been sent by itself, too. Linear: places
 * hardly overlap.
 */
const standsOut = (
  { finding, hits, tokens, words, typed }: Judged,
  text: string,
  parts: Parts,
  hint?: Language,
): RiskFinding | undefined => {
  const turn = words.findIndex((word) => word.turn !== 0)
  if (typed.length <= SHORT_TALK && turn < 0) return finding
  let gravest = finding
  let done = -1
  for (const { rule, from, to, harmless } of hits) {
    if (harmless !== undefined || rule.level === undefined || to <= done) continue
    if (gravest && RANK[rule.level] <= RANK[gravest.level]) continue
    if (typed.length <= SHORT_TALK && from < turn) continue
    let first = from
    let last = to
    while (first > 0 && from - first < BESIDE && tokens[first - 1]!.after !== 2 && words[first]!.turn === 0) first--
    while (last < tokens.length - 1 && last - to < BESIDE && tokens[last]!.after !== 2) last++
    done = last
    const alone = judgeWhole(spanOf(text, tokens, first, last), parts, hint).finding
    if (alone && (!gravest || RANK[alone.level] > RANK[gravest.level])) gravest = alone
  }
  return gravest
}

type Judged = ReturnType<typeof judgeWhole>

const judgeWhole = (text: string, parts: Parts, hint?: Language) => {
  const { data } = parts
  const typed = tokenize(text)
  const mended = parts.words.mend(typed)
  const { tokens, words } = mended
  const found = parts.net.run(tokens, words)
  const { hits, harmless } = found.length === 0 ? NOTHING : weigh(found, tokens, words, data)
  const counting = hits.filter((hit) => hit.harmless === undefined)
  const find = (among: readonly Hit[]) => {
    let finding: RiskFinding | undefined
    for (const { rule, from, to } of among) {
      if (rule.level === undefined || rule.class === undefined) continue
      if (finding && RANK[rule.level] <= RANK[finding.level]) continue
      finding = { level: rule.level, class: rule.class, span: spanOf(text, tokens, from, to), rule: rule.id }
    }
    return finding
  }
  const alone = find(counting)
  const byRules = counting.length > 1 ? combine(alone, counting, data.combinations, text, tokens) : alone
  const marks = marksOf(byRules?.level, hits)
  const read = parts.points.read(typed, mended.typed, hint === undefined ? -1 : data.languages.indexOf(hint))
  const points = harmless ? NO_POINTS : parts.points.count(read, marks)
  const sure = data.weighsRules ? find(counting.filter(({ rule }) => rule.final)) : byRules
  const finding = decide(byRules, sure, points, () => ({
    span: spanOfPoints(text, typed, parts.points.explain(read, marks, MARKS).brought),
    rule: `${data.languages[read.language]}.points`,
  }))
  return { finding, hits, tokens, words, typed, read, marks }
}

const NOTHING = { hits: [], harmless: false }
const NO_POINTS: Points = { serious: 0, now: 0, home: 0, soon: 0 }

/** What the rules found, as cues: by number in `MARKS`. */
const marksOf = (level: RiskLevel | undefined, hits: readonly Hit[]): number[] => {
  if (hits.length === 0) return []
  const names = new Set<string>()
  for (const one of ['S1', 'S2', 'S3'] as const) if (level && RANK[one] <= RANK[level]) names.add(`rule ${one}`)
  for (const { harmless } of hits) if (harmless !== undefined) names.add(`excused ${harmless}`)
  return MARKS.flatMap((mark, i) => (names.has(mark) ? i : []))
}

const levelOf = ({ serious, now, soon }: Points): RiskLevel | undefined =>
  serious >= ENOUGH ? (now >= ENOUGH ? 'S3' : 'S2') : soon >= ENOUGH ? 'S1' : undefined

/** The graver of what the points say and of what is sure; rules that are not sure only bring points. */
const decide = (
  byRules: RiskFinding | undefined,
  sure: RiskFinding | undefined,
  points: Points,
  byPoints: () => { span: string; rule: string },
): RiskFinding | undefined => {
  const weighed = levelOf(points)
  const level = sure && (weighed === undefined || RANK[sure.level] > RANK[weighed]) ? sure.level : weighed
  if (level === undefined) return undefined
  if (sure && RANK[sure.level] >= RANK[level]) return sure
  if (byRules && RANK[byRules.level] >= RANK[level]) return { ...byRules, level }
  const known = byRules && RANK[byRules.level] >= RANK.S2 ? byRules.class : undefined
  return { level, class: known ?? (points.home >= ENOUGH_AT_HOME ? 'violence' : 'other'), ...byPoints() }
}

/** The words that brought most points. */
const spanOfPoints = (text: string, tokens: readonly Token[], brought: readonly Brought[]): string => {
  const sums = new Map<number, number>()
  for (const { points, at } of brought) {
    const each = (points.serious + points.now + points.soon) / at.length
    for (const i of at) sums.set(i, (sums.get(i) ?? 0) + each)
  }
  const most = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, SHOWN)
  return most
    .map(([i]) => i)
    .sort((a, b) => a - b)
    .map((i) => spanOf(text, tokens, i, i))
    .join(' … ')
}
const SHOWN = 3

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
