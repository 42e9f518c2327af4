import { z } from 'zod'
import type { Rules } from '../core/rules.ts'

/** `HH:MM`. */
export const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as "08:00", in quotes')
const duration = z.string().refine(isDuration, 'a length of time as PT90M, PT2H or P1D')
/** `MM-DD` or `YYYY-MM-DD`. */
export const closingDay = z
  .string()
  .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date as "12-24" or "2026-12-24"')
const score = z.int().min(0).max(100)
const positive = z.int().positive()

/** `content/rules/*.yaml`: thresholds and times, every one of them required so that none is decided in code. */
export const rulesSchema: z.ZodType<Rules> = z.strictObject({
  who5: z
    .strictObject({ low: score, veryLow: score, drop: score, bigDrop: score, newsWithinDays: positive })
    .refine((who5) => who5.veryLow <= who5.low, { path: ['veryLow'], error: 'at most `low`' })
    .refine((who5) => who5.drop <= who5.bigDrop, { path: ['drop'], error: 'at most `bigDrop`' }),
  weekly: z.strictObject({ lowWellbeing: z.int().min(0).max(10) }),
  quietDays: positive,
  acute: z.strictObject({ acknowledgeMinutes: positive, everyMinutes: positive }),
  today: z.strictObject({ everyHours: positive, lateAfter: clock, lateDue: clock }),
  workingHours: z
    .strictObject({ from: clock, to: clock, days: z.array(z.int().min(1).max(7)).min(1) })
    .refine((hours) => hours.from < hours.to, { path: ['to'], error: 'later than `from`' }),
  stillOnIt: z.strictObject({ acuteMinutes: positive, todayHours: positive, soonDays: positive }),
  closingDays: z.array(closingDay),
  checkIn: z
    .strictObject({ nudgeAfterHours: positive, expireAfterHours: positive })
    .refine((hours) => hours.nudgeAfterHours < hours.expireAfterHours, {
      path: ['expireAfterHours'],
      error: 'more than `nudgeAfterHours`',
    }),
  rhythm: z.strictObject({
    perDay: positive,
    perWeek: positive,
    silentDays: z.int().min(0).max(6),
    pauseAfterDays: positive,
  }),
  remindBefore: duration,
  conversationIdle: duration,
  person: z.strictObject({ silenceHours: positive, segmentPrice: z.number().min(0).max(10) }),
  afterHours: z
    .strictObject({
      cover: z.enum(['undecided', 'none', 'duty']),
      dutyPhone: z.string().min(3).exactOptional(),
      emergency: z.string().min(3).max(16).exactOptional(),
      shelter: z.string().min(3).max(16).exactOptional(),
      region: z.string().min(3).exactOptional(),
    })
    .refine((cover) => cover.cover !== 'duty' || cover.dutyPhone !== undefined, {
      path: ['dutyPhone'],
      error: 'the number of the duty phone, since cover is duty',
    })
    .refine((cover) => cover.emergency !== undefined || cover.region !== undefined, {
      path: ['region'],
      error: 'the region, or an `emergency` number with people at every hour',
    }),
})

function isDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign > 0
  } catch {
    return false
  }
}
