import type { Hours } from './working-hours.ts'
import { isOpen, nextOpening } from './working-hours.ts'

/** Somebody is on duty from here until there: a caseworker, or a phone that belongs to nobody. */
export interface Shift {
  from: Temporal.Instant
  /** The first instant that is not covered any more. */
  to: Temporal.Instant
  /** Caseworker id. */
  who: string | null
}

/** Who can be called beside working hours: one phone at any hour, or the people of a rota. */
export interface DutyPolicy {
  rules: { afterHours: { cover: 'undecided' | 'none' | 'duty'; dutyPhone?: string } }
  hours: Hours
  /** Shifts that are not over, the earliest first. */
  rota?: readonly Shift[]
}

const covers = ({ from, to }: Shift, at: Temporal.Instant): boolean =>
  Temporal.Instant.compare(from, at) <= 0 && Temporal.Instant.compare(at, to) < 0

/** The shift that runs; of several the one that began last. */
export const shiftAt = (rota: readonly Shift[] | undefined, at: Temporal.Instant): Shift | undefined =>
  rota?.filter((shift) => covers(shift, at)).at(-1)

/** Can somebody on duty be rung then? */
export const hasDuty = ({ rules, rota }: DutyPolicy, at: Temporal.Instant): boolean =>
  (rules.afterHours.cover === 'duty' && rules.afterHours.dutyPhone !== undefined) || shiftAt(rota, at) !== undefined

/** The first instant from this one on at which somebody is at work or on duty. */
export const nextStaffed = (at: Temporal.Instant, policy: DutyPolicy): Temporal.Instant => {
  if (hasDuty(policy, at) || isOpen(at, policy.hours)) return at
  const opening = nextOpening(at, policy.hours)
  const starts = (policy.rota ?? []).map(({ from }) => from).filter((from) => Temporal.Instant.compare(from, at) > 0)
  return [opening, ...starts].sort(Temporal.Instant.compare)[0]!
}
