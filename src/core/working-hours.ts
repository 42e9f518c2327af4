import type { LocalTime } from './citizen.ts'
import { isHoliday } from './holidays.ts'
import { localDate, localInstant } from './local-time.ts'

/** When people are at work. `from` < `to`, both on the same day. */
export interface Hours {
  from: LocalTime
  to: LocalTime
  /** ISO weekdays, 1 is Monday. */
  days: readonly number[]
  /** Days without staff beside public holidays, `YYYY-MM-DD` or yearly `MM-DD`. */
  closingDays: readonly string[]
  /** IANA zone. */
  zone: string
}

/** These hours have no opening within two years: no weekdays, an end before the start, or closed every day. */
export class NeverOpen extends Error {
  override name = 'NeverOpen'
  readonly hours: Hours
  constructor(hours: Hours) {
    super(`nobody is ever at work with ${hours.from}-${hours.to} on days [${hours.days.join()}]`)
    this.hours = hours
  }
}

/** A day on which people are at work: neither a weekend of theirs, nor a holiday, nor a closing day. */
export const isWorkingDay = (date: Temporal.PlainDate, hours: Hours): boolean =>
  hours.from < hours.to && hours.days.includes(date.dayOfWeek) && !isHoliday(date, hours.closingDays)

/** Is somebody at work? The minute of closing is closed. */
export const isOpen = (instant: Temporal.Instant, hours: Hours): boolean => {
  const at = instant.epochMilliseconds
  const known = lastDay.get(hours)
  if (known && at >= known.from && at < known.to) return at >= known.opens && at < known.closes
  const date = localDate(instant, hours.zone)
  const open = isWorkingDay(date, hours)
  const day = {
    from: localInstant(date, MIDNIGHT, hours.zone).epochMilliseconds,
    to: localInstant(date.add({ days: 1 }), MIDNIGHT, hours.zone).epochMilliseconds,
    opens: open ? opensOn(date, hours).epochMilliseconds : Number.POSITIVE_INFINITY,
    closes: open ? closesOn(date, hours).epochMilliseconds : Number.NEGATIVE_INFINITY,
  }
  lastDay.set(hours, day)
  return at >= day.opens && at < day.closes
}

/** The first instant, from this one on, at which somebody is at work: the instant itself when open. @throws NeverOpen */
export const nextOpening = (instant: Temporal.Instant, hours: Hours): Temporal.Instant => {
  const at = instant.epochMilliseconds
  const known = lastOpening.get(hours)
  if (known && at >= known.since && at < known.until) return at < known.opens.epochMilliseconds ? known.opens : instant
  const date = workingDayAt(instant, hours)
  const opens = opensOn(date, hours)
  lastOpening.set(hours, { since: at, opens, until: closesOn(date, hours).epochMilliseconds })
  return isBefore(instant, opens) ? opens : instant
}

/** The local date on which somebody is at work next: whoever is there then reads what is written now. @throws NeverOpen */
export const nextStaffedDate = (instant: Temporal.Instant, hours: Hours): string =>
  localDate(nextOpening(instant, hours), hours.zone).toString()

/**
 * Each turn asks both, and all turns of a day ask about the same day; calendars and zones are slow. Milliseconds since
 * 1970: opening and closing are whole minutes.
 */
const lastDay = new WeakMap<Hours, { from: number; to: number; opens: number; closes: number }>()
/** The opening of the working day that ran or came next at `since`, which it does until it closes. */
const lastOpening = new WeakMap<Hours, { since: number; opens: Temporal.Instant; until: number }>()
const MIDNIGHT: LocalTime = '00:00'

/** The end of the working day that runs at this instant or comes next. @throws NeverOpen */
export const endOfWorkingDay = (instant: Temporal.Instant, hours: Hours): Temporal.Instant =>
  closesOn(workingDayAt(instant, hours), hours)

/**
 * The instant after this much working time; only what lies in working hours counts. A deadline at the minute of
 * closing stays there. `duration` in exact units (hours and smaller). @throws NeverOpen
 */
export const addWorkingTime = (
  instant: Temporal.Instant,
  duration: Temporal.Duration | Temporal.DurationLike,
  hours: Hours,
): Temporal.Instant => {
  let left = Temporal.Duration.from(duration).total('nanoseconds')
  let at = nextOpening(instant, hours)
  for (;;) {
    const closes = endOfWorkingDay(at, hours)
    const today = Number(closes.epochNanoseconds - at.epochNanoseconds)
    if (left <= today) return at.add({ nanoseconds: Math.round(left) })
    left -= today
    at = nextOpening(closes, hours)
  }
}

/** The n-th working day after a date (n ≥ 1), not counting the date itself. @throws NeverOpen */
export const workingDateAfter = (date: Temporal.PlainDate, n: number, hours: Hours): Temporal.PlainDate => {
  let day = date
  for (let i = 0; i < n; i++) day = workingDateFrom(day.add({ days: 1 }), hours)
  return day
}

/**
 * The end of the n-th working day after this instant's local date: n = 1 is "by the end of the next working day".
 * n = 0 is `endOfWorkingDay`. @throws NeverOpen
 */
export const workingDaysAfter = (instant: Temporal.Instant, n: number, hours: Hours): Temporal.Instant =>
  n <= 0 ? endOfWorkingDay(instant, hours) : closesOn(workingDateAfter(localDate(instant, hours.zone), n, hours), hours)

/** A wall-clock time on the n-th working day after this instant's local date: "next working day 12:00" is n = 1. */
export const timeOnWorkingDayAfter = (
  instant: Temporal.Instant,
  n: number,
  time: LocalTime,
  hours: Hours,
): Temporal.Instant => localInstant(workingDateAfter(localDate(instant, hours.zone), n, hours), time, hours.zone)

/** The date of the working day that runs at this instant or comes next. */
const workingDayAt = (instant: Temporal.Instant, hours: Hours): Temporal.PlainDate => {
  const date = workingDateFrom(localDate(instant, hours.zone), hours)
  return isBefore(instant, closesOn(date, hours)) ? date : workingDateAfter(date, 1, hours)
}

const workingDateFrom = (date: Temporal.PlainDate, hours: Hours): Temporal.PlainDate => {
  let day = date
  for (let tries = 0; tries < 731; tries++) {
    if (isWorkingDay(day, hours)) return day
    day = day.add({ days: 1 })
  }
  throw new NeverOpen(hours)
}

const opensOn = (date: Temporal.PlainDate, hours: Hours): Temporal.Instant => localInstant(date, hours.from, hours.zone)
const closesOn = (date: Temporal.PlainDate, hours: Hours): Temporal.Instant => localInstant(date, hours.to, hours.zone)

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0
