import type { CaseLevel } from './case.ts'
import type { StaffNote } from './effect.ts'
import type { ReasonClass, RiskLevel } from './heard.ts'
import type { Rules } from './rules.ts'

/** What a finding of the risk screen asks of people. */
export const LEVEL_OF_RISK: Record<RiskLevel, CaseLevel> = { S3: 'acute', S2: 'today', S1: 'soon' }

/** A completed check-in, as the rules see it. */
export interface CheckInFact {
  instrument: string
  at: Temporal.Instant
  /** 0–100 for WHO-5; undefined where the instrument has none. */
  score?: number
  /** Per item; null where it was skipped. */
  answers: readonly (number | null)[]
}

/** News raise a case; notes are lines in the digest. */
export interface Verdict {
  raise: { level: CaseLevel; class: ReasonClass }[]
  notes: StaffNote[]
}

/**
 * What a completed check-in means, by the level table: alert on news, not on level. `history` holds the citizen's
 * earlier completed check-ins in any order; later ones are not looked at.
 */
export const judge = (
  now: CheckInFact,
  history: readonly CheckInFact[],
  rules: Pick<Rules, 'who5' | 'weekly'>,
): Verdict => {
  const earlier = history
    .filter((it) => it.instrument === now.instrument && Temporal.Instant.compare(it.at, now.at) < 0)
    .sort((a, b) => Temporal.Instant.compare(b.at, a.at))
  if (now.instrument === 'who5') return judgeWho5(now, earlier, rules.who5)
  if (now.instrument === 'weekly') return judgeWeekly(now, earlier, rules.weekly)
  return { raise: [], notes: [] }
}

/** WHO-5: Topp et al. 2015 (a change of 10 matters, ≤50 low, ≤28 suggests depression). `earlier` newest first. */
const judgeWho5 = (now: CheckInFact, earlier: readonly CheckInFact[], rules: Rules['who5']): Verdict => {
  const verdict: Verdict = { raise: [], notes: [] }
  if (now.score === undefined) return verdict
  const scored = earlier.filter((it) => it.score !== undefined)
  const since = now.at.subtract({ hours: 24 * rules.newsWithinDays })
  const isKnown = scored.some((it) => it.score! <= rules.veryLow && Temporal.Instant.compare(it.at, since) >= 0)
  if (now.score <= rules.veryLow && !isKnown) verdict.raise.push({ level: 'today', class: 'low-score' })
  else if (now.score <= rules.low) verdict.notes.push('low-score')

  const [last, before] = scored.map((it) => it.score!)
  const drop = last === undefined ? 0 : last - now.score
  const dropBefore = last === undefined || before === undefined ? 0 : before - last
  if (drop >= rules.bigDrop || (drop >= rules.drop && dropBefore >= rules.drop))
    verdict.raise.push({ level: 'soon', class: 'drop' })
  else if (drop >= rules.drop) verdict.notes.push('drop')
  return verdict
}

/** The weekly three: the first item is wellbeing, 0–10. A first answer ever counts as news: nothing better is known. */
const judgeWeekly = (now: CheckInFact, earlier: readonly CheckInFact[], rules: Rules['weekly']): Verdict => {
  const wellbeing = now.answers[0]
  if (wellbeing === undefined || wellbeing === null || wellbeing > rules.lowWellbeing) return { raise: [], notes: [] }
  const last = earlier.map((it) => it.answers[0]).find((it) => it !== undefined && it !== null)
  return last === undefined || last === null || last > rules.lowWellbeing
    ? { raise: [{ level: 'today', class: 'low-score' }], notes: [] }
    : { raise: [], notes: ['low-score'] }
}
