import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextFire, occurrenceOf, type Schedule, scheduleSchema } from '../../src/core/schedule.ts'

const CPH = 'Europe/Copenhagen'
const at = (local: string, zone = CPH): Temporal.Instant => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant()
const local = (instant: Temporal.Instant, zone = CPH): string =>
  instant.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', smallestUnit: 'minute' })

/** The next n fires as local times. */
const fires = (schedule: Schedule, from: string, n: number, zone = CPH): string[] => {
  const found: string[] = []
  let after = at(from, zone)
  for (let i = 0; i < n; i++) {
    after = nextFire(schedule, zone, after)
    found.push(local(after, zone))
  }
  return found
}

describe('a daily schedule', () => {
  test('fires strictly after the instant, so a fire never repeats itself', () => {
    const eight: Schedule = { kind: 'daily', at: '08:00' }
    expect(fires(eight, '2026-11-23T07:59', 1)).toEqual(['2026-11-23T08:00+01:00'])
    expect(fires(eight, '2026-11-23T08:00', 1)).toEqual(['2026-11-24T08:00+01:00'])
  })

  test('keeps its local time over both clock changes', () => {
    const eight: Schedule = { kind: 'daily', at: '08:00' }
    expect(fires(eight, '2026-03-28T00:00', 3)).toEqual([
      '2026-03-28T08:00+01:00',
      '2026-03-29T08:00+02:00',
      '2026-03-30T08:00+02:00',
    ])
    expect(fires(eight, '2026-10-24T00:00', 3)).toEqual([
      '2026-10-24T08:00+02:00',
      '2026-10-25T08:00+01:00',
      '2026-10-26T08:00+01:00',
    ])
  })

  test('moves forward where the hour is left out, for that day only', () => {
    expect(fires({ kind: 'daily', at: '02:30' }, '2026-03-28T12:00', 2)).toEqual([
      '2026-03-29T03:30+02:00',
      '2026-03-30T02:30+02:00',
    ])
  })

  test('fires once in the doubled hour, the first time', () => {
    expect(fires({ kind: 'daily', at: '02:30' }, '2026-10-24T12:00', 2)).toEqual([
      '2026-10-25T02:30+02:00',
      '2026-10-26T02:30+01:00',
    ])
  })

  test('moved over midnight still belongs to the day it was meant for', () => {
    const late: Schedule = { kind: 'daily', at: '23:30' }
    const nuuk = 'America/Nuuk' // its clocks go forward on Saturday at 23:00
    expect(fires(late, '2026-03-28T12:00', 2, nuuk)).toEqual(['2026-03-29T00:30-01:00', '2026-03-29T23:30-01:00'])
    expect(occurrenceOf(late, nuuk, at('2026-03-29T00:30', nuuk))).toBe('2026-03-28')
    expect(occurrenceOf(late, nuuk, at('2026-03-29T23:30', nuuk))).toBe('2026-03-29')
  })
})

describe('a weekly schedule', () => {
  test('fires on its day and is named by the ISO week', () => {
    const sunday: Schedule = { kind: 'weekly', at: '17:00', day: 7 }
    expect(fires(sunday, '2026-11-23T12:00', 2)).toEqual(['2026-11-29T17:00+01:00', '2026-12-06T17:00+01:00'])
    expect(occurrenceOf(sunday, CPH, at('2026-11-29T17:00'))).toBe('2026-W48')
  })

  test('is named by the week year at the turn of the year', () => {
    const friday: Schedule = { kind: 'weekly', at: '14:00', day: 5 }
    expect(occurrenceOf(friday, CPH, at('2027-01-01T14:00'))).toBe('2026-W53')
    expect(occurrenceOf(friday, CPH, at('2027-01-08T14:00'))).toBe('2027-W01')
  })

  test('every second week keeps the phase of its anchor, before it and after it', () => {
    const who5: Schedule = { kind: 'weekly', at: '17:00', day: 7, every: 2, anchor: '2026-11-25' }
    expect(fires(who5, '2026-11-16T00:00', 3)).toEqual([
      '2026-11-29T17:00+01:00',
      '2026-12-13T17:00+01:00',
      '2026-12-27T17:00+01:00',
    ])
    expect(fires(who5, '2026-10-20T00:00', 1)).toEqual(['2026-11-01T17:00+01:00'])
  })
})

