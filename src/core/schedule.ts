import { z } from 'zod'
import { localDate, localInstant } from './local-time.ts'

const at = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time, HH:MM')
const weekday = z.int().min(1).max(7)

/** The shape of `reminder_job.schedule`. Times are the citizen's wall clock; weekdays are ISO, 1 is Monday. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), at }),
  z.object({
    kind: z.literal('weekly'),
    at,
    day: weekday,
    /** Every so many ISO weeks; left out: every week. */
    every: z.int().min(1).max(52).exactOptional(),
    /** A date in a week that has a fire; left out: the week of 1970-01-05. It sets the phase, not a beginning. */
    anchor: z.iso.date().exactOptional(),
  }),
  z.object({ kind: z.literal('weekdays'), at, days: z.array(weekday).min(1) }),
])

export type Schedule = z.infer<typeof scheduleSchema>

/**
 * The first fire strictly after `after`.
 * A wall-clock time that a clock change leaves out moves forward by the gap; one that comes twice fires the first time.
 */
export const nextFire = (schedule: Schedule, zone: string, after: Temporal.Instant): Temporal.Instant => {
  // A gap over midnight can carry yesterday's fire into today, hence from yesterday on.
  let date = localDate(after, zone).subtract({ days: 1 })
  for (;;) {
    date = nextDate(schedule, date)
    const fire = fireOn(schedule, date, zone)
    if (Temporal.Instant.compare(fire, after) > 0) return fire
    date = date.add({ days: 1 })
  }
}

/**
 * The name of this fire, unique within its job: the local date (`2026-11-23`), or for weekly schedules the ISO week
 * (`2026-W48`). It is the date the fire was meant for, which a clock change at midnight can leave behind: in Nuuk
 * Saturday's 23:30 of 28 March 2026 fires at 00:30 on Sunday and is still Saturday's.
 */
export const occurrenceOf = (schedule: Schedule, zone: string, fire: Temporal.Instant): string => {
  const local = localDate(fire, zone)
  const dayBefore = local.subtract({ days: 1 })
  const isOf = (date: Temporal.PlainDate): boolean => isOn(schedule, date) && fireOn(schedule, date, zone).equals(fire)
  const date = !isOf(local) && isOf(dayBefore) ? dayBefore : local
  if (schedule.kind !== 'weekly') return date.toString()
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`
}

/** The first date from this one on that the schedule has. */
const nextDate = (schedule: Schedule, from: Temporal.PlainDate): Temporal.PlainDate => {
  if (schedule.kind === 'daily') return from
  if (schedule.kind === 'weekly') {
    const date = from.add({ days: mod(schedule.day - from.dayOfWeek, 7) })
    const every = schedule.every ?? 1
    return date.add({ weeks: mod(-weeksFromAnchor(schedule.anchor, date), every) })
  }
  const waits = schedule.days.map((day) => mod(day - from.dayOfWeek, 7))
  return from.add({ days: Math.min(...waits) })
}

const isOn = (schedule: Schedule, date: Temporal.PlainDate): boolean => nextDate(schedule, date).equals(date)

const FIRST_MONDAY = Temporal.PlainDate.from('1970-01-05')

const weeksFromAnchor = (anchor: string | undefined, date: Temporal.PlainDate): number => {
  const from = anchor === undefined ? FIRST_MONDAY : mondayOf(Temporal.PlainDate.from(anchor))
  return Math.round(from.until(mondayOf(date), { largestUnit: 'days' }).days / 7)
}

const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 })

const fireOn = (schedule: Schedule, date: Temporal.PlainDate, zone: string): Temporal.Instant =>
  localInstant(date, schedule.at, zone)

const mod = (n: number, by: number): number => ((n % by) + by) % by
