import type { LocalTime } from './citizen.ts'

/** A wall-clock time on a date. In a gap it moves forward by the gap; of a doubled hour it is the first. */
export const localInstant = (date: Temporal.PlainDate, time: LocalTime, zone: string): Temporal.Instant =>
  date.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant()

/** The date on the calendar there. */
export const localDate = (instant: Temporal.Instant, zone: string): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(zone).toPlainDate()
