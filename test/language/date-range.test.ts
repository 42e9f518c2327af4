import { expect, test } from 'vitest'
import { readDateRange } from '../../src/language/date-range.ts'

const today = Temporal.PlainDate.from('2026-06-01')

test.each([
  ['3.-7. august', '2026-08-03', '2026-08-07'],
  ['3-7 August', '2026-08-03', '2026-08-07'],
  ['fra 3. til 7. august', '2026-08-03', '2026-08-07'],
  ['30.-2. august', '2026-07-30', '2026-08-02'],
  ['3/8-7/8', '2026-08-03', '2026-08-07'],
  ['August 3 to August 7', '2026-08-03', '2026-08-07'],
  ['2026-08-03 - 2026-08-07', '2026-08-03', '2026-08-07'],
  ['24. december til 2. januar', '2026-12-24', '2027-01-02'],
  ['i morgen', '2026-06-02', '2026-06-02'],
])('the days of "%s" are read', (text, from, to) => {
  const read = readDateRange(text, today)
  expect([read?.from.toString(), read?.to.toString()]).toEqual([from, to])
})

test.each([
  '',
  'snart',
  '7. august - 3.',
  '2026-08-07 2026-08-03',
  '2026-01-01',
  '31.-2. marts til i dag',
  '7.-3. august',
])('"%s" is no span of days to come', (text) => {
  expect(readDateRange(text, today)).toBeUndefined()
})
