import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDate, readWeekday } from '../../src/language/dates.ts'
import { readTime } from '../../src/language/times.ts'

test.each<[string, string | undefined]>([
  ['kl halv ni', '08:30'],
  ['halv 9', '08:30'],
  ['8.30', '08:30'],
  ['8:30', '08:30'],
  ['kl. 8.30', '08:30'],
  ['0830', '08:30'],
  ['830', '08:30'],
  ['8 30', '08:30'],
  ['kvart over 9', '09:15'],
  ['kvart i 9', '08:45'],
  ['kvart i ni', '08:45'],
  ['ti over otte', '08:10'],
  ['fem over halv ni', '08:35'],
  ['5 i halv 9', '08:25'],
  ['om morgenen', '08:00'],
  ['morgen', '08:00'],
  ['aften', '19:00'],
  ['8', '08:00'],
  ['kl 8', '08:00'],
  ['otte', '08:00'],
  ['klokken ti', '10:00'],
  ['10am', '10:00'],
  ['8 pm', '20:00'],
  ['12 am', '00:00'],
  ['8 om aftenen', '20:00'],
  ['half past 8', '08:30'],
  ['quarter to nine', '08:45'],
  ['o 8 rano', '08:00'],
  ['sabah', '08:00'],
  ['вранці', '08:00'],
  ['في الصباح', '08:00'],
  ['25', undefined],
  ['25:70', undefined],
  ['hej', undefined],
  ['i morgen', undefined],
  ['', undefined],
])('%j is %s', (text, time) => {
  expect(readTime(text)).toBe(time)
})

test.each<[string, number | undefined]>([
  ['mandag', 1],
  ['på tirsdag', 2],
  ['onsadg', 3],
  ['Torsdage', 4],
  ['friday', 5],
  ['lørdag', 6],
  ['loerdag', 6],
  ['søndag', 7],
  ['środa', 3],
  ['Çarşamba', 3],
  ['пʼятниця', 5],
  ['الجمعة', 5],
  ['mandag eller tirsdag', undefined],
  ['dag', undefined],
])('%j is weekday %s', (text, day) => {
  expect(readWeekday(text)).toBe(day)
})

// A Monday.
const today = Temporal.PlainDate.from('2026-11-23')
test.each<[string, string | undefined]>([
  ['i dag', '2026-11-23'],
  ['i morgen', '2026-11-24'],
  ['imorgen', '2026-11-24'],
  ['i overmorgen', '2026-11-25'],
  ['på onsdag', '2026-11-25'],
  ['mandag', '2026-11-30'],
  ['24/12', '2026-12-24'],
  ['24.12.2026', '2026-12-24'],
  ['2026-12-24', '2026-12-24'],
  ['24. december', '2026-12-24'],
  ['den 3. januar', '2027-01-03'],
  ['3/1', '2027-01-03'],
  ['om 3 dage', '2026-11-26'],
  ['om en uge', '2026-11-30'],
  ['in two weeks', '2026-12-07'],
  ['den 24.', '2026-11-24'],
  ['den 5.', '2026-12-05'],
  ['31/2', undefined],
  ['tomorrow', '2026-11-24'],
  ['jutro', '2026-11-24'],
  ['yarın', '2026-11-24'],
  ['غدا', '2026-11-24'],
  ['ved ikke', undefined],
])('%j is %s', (text, date) => {
  expect(readDate(text, today)?.toString()).toBe(date)
})

test('no text makes them throw, and a time is a time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
      const time = readTime(text)
      if (time !== undefined) expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
      const day = readWeekday(text)
      if (day !== undefined) expect(day).toBeGreaterThanOrEqual(1)
      readDate(text, today)
    }),
  )
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('halv', 'kl', '99', '31/12', 'i', 'over', 'fem', 'om', 'uge', '.', ':', '29', 'februar', 'den'),
      ),
      (words) => {
        const text = words.join(' ')
        readTime(text)
        readDate(text, today)
      },
    ),
  )
})

test('every time of day written with digits reads back as itself', () => {
  fc.assert(
    fc.property(fc.nat(23), fc.nat(59), fc.constantFrom('.', ':'), (hour, minute, sign) => {
      const hh = String(hour).padStart(2, '0')
      const mm = String(minute).padStart(2, '0')
      expect(readTime(`kl ${hour}${sign}${mm}`)).toBe(`${hh}:${mm}`)
    }),
  )
})
