import Holidays from 'date-holidays'
import { expect, test } from 'vitest'
import { HOLIDAYS_UNTIL, isHoliday } from '../../src/core/holidays.ts'
import { DANISH_HOLIDAYS } from '../../src/core/holidays-dk.ts'

const FIRST = 2025
const LAST = 2035
const day = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso)

test('the table of Danish holidays is what date-holidays computes', () => {
  const source = new Holidays('DK')
  const computed = Object.fromEntries(
    Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i).map((year) => {
      const days = source.getHolidays(year, 'en').filter(({ type }) => type === 'public')
      return [year, days.map(({ date }) => date.slice(5, 10)).join(' ')]
    }),
  )
  expect(DANISH_HOLIDAYS).toEqual(computed)
  expect(HOLIDAYS_UNTIL).toBe(LAST)
})

test.for([
  ['2026-12-25', true],
  ['2026-04-03', true], // Good Friday
  ['2026-05-14', true], // Ascension Day
  ['2027-04-23', false], // Store Bededag is a working day since 2024
  ['2026-12-24', false],
  ['2026-06-05', false],
  ['2026-11-23', false],
] as const)('%s is a holiday: %s', ([iso, holiday]) => {
  expect(isHoliday(day(iso))).toBe(holiday)
})

test('a closing day of every year and one of a single year count as holidays', () => {
  const closingDays = ['12-24', '12-31', '06-05', '2026-05-15']
  for (const iso of ['2026-12-24', '2029-12-31', '2027-06-05', '2026-05-15'])
    expect(isHoliday(day(iso), closingDays)).toBe(true)
  expect(isHoliday(day('2027-05-15'), closingDays)).toBe(false)
})

test('after the last year of the table the closing days still count', () => {
  expect(isHoliday(day('2040-12-25'))).toBe(false)
  expect(isHoliday(day('2040-12-24'), ['12-24'])).toBe(true)
})
