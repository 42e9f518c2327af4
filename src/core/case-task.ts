import type { Case } from './case.ts'
import type { CasePolicy } from './chain.ts'
import { endOfWorkingDay, isWorkingDay, workingDaysAfter } from './working-hours.ts'

/** Something the employee must do themselves, beside seeing the case. */
export interface CaseTask {
  /** Decide whether to notify: the duty is the employee's own (barnets lov § 133), no system's. */
  what: 'assess-notification'
  dueAt: Temporal.Instant
}

/**
 * The task of a case in which a child may be at risk: due when the working day ends on which it was first written, or
 * the next one when that was late in the day or nobody was at work. It stays, also while the case is acknowledged, until
 * the case is resolved.
 */
export const taskOf = (
  { reasons, state }: Pick<Case, 'reasons' | 'state'>,
  { rules, hours }: CasePolicy,
): CaseTask | undefined => {
  const first = reasons.find((reason) => reason.class === 'child')
  if (!first || state === 'resolved') return undefined
  const local = first.at.toZonedDateTimeISO(hours.zone)
  const inTime = Temporal.PlainTime.compare(local.toPlainTime(), Temporal.PlainTime.from(rules.today.lateAfter)) <= 0
  const sameDay = isWorkingDay(local.toPlainDate(), hours) && inTime
  return {
    what: 'assess-notification',
    dueAt: sameDay ? endOfWorkingDay(first.at, hours) : workingDaysAfter(first.at, 1, hours),
  }
}
