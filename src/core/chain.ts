import type { CaseLevel, CaseStep } from './case.ts'
import { type DutyPolicy, hasDuty, nextStaffed } from './duty.ts'
import type { ReasonClass } from './heard.ts'
import type { Rules } from './rules.ts'
import {
  addWorkingTime,
  endOfWorkingDay,
  type Hours,
  isWorkingDay,
  timeOnWorkingDayAfter,
  workingDaysAfter,
} from './working-hours.ts'

/** Who could be told, as of one local date. All are caseworker ids. */
export interface StaffFacts {
  /** The citizen's own caseworker. */
  caseworkerId: string
  leadId: string | null
  /** The rest of the team, in the order they are asked. */
  colleagueIds: readonly string[]
  /** Who is away that day, and who stands in. */
  away: Readonly<Record<string, string>>
  /** Who is away for good: they are told of nothing any more. */
  left?: readonly string[]
}

/** The times and thresholds a case is decided by; `rota` is read anew for each decision. */
export interface CasePolicy extends DutyPolicy {
  rules: Pick<Rules, 'acute' | 'today' | 'stillOnIt' | 'afterHours'>
  hours: Hours
}

export type Link = Pick<CaseStep, 'role' | 'who'>

/** The person, or who stands in for them, or who stands in for that one; null when nobody is there. */
export const presentFor = (id: string, away: StaffFacts['away']): string | null => {
  const seen = new Set<string>()
  let at: string | undefined = id
  while (at !== undefined && !seen.has(at)) {
    if (!Object.hasOwn(away, at)) return at
    seen.add(at)
    at = away[at]
  }
  return null
}

/**
 * Caseworker → cover → team lead → on-duty phone, each person once. When the caseworker is away the cover is first;
 * when there, the cover is the next colleague who is. Never empty: with nobody else it is the caseworker's.
 */
export const chainOf = (staff: StaffFacts, now: Temporal.Instant, policy: CasePolicy): Link[] => {
  const { caseworkerId, leadId, colleagueIds, away } = staff
  const own = presentFor(caseworkerId, away)
  const colleague = colleagueIds.find((id) => id !== caseworkerId && id !== leadId && !Object.hasOwn(away, id))
  const lead = leadId && presentFor(leadId, away)
  const links: Link[] = []
  const add = (role: Link['role'], who: string | null | undefined): void => {
    if (who && !links.some((link) => link.who === who)) links.push({ role, who })
  }
  if (own === caseworkerId) add('caseworker', own)
  else add('cover', own)
  if (own === caseworkerId || own === null) add('cover', colleague)
  add('lead', lead)
  if (links.length === 0) add('caseworker', caseworkerId)
  if (hasDuty(policy, now)) links.push({ role: 'duty', who: null })
  return links
}

/** After the last of a round the next one follows: there is always somebody to name as who is told next. */
export const withNext = (links: Link[], staff: StaffFacts, now: Temporal.Instant, policy: CasePolicy): Link[] =>
  links.length > 1 ? links : [...links, ...chainOf(staff, now, policy)]

/** Found by counting, not by what somebody wrote: the citizen has longer to be reached. */
const UNHURRIED: ReadonlySet<ReasonClass> = new Set(['drop', 'quiet'])

/** When a person must have acknowledged what was raised at `at`, by the level table. */
export const deadlineOf = (
  level: CaseLevel,
  reason: ReasonClass,
  at: Temporal.Instant,
  policy: CasePolicy,
): Temporal.Instant => {
  const { rules, hours } = policy
  if (level === 'acute') return nextStaffed(at, policy).add({ minutes: rules.acute.acknowledgeMinutes })
  if (level === 'soon') return workingDaysAfter(at, UNHURRIED.has(reason) ? 2 : 1, hours)
  const local = at.toZonedDateTimeISO(hours.zone)
  const late = Temporal.PlainTime.compare(local.toPlainTime(), Temporal.PlainTime.from(rules.today.lateAfter)) > 0
  return late || !isWorkingDay(local.toPlainDate(), hours)
    ? timeOnWorkingDayAfter(at, 1, rules.today.lateDue, hours)
    : endOfWorkingDay(at, hours)
}

/** When the next person is told if nobody has acknowledged what is told now. Always later than `now`. */
export const nextStepAfter = (
  level: CaseLevel,
  now: Temporal.Instant,
  deadline: Temporal.Instant,
  policy: CasePolicy,
): Temporal.Instant => {
  const { rules, hours } = policy
  if (level === 'acute') {
    // Nobody is there yet: the next is told when somebody is.
    const there = nextStaffed(now, policy)
    return Temporal.Instant.compare(there, now) > 0
      ? there
      : nextStaffed(now.add({ minutes: rules.acute.everyMinutes }), policy)
  }
  const usual =
    level === 'today' ? addWorkingTime(now, { hours: rules.today.everyHours }, hours) : workingDaysAfter(now, 1, hours)
  const due = Temporal.Instant.compare(deadline, now) > 0
  if (level === 'soon') return due ? deadline : usual
  return due && Temporal.Instant.compare(deadline, usual) < 0 ? deadline : usual
}

/** When who acknowledged now is asked whether they are still on it; the same span again is their time to answer. */
export const askAgainAt = (level: CaseLevel, now: Temporal.Instant, policy: CasePolicy): Temporal.Instant => {
  const { rules, hours } = policy
  const { acuteMinutes: minutes, todayHours, soonDays } = rules.stillOnIt
  if (level === 'soon') return workingDaysAfter(now, soonDays, hours)
  if (level === 'today') return addWorkingTime(now, { hours: todayHours }, hours)
  return hasDuty(policy, now) ? now.add({ minutes }) : addWorkingTime(now, { minutes }, hours)
}

/** The links with the times at which they are told: the first now, the others for as long as nobody acknowledges. */
export const planned = (
  links: readonly Link[],
  it: { from: number; level: CaseLevel; now: Temporal.Instant; deadline: Temporal.Instant; policy: CasePolicy },
): CaseStep[] => {
  let at = it.now
  return links.map(({ role, who }, index) => {
    if (index > 0) at = nextStepAfter(it.level, at, it.deadline, it.policy)
    return { step: it.from + index, role, who, at }
  })
}
