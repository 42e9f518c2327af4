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
  ['omkring 8-tiden', '08:00'],
  ['ved middagstid', '12:00'],
  ['efter frokost', '13:00'],
  ['half past 8', '08:30'],
  ['quarter to nine', '08:45'],
  ['o 8 rano', '08:00'],
  ['sabah', '08:00'],
  ['вранці', '08:00'],
  ['في الصباح', '08:00'],
  ['o ósmej', '08:00'],
  ['wpół do dziewiątej', '08:30'],
  ['za kwadrans dziewiąta', '08:45'],
  ['kwadrans po ósmej', '08:15'],
  ['ósma trzydzieści', '08:30'],
  ['koło dziewiątej', '09:00'],
  ['о восьмій', '08:00'],
  ['о пів на девʼяту', '08:30'],
  ['чверть на девʼяту', '08:15'],
  ['за чверть девʼята', '08:45'],
  ['о 7 вечора', '19:00'],
  ['الساعة ٨', '08:00'],
  ['٨:٣٠', '08:30'],
  ['الثامنة والنصف', '08:30'],
  ['التاسعة إلا ربع', '08:45'],
  ['الثامنة وعشر دقائق', '08:10'],
  ['8 مساء', '20:00'],
  ['saat sekiz', '08:00'],
  ["8:30'da", '08:30'],
  ['sekiz buçuk', '08:30'],
  ['dokuza çeyrek var', '08:45'],
  ['dokuzu on geçe', '09:10'],
  ['akşam sekizde', '20:00'],
  ['gece 2', '02:00'],
  ['2 om natten', '02:00'],
  ['12 om natten', '00:00'],
  ['11 at night', '23:00'],
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
  ['tirsdag i næste uge', '2026-12-01'],
  ['fredag i næste uge', '2026-12-04'],
  ['d. 3', '2026-12-03'],
  ['haftaya salı', '2026-12-01'],
  ['во вторник на следующей неделе', '2026-12-01'],
  ['we wtorek w przyszłym tygodniu', '2026-12-01'],
  ['in two weeks', '2026-12-07'],
  ['den 24.', '2026-11-24'],
  ['den 5.', '2026-12-05'],
  ['31/2', undefined],
  ['tomorrow', '2026-11-24'],
  ['jutro', '2026-11-24'],
  ['yarın', '2026-11-24'],
  ['غدا', '2026-11-24'],
  ['٢٤/١٢', '2026-12-24'],
  ['بعد أسبوع', '2026-11-30'],
  ['24 грудня', '2026-12-24'],
  ['через 3 дні', '2026-11-26'],
  ['we wtorek', '2026-11-24'],
  ['za tydzień', '2026-11-30'],
  ['3 gün sonra', '2026-11-26'],
  ['çarşamba günü', '2026-11-25'],
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

test('every hour reads back in the words of each language, at the hour, at half past and before the hour', () => {
  const polish = 'pierwsz drug trzeci czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast'.split(' ')
  const ukrainian = 'перш друг треть четверт пʼят шост сьом восьм девʼят десят одинадцят дванадцят'.split(' ')
  const arabic = 'الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة'.split(' ')
  const turkish = 'bir iki üç dört beş altı yedi sekiz dokuz on'.split(' ')
  const clock = (hour: number, minute = 0) => {
    const all = (hour * 60 + minute + 1440) % 1440
    return `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`
  }
  const said = (hour: number): [string, string][] => {
    const pl = `${polish[hour - 1]}${hour === 2 ? 'iej' : 'ej'}`
    const [uk, halfUk] = hour === 3 ? ['третій', 'третю'] : ['ій', 'у'].map((end) => ukrainian[hour - 1] + end)
    const [ar, tr] = [arabic[hour - 1], turkish[hour - 1]]
    return [
      [`o ${pl}`, clock(hour)],
      [`wpół do ${pl}`, clock(hour, -30)],
      [`kwadrans po ${pl}`, clock(hour, 15)],
      [`о ${uk}`, clock(hour)],
      [`пів на ${halfUk}`, clock(hour, -30)],
      ...(ar
        ? ([
            [`الساعة ${ar}`, clock(hour)],
            [`${ar} والنصف`, clock(hour, 30)],
          ] as [string, string][])
        : []),
      ...(tr
        ? ([
            [`saat ${tr}`, clock(hour)],
            [`${tr} buçuk`, clock(hour, 30)],
          ] as [string, string][])
        : []),
    ]
  }
  for (let hour = 1; hour <= 12; hour++)
    for (const [text, time] of said(hour)) expect([text, readTime(text)]).toEqual([text, time])
})

test('a time in Arabic-Indic or Persian digits is the time', () => {
  fc.assert(
    fc.property(fc.nat(23), fc.nat(59), fc.constantFrom(0x660, 0x6f0, 0xff10), (hour, minute, zero) => {
      const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
      const written = time.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
      expect(readTime(written)).toBe(time)
    }),
  )
})
