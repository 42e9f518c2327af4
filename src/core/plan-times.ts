import type { QuietHours } from './citizen.ts'
import { isHoliday } from './holidays.ts'
import { inQuietHours } from './quiet-hours.ts'

/** How often a plan item comes again. `weekday` is Monday to Friday, and no public holiday. */
export type PlanEvery = 'day' | 'weekday' | 'week'

/** What a NEJ means: it counts as absence, goes to somebody who expects them, or nobody waits. */
export type PlanAbsence = 'counts' | 'forward' | 'none'

/** On which days an item comes. */
export interface Repeats {
  every: PlanEvery | null
  absence: PlanAbsence
}

/** One occurrence of a plan item. `local` is wall-clock time, `YYYY-MM-DDTHH:MM:SS`. */
export interface Occurrence {
  local: string
  startsAt: Temporal.Instant
  remindAt: Temporal.Instant
}

interface Person {
  zone: string
  quiet: QuietHours
}

/** What is expected of a citizen at a municipality does not take place while nobody is at work there. */
export const comesOn = (
  date: Temporal.PlainDate,
  { every, absence }: Repeats,
  closingDays: readonly string[],
): boolean => {
  if (every === 'weekday' && (date.dayOfWeek > 5 || isHoliday(date))) return false
  return absence === 'none' || !isHoliday(date, closingDays)
}

/** Closing days that cover everything (years of them) must not make it look for ever: the day it has come to is taken. */
const MANY = 400

/** The occurrence after a local time. The wall-clock time is kept across clock changes. */
export const nextLocal = (
  local: Temporal.PlainDateTime,
  repeats: Repeats,
  closingDays: readonly string[],
): Temporal.PlainDateTime => {
  const step = repeats.every === 'week' ? { weeks: 1 } : { days: 1 }
  let next = local.add(step)
  for (let n = 0; n < MANY && !comesOn(next.toPlainDate(), repeats, closingDays); n++) next = next.add(step)
  return next
}

/** Where an item begins that was entered for this local time: one that repeats on the first day on which it comes. */
export const firstLocal = (
  local: Temporal.PlainDateTime,
  repeats: Repeats,
  closingDays: readonly string[],
): Temporal.PlainDateTime =>
  repeats.every === null || comesOn(local.toPlainDate(), repeats, closingDays)
    ? local
    : nextLocal(local, repeats, closingDays)

/** Of one rhythm: are these the same time of it? A week apart two weekly items are one that comes twice from then on. */
export const isSameTime = (a: Temporal.PlainDateTime, b: Temporal.PlainDateTime, every: PlanEvery | null): boolean => {
  if (every === null) return a.equals(b)
  return a.toPlainTime().equals(b.toPlainTime()) && (every !== 'week' || a.dayOfWeek === b.dayOfWeek)
}

/** An occurrence at this local time, with when to remind of it. */
export const occurrenceAt = (local: Temporal.PlainDateTime, person: Person, before: Temporal.Duration): Occurrence => {
  const startsAt = local.toZonedDateTime(person.zone).toInstant()
  return { local: local.toString(), startsAt, remindAt: remindAt(startsAt, person, before) }
}

/**
 * When to remind of something that starts at this instant: `before` it; when that is in quiet hours, at their end if
 * there is still a quarter of an hour to go, else an hour before they begin.
 */
export const remindAt = (
  startsAt: Temporal.Instant,
  { zone, quiet }: Person,
  before: Temporal.Duration,
): Temporal.Instant => {
  const usual = startsAt.subtract(before)
  if (!inQuietHours(usual, zone, quiet)) return usual
  const justBefore = startsAt.subtract({ minutes: 15 })
  if (!inQuietHours(justBefore, zone, quiet)) return usual
  let evening = usual.toZonedDateTimeISO(zone).withPlainTime(quiet.from)
  if (Temporal.Instant.compare(evening.toInstant(), usual) > 0) evening = evening.subtract({ days: 1 })
  return evening.toInstant().subtract({ hours: 1 })
}

/**
 * What a due item reminds of, and what comes after: of the occurrences whose reminder is due, only the last one counts,
 * so a server that was down for days does not remind of each of them. `next` is null when the item does not come again.
 */
export const nextReminder = (
  item: { startsLocal: string; startsAt: Temporal.Instant; remindAt: Temporal.Instant } & Repeats,
  person: Person,
  { before, closingDays }: { before: Temporal.Duration; closingDays: readonly string[] },
  now: Temporal.Instant,
): { current: Occurrence; next: Occurrence | null } => {
  let current: Occurrence = { local: asLocal(item.startsLocal), startsAt: item.startsAt, remindAt: item.remindAt }
  if (!item.every) return { current, next: null }
  for (;;) {
    const local = nextLocal(Temporal.PlainDateTime.from(current.local), item, closingDays)
    const next = occurrenceAt(local, person, before)
    if (Temporal.Instant.compare(next.remindAt, now) > 0) return { current, next }
    current = next
  }
}

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/

/** As Postgres gives it, to the one form used in occurrences: mostly it is that already. */
export const asLocal = (text: string): string => {
  const local = text.replace(' ', 'T')
  return LOCAL.test(local) ? local : Temporal.PlainDateTime.from(local).toString()
}
