import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_QUIET, endOfQuiet, inQuietHours } from '../../src/core/quiet-hours.ts'

const CPH = 'Europe/Copenhagen'
const at = (local: string, zone = CPH): Temporal.Instant => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant()
const local = (instant: Temporal.Instant, zone = CPH): string =>
  instant.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', smallestUnit: 'minute' })
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

describe('quiet hours', () => {
  test.for([
    ['20:59', false],
    ['21:00', true],
    ['23:59', true],
    ['00:00', true],
    ['07:59', true],
    ['08:00', false],
    ['12:00', false],
  ] as const)('by default at %s: %s', ([time, quiet]) => {
    expect(inQuietHours(at(`2026-11-23T${time}`), CPH, DEFAULT_QUIET)).toBe(quiet)
  })

  test('end in the morning, seen from the evening and from the night', () => {
    expect(local(endOfQuiet(at('2026-11-23T22:00'), CPH, DEFAULT_QUIET))).toBe('2026-11-24T08:00+01:00')
    expect(local(endOfQuiet(at('2026-11-24T03:00'), CPH, DEFAULT_QUIET))).toBe('2026-11-24T08:00+01:00')
  })

  test('end now when they are over', () => {
    const noon = at('2026-11-23T12:00')
    expect(endOfQuiet(noon, CPH, DEFAULT_QUIET).equals(noon)).toBe(true)
  })

  test('can lie within a day', () => {
    const nap = { from: '13:00', to: '15:00' }
    expect(inQuietHours(at('2026-11-23T14:00'), CPH, nap)).toBe(true)
    expect(inQuietHours(at('2026-11-23T23:00'), CPH, nap)).toBe(false)
    expect(local(endOfQuiet(at('2026-11-23T14:00'), CPH, nap))).toBe('2026-11-23T15:00+01:00')
  })

  test('are none when both times are equal', () => {
    const none = { from: '08:00', to: '08:00' }
    for (const time of ['07:59', '08:00', '23:00'])
      expect(inQuietHours(at(`2026-11-23T${time}`), CPH, none)).toBe(false)
  })

  test('last ten hours when the clock goes forward and twelve when it goes back', () => {
    const length = (evening: string): number => {
      const start = at(evening)
      return start.until(endOfQuiet(start, CPH, DEFAULT_QUIET)).total('hours')
    }
    expect(length('2026-03-27T21:00')).toBe(11)
    expect(length('2026-03-28T21:00')).toBe(10)
    expect(length('2026-10-24T21:00')).toBe(12)
  })

  test('that end in the doubled hour end once', () => {
    const late = { from: '22:00', to: '02:30' }
    const first = Temporal.Instant.from('2026-10-25T00:15Z') // 02:15 summer time
    const second = Temporal.Instant.from('2026-10-25T01:15Z') // 02:15 winter time
    expect(inQuietHours(first, CPH, late)).toBe(true)
    expect(inQuietHours(second, CPH, late)).toBe(false)
  })

  test('that end in the left-out hour end half an hour after it', () => {
    const late = { from: '22:00', to: '02:30' }
    expect(local(endOfQuiet(at('2026-03-28T23:00'), CPH, late))).toBe('2026-03-29T03:30+02:00')
    expect(inQuietHours(at('2026-03-29T03:15'), CPH, late)).toBe(true)
  })

  test('are those of the citizen and not of the house', () => {
    const noonInCopenhagen = at('2026-11-23T12:00')
    expect(inQuietHours(noonInCopenhagen, 'America/Nuuk', { from: '21:00', to: '10:30' })).toBe(true)
    expect(inQuietHours(noonInCopenhagen, CPH, { from: '21:00', to: '10:30' })).toBe(false)
  })

  test('always end, outside of themselves, and are quiet up to their last minute', () => {
    const year = fc.integer({ min: 0, max: 366 * 24 * 60 })
    const zone = fc.constantFrom(CPH, 'America/Nuuk', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu')
    fc.assert(
      fc.property(year, zone, clock, clock, (minutes, zone, from, to) => {
        const instant = Temporal.Instant.from('2026-01-01T00:00Z').add({ minutes })
        const end = endOfQuiet(instant, zone, { from, to })
        const wait = instant.until(end).total('minutes')
        return (
          !inQuietHours(end, zone, { from, to }) &&
          wait >= 0 &&
          wait <= 25 * 60 &&
          (wait === 0 || inQuietHours(end.subtract({ minutes: 1 }), zone, { from, to })) &&
          (wait === 0) === !inQuietHours(instant, zone, { from, to })
        )
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  test.for([
    [CPH, '2026-03-29T01:00Z'],
    [CPH, '2026-10-25T01:00Z'],
    ['America/Nuuk', '2026-03-29T01:00Z'], // over midnight, forward
    ['America/Nuuk', '2026-10-25T01:00Z'],
    ['America/St_Johns', '2010-11-07T02:31Z'], // over midnight, back
  ])('are all nights from `from` to `to`, also while the clocks change: %s %s', ([zone, change]) => {
    const nights = (date: Temporal.PlainDate, from: string, to: string): [Temporal.Instant, Temporal.Instant] => [
      date.toZonedDateTime({ timeZone: zone!, plainTime: from }).toInstant(),
      date
        .add({ days: from < to ? 0 : 1 })
        .toZonedDateTime({ timeZone: zone!, plainTime: to })
        .toInstant(),
    ]
    const around = fc.integer({ min: -36 * 60, max: 36 * 60 })
    const midnight = fc.constantFrom('00:00', '00:01', '00:30', '02:15', '02:45', '22:45', '23:15', '23:30', '23:45')
    fc.assert(
      fc.property(around, fc.oneof(clock, midnight), fc.oneof(clock, midnight), (minutes, from, to) => {
        fc.pre(from !== to)
        const instant = Temporal.Instant.from(change!).add({ minutes })
        const today = instant.toZonedDateTimeISO(zone!).toPlainDate()
        const quiet = [-5, -4, -3, -2, -1, 0, 1, 2, 3].some((days) => {
          const [start, end] = nights(today.add({ days }), from, to)
          return Temporal.Instant.compare(start, instant) <= 0 && Temporal.Instant.compare(instant, end) < 0
        })
        return inQuietHours(instant, zone!, { from, to }) === quiet
      }),
      { numRuns: 1200, seed: 1 },
    )
  })

  test('are what the wall clock says whenever no clock changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 * 24 * 60 }), clock, clock, (minutes, from, to) => {
        const instant = Temporal.Instant.from('2026-04-05T00:00Z').add({ minutes })
        const now = instant.toZonedDateTimeISO(CPH).toPlainTime().toString({ smallestUnit: 'minute' })
        const quiet = from <= to ? from <= now && now < to : from <= now || now < to
        return inQuietHours(instant, CPH, { from, to }) === quiet
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})
