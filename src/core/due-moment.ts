import type { QuietHours } from './citizen.ts'
import { endOfQuiet, inQuietHours } from './quiet-hours.ts'
import { type Week, weekAt } from './rhythm.ts'
import { nextFire, occurrenceOf, type Schedule } from './schedule.ts'

/** `now` with what is the same for many citizens computed once: calendar work is most of the cost of a big tick. */
export interface Moment {
  now: Temporal.Instant
  /** Now on the clock there, `YYYY-MM-DDTHH:MM`. */
  local(zone: string): string
  week(zone: string): Week
  quietUntil(zone: string, quiet: QuietHours): Temporal.Instant | undefined
  /** The latest fire up to now, its occurrence, and the first fire after now. */
  fires(schedule: Schedule, zone: string, fire: Temporal.Instant): Fires
}

interface Fires {
  latest: Temporal.Instant
  occurrence: string
  next: Temporal.Instant
}

export const momentOf = (now: Temporal.Instant): Moment => ({
  now,
  local: memo(
    (zone) => zone,
    (zone: string) => now.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }),
  ),
  week: memo(
    (zone) => zone,
    (zone: string) => weekAt(now, zone),
  ),
  quietUntil: memo(
    (zone, { from, to }) => `${zone} ${from} ${to}`,
    (zone: string, quiet: QuietHours) => (inQuietHours(now, zone, quiet) ? endOfQuiet(now, zone, quiet) : undefined),
  ),
  fires: memo(
    (schedule, zone, fire) => `${zone} ${fire.epochMilliseconds} ${JSON.stringify(schedule)}`,
    (schedule: Schedule, zone: string, fire: Temporal.Instant) => {
      let latest = fire
      let next = nextFire(schedule, zone, fire)
      while (Temporal.Instant.compare(next, now) <= 0) {
        latest = next
        next = nextFire(schedule, zone, latest)
      }
      return { latest, occurrence: occurrenceOf(schedule, zone, latest), next }
    },
  ),
})

const memo = <A extends unknown[], R>(key: (...args: A) => string, compute: (...args: A) => R): ((...args: A) => R) => {
  const known = new Map<string, R>()
  return (...args) => {
    const name = key(...args)
    if (!known.has(name)) known.set(name, compute(...args))
    return known.get(name) as R
  }
}
