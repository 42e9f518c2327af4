import type { CaseLevel } from './case.ts'
import { localInstant } from './local-time.ts'
import { type Hours, isWorkingDay, workingDateAfter } from './working-hours.ts'

/** How long a case can be put aside. There is no "for ever". */
export const SNOOZES = ['hour', 'tomorrow', 'next-working-day', 'monday'] as const
export type Snooze = (typeof SNOOZES)[number]

/** What is offered by urgency: nothing for what is acute; what is for today waits no longer than to the next working day. */
export const SNOOZES_OF: Readonly<Record<CaseLevel, readonly Snooze[]>> = {
  acute: [],
  today: ['hour', 'tomorrow', 'next-working-day'],
  soon: SNOOZES,
}

/** How long a meeting lasts, in minutes; another end is a local time. */
export const MEETINGS = [30, 60, 120] as const

/** When a meeting ends: after so many minutes, or at a local time. */
export type MeetingEnd = { minutes: number } | { at: string }

const MORNING = '09:00'

/**
 * When a case is open again: 9:00 by the clock on the wall of that day, also over a change of the clock. A Monday without
 * people at work is the working day after it.
 */
export const snoozeUntil = (choice: Snooze, now: Temporal.Instant, hours: Hours): Temporal.Instant => {
  if (choice === 'hour') return now.add({ hours: 1 })
  const today = now.toZonedDateTimeISO(hours.zone).toPlainDate()
  if (choice === 'tomorrow') return localInstant(today.add({ days: 1 }), MORNING, hours.zone)
  if (choice === 'next-working-day') return localInstant(workingDateAfter(today, 1, hours), MORNING, hours.zone)
  const monday = today.add({ days: 8 - today.dayOfWeek })
  const day = isWorkingDay(monday, hours) ? monday : workingDateAfter(monday, 1, hours)
  return localInstant(day, MORNING, hours.zone)
}

/** What is for today is never put aside beyond 9:00 of the next working day, whatever was chosen. */
export const snoozeEnd = (
  level: CaseLevel,
  until: Temporal.Instant,
  now: Temporal.Instant,
  hours: Hours,
): Temporal.Instant => {
  const limit = snoozeUntil('next-working-day', now, hours)
  return level === 'today' && Temporal.Instant.compare(until, limit) > 0 ? limit : until
}

/** A local time of today as an instant; tomorrow's when it is over already. */
export const nextAt = (time: string, now: Temporal.Instant, zone: string): Temporal.Instant => {
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const at = localInstant(today, time, zone)
  return Temporal.Instant.compare(at, now) > 0 ? at : localInstant(today.add({ days: 1 }), time, zone)
}