describe('a schedule of weekdays', () => {
  test('fires on those days, in any order they are given', () => {
    const days: Schedule = { kind: 'weekdays', at: '10:30', days: [4, 1] }
    expect(fires(days, '2026-12-21T12:00', 3)).toEqual([
      '2026-12-24T10:30+01:00',
      '2026-12-28T10:30+01:00',
      '2026-12-31T10:30+01:00',
    ])
    expect(occurrenceOf(days, CPH, at('2026-12-24T10:30'))).toBe('2026-12-24')
  })
})

test.for([
  [{ kind: 'daily', at: '24:00' }],
  [{ kind: 'daily', at: '8:00' }],
  [{ kind: 'weekly', at: '08:00', day: 0 }],
  [{ kind: 'weekly', at: '08:00', day: 1, anchor: '2026-02-30' }],
  [{ kind: 'weekdays', at: '08:00', days: [] }],
  [{ kind: 'hourly' }],
])('a schedule that cannot be is refused: %j', ([schedule]) => {
  expect(scheduleSchema.safeParse(schedule).success).toBe(false)
})

describe('any schedule', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  const weekday = fc.integer({ min: 1, max: 7 })
  const daily = clock.map((at): Schedule => ({ kind: 'daily', at }))
  const weekly = fc
    .record({ at: clock, day: weekday, every: fc.integer({ min: 1, max: 5 }) })
    .map((fields): Schedule => ({ kind: 'weekly', ...fields, anchor: '2026-01-07' }))
  const weekdays = fc
    .record({ at: clock, days: fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }) })
    .map((fields): Schedule => ({ kind: 'weekdays', ...fields }))
  const any = fc.oneof(daily, weekly, weekdays)
  const zone = fc.constantFrom(CPH, 'America/Nuuk', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Beirut', 'UTC')
  const start = fc
    .integer({ min: 0, max: 366 * 24 * 60 })
    .map((minutes) => Temporal.Instant.from('2026-01-01T00:00Z').add({ minutes }))
  const runs = { numRuns: 150, seed: 1 }

  const chain = (schedule: Schedule, zone: string, from: Temporal.Instant, n: number): Temporal.Instant[] => {
    const found: Temporal.Instant[] = []
    for (let i = 0; i < n; i++) found.push(nextFire(schedule, zone, found.at(-1) ?? from))
    return found
  }

  test('fires at ever later instants, each with an occurrence of its own', () => {
    fc.assert(
      fc.property(any, zone, start, (schedule, zone, from) => {
        const found = chain(schedule, zone, from, 20)
        const later = found.every((fire, i) => Temporal.Instant.compare(fire, found[i - 1] ?? from) > 0)
        return later && new Set(found.map((fire) => occurrenceOf(schedule, zone, fire))).size === found.length
      }),
      runs,
    )
  })

  test('skips no fire, from whichever instant it is asked', () => {
    fc.assert(
      fc.property(any, zone, start, fc.integer({ min: 0, max: 1_000_000 }), (schedule, zone, from, seconds) => {
        const fire = nextFire(schedule, zone, from)
        const between = from.add({ seconds: seconds % Math.max(1, from.until(fire).total('seconds')) })
        return nextFire(schedule, zone, between).equals(fire)
      }),
      runs,
    )
  })

  test('daily has exactly one occurrence for every local day of a year', () => {
    fc.assert(
      fc.property(clock, zone, (at, zone) => {
        const schedule: Schedule = { kind: 'daily', at }
        const from = Temporal.PlainDate.from('2026-01-01').toZonedDateTime(zone).toInstant()
        const first = nextFire(schedule, zone, from.subtract({ seconds: 1 }))
        const found = [first, ...chain(schedule, zone, first, 364)].map((fire) => occurrenceOf(schedule, zone, fire))
        const days = found.map((_, i) => Temporal.PlainDate.from('2026-01-01').add({ days: i }).toString())
        return found.join() === days.join()
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  test('reads the same on every wall where no clock changes', () => {
    const still = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/Phoenix', 'Pacific/Kiritimati', 'Asia/Tokyo')
    fc.assert(
      fc.property(any, still, still, start, (schedule, here, there, from) => {
        const wall = from.toZonedDateTimeISO('UTC').toPlainDateTime()
        const read = (zone: string): string[] =>
          chain(schedule, zone, wall.toZonedDateTime(zone).toInstant(), 5).map(
            (fire) => `${fire.toZonedDateTimeISO(zone).toPlainDateTime()} ${occurrenceOf(schedule, zone, fire)}`,
          )
        return read(here).join() === read(there).join()
      }),
      runs,
    )
  })
})
