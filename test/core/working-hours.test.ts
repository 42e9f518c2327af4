import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkingTime,
  endOfWorkingDay,
  type Hours,
  isOpen,
  NeverOpen,
  nextOpening,
  timeOnWorkingDayAfter,
  workingDaysAfter,
} from '../../src/core/working-hours.ts'

const CPH = 'Europe/Copenhagen'
const TOWN_HALL: Hours = {
  from: '08:00',
  to: '15:00',
  days: [1, 2, 3, 4, 5],
  closingDays: ['12-24', '12-31', '06-05'],
  zone: CPH,
}
const at = (local: string): Temporal.Instant => Temporal.ZonedDateTime.from(`${local}[${CPH}]`).toInstant()
const local = (instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO(CPH).toPlainDateTime().toString({ smallestUnit: 'minute' })
// 2026-11-23 is a Monday.

describe('people are at work', () => {
  test.for([
    ['2026-11-23T07:59', false],
    ['2026-11-23T08:00', true],
    ['2026-11-23T14:59', true],
    ['2026-11-23T15:00', false],
    ['2026-11-28T10:00', false], // Saturday
    ['2026-12-24T10:00', false], // closing day, Thursday
    ['2026-12-25T10:00', false], // holiday, Friday
    ['2026-06-05T10:00', false], // Grundlovsdag, Friday
    ['2026-04-02T10:00', false], // Maundy Thursday
  ] as const)('at %s: %s', ([when, open]) => {
    expect(isOpen(at(when), TOWN_HALL)).toBe(open)
  })
})

describe('the next opening', () => {
  test.for([
    ['2026-11-23T09:00', '2026-11-23T09:00'],
    ['2026-11-23T06:00', '2026-11-23T08:00'],
    ['2026-11-23T15:00', '2026-11-24T08:00'],
    ['2026-11-27T16:00', '2026-11-30T08:00'], // over the weekend
    ['2026-12-23T15:30', '2026-12-28T08:00'], // over Christmas
    ['2026-04-01T15:00', '2026-04-07T08:00'], // over Easter
    ['2026-03-28T12:00', '2026-03-30T08:00'], // the clock goes forward in between
    ['2026-10-24T12:00', '2026-10-26T08:00'], // and back
  ] as const)('seen from %s is %s', ([when, opening]) => {
    expect(local(nextOpening(at(when), TOWN_HALL))).toBe(opening)
  })

  test('never comes for hours that have none, and says so', () => {
    const everyDay = Array.from({ length: 12 * 31 }, (_, i) => [Math.floor(i / 31) + 1, (i % 31) + 1])
    const always = everyDay.map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
    for (const hours of [
      { ...TOWN_HALL, days: [] },
      { ...TOWN_HALL, from: '15:00', to: '08:00' },
      { ...TOWN_HALL, closingDays: always },
    ])
      expect(() => nextOpening(at('2026-11-23T09:00'), hours)).toThrow(NeverOpen)
  })
})

describe('the end of the working day', () => {
  test.for([
    ['2026-11-23T09:00', '2026-11-23T15:00'],
    ['2026-11-23T06:00', '2026-11-23T15:00'],
    ['2026-11-23T15:00', '2026-11-24T15:00'],
    ['2026-12-24T10:00', '2026-12-28T15:00'],
  ] as const)('the day seen from %s ends at %s', ([when, end]) => {
    expect(local(endOfWorkingDay(at(when), TOWN_HALL))).toBe(end)
  })

  test('n working days later skips weekends, holidays and closing days', () => {
    expect(local(workingDaysAfter(at('2026-11-23T20:00'), 0, TOWN_HALL))).toBe('2026-11-24T15:00')
    expect(local(workingDaysAfter(at('2026-11-23T20:00'), 1, TOWN_HALL))).toBe('2026-11-24T15:00')
    expect(local(workingDaysAfter(at('2026-11-27T09:00'), 1, TOWN_HALL))).toBe('2026-11-30T15:00')
    expect(local(workingDaysAfter(at('2026-11-28T09:00'), 2, TOWN_HALL))).toBe('2026-12-01T15:00')
    expect(local(workingDaysAfter(at('2026-12-23T09:00'), 2, TOWN_HALL))).toBe('2026-12-29T15:00')
  })

  test('a time on the next working day is found over Christmas', () => {
    expect(local(timeOnWorkingDayAfter(at('2026-12-23T14:30'), 1, '12:00', TOWN_HALL))).toBe('2026-12-28T12:00')
  })
})

describe('working time', () => {
  test.for([
    ['2026-11-23T09:00', 2, '2026-11-23T11:00'],
    ['2026-11-23T14:00', 2, '2026-11-24T09:00'],
    ['2026-11-23T13:00', 2, '2026-11-23T15:00'], // exactly at closing
    ['2026-11-23T03:00', 2, '2026-11-23T10:00'],
    ['2026-11-27T14:00', 2, '2026-11-30T09:00'],
    ['2026-12-23T14:00', 2, '2026-12-28T09:00'],
    ['2026-10-23T14:00', 2, '2026-10-26T09:00'], // the clock goes back in between
    ['2026-11-23T09:00', 21, '2026-11-26T09:00'], // three whole days
    ['2026-11-28T09:00', 0, '2026-11-30T08:00'],
  ] as const)('from %s plus %d hours is %s', ([when, hours, end]) => {
    expect(local(addWorkingTime(at(when), { hours }, TOWN_HALL))).toBe(end)
  })

  test('adds up: first a, then b, is the same as both at once', () => {
    const minutes = fc.integer({ min: 1, max: 40 * 60 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 366 * 24 * 60 }), minutes, minutes, (start, a, b) => {
        const from = at('2026-01-01T00:00').add({ minutes: start })
        const once = addWorkingTime(from, { minutes: a + b }, TOWN_HALL)
        const twice = addWorkingTime(addWorkingTime(from, { minutes: a }, TOWN_HALL), { minutes: b }, TOWN_HALL)
        return once.equals(twice)
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})
