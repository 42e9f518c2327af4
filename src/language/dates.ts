import { MONTHS, NEAR_DAYS, WEEKDAYS } from './calendar-words.ts'
import { latinDigits } from './digits.ts'
import { fold, foldWords } from './fold.ts'
import { NUMBER_WORDS } from './number-words.ts'
import { oneSlip } from './typos.ts'

const weekdayOf = (word: string): number | undefined => {
  const exact = WEEKDAYS.get(word) ?? WEEKDAYS.get(word.replace(/(?:en|s)$/, ''))
  if (exact !== undefined || word.length < 5) return exact
  const near = new Set<number>()
  for (const [known, day] of WEEKDAYS) if (known.length >= 5 && oneSlip(word, known)) near.add(day)
  return near.size === 1 ? [...near][0] : undefined
}

/** The one weekday a text names, 1 is Monday; one slip forgiven. Two different ones: none. */
export const readWeekday = (text: string): number | undefined => {
  if (text.length > 200) return undefined
  const found = new Set(
    foldWords(text)
      .map(weekdayOf)
      .filter((day) => day !== undefined),
  )
  return found.size === 1 ? [...found][0] : undefined
}

const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/
/** Day first, as in Denmark: 24/12, 24.12.2026, 24-12. */
const DAY_MONTH = /(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?(?!\d)/

const make = (year: number, month: number, day: number): Temporal.PlainDate | undefined => {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/** The next such day from today on. 29 February may be up to eight years away. */
const coming = (today: Temporal.PlainDate, month: number, day: number): Temporal.PlainDate | undefined => {
  for (let year = today.year; year <= today.year + 8; year++) {
    const date = make(year, month, day)
    if (date && Temporal.PlainDate.compare(date, today) >= 0) return date
  }
  return undefined
}

const numberOf = (word: string | undefined): number | undefined =>
  word === undefined ? undefined : /^\d{1,3}$/.test(word) ? Number(word) : NUMBER_WORDS.get(word)

const UNITS: ReadonlyMap<string, number> = new Map(
  [
    ['dag dage day days dni dzien dzień день дні днів gun gün يوم ايام', 1],
    ['uge uger week weeks tydzien tygodnie тиждень тижні hafta اسبوع اسابيع', 7],
  ].flatMap(([words, days]) =>
    String(words)
      .split(' ')
      .map((word): [string, number] => [word, Number(days)]),
  ),
)

/** "om 3 dage", "om en uge", "in two weeks", "za tydzień", "3 gün sonra". */
const ahead = (words: string[]): number | undefined => {
  for (let i = 0; i < words.length; i++) {
    if (words[i] === 'sonra') {
      const [before, days] = [numberOf(words[i - 2]), UNITS.get(words[i - 1] ?? '')]
      if (before !== undefined && days !== undefined) return before * days
    }
    if (!['om', 'in', 'za', 'через', 'بعد'].includes(words[i]!)) continue
    const bare = UNITS.get(words[i + 1] ?? '')
    if (bare !== undefined) return bare
    const count = words[i + 1] === 'a' ? 1 : numberOf(words[i + 1])
    const unit = UNITS.get(words[i + 2] ?? '')
    if (count !== undefined && unit !== undefined) return count * unit
  }
  return undefined
}

const nearDay = (words: string[]): number | undefined => {
  for (let size = 3; size >= 1; size--) {
    for (let i = 0; i + size <= words.length; i++) {
      const days = NEAR_DAYS.get(words.slice(i, i + size).join(' '))
      if (days !== undefined) return days
    }
  }
  return undefined
}

/** With a weekday: that day of the week after this one. */
const NEXT_WEEK =
  'næste uge,next week,przyszłym tygodniu,наступного тижня,наступному тижні,на следующей неделе,gelecek hafta,haftaya,الأسبوع القادم,الأسبوع المقبل'
    .split(',')
    .map((words) => ` ${fold(words)} `)

/**
 * The date a text means, seen from `today`. A weekday is the next one after today; a date without a year is the
 * next to come; "den 24." is this month's or the next's.
 */
export const readDate = (text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  if (text.length > 200) return undefined
  return dateIn(latinDigits(text), today)
}

const dateIn = (text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  const iso = ISO.exec(text)
  if (iso) return make(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const words = foldWords(text)
  for (let i = 0; i < words.length; i++) {
    const month = MONTHS.get(words[i]!)
    if (month === undefined) continue
    const day = numberOf(words[i - 1]) ?? numberOf(words[i + 1]?.replace(/(?:st|nd|rd|th)$/, ''))
    if (day === undefined) continue
    const year = words.slice(i + 1).find((word) => /^20\d\d$/.test(word))
    return year === undefined ? coming(today, month, day) : make(Number(year), month, day)
  }
  const numeric = DAY_MONTH.exec(text)
  if (numeric) {
    const [day, month] = [Number(numeric[1]), Number(numeric[2])]
    const year = numeric[3]
    if (year === undefined) return coming(today, month, day)
    return make(year.length === 2 ? 2000 + Number(year) : Number(year), month, day)
  }
  const weekday = readWeekday(text)
  const said = ` ${words.join(' ')} `
  if (weekday !== undefined && NEXT_WEEK.some((week) => said.includes(week)))
    return today.add({ days: 7 + weekday - today.dayOfWeek })
  const days = ahead(words) ?? nearDay(words)
  if (days !== undefined) return today.add({ days: Math.min(days, 3660) })
  if (weekday !== undefined) return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 })
  const dated = /(?:^|\s)(?:den|d\.?)\s+(\d{1,2})\.?(?:\s|$)/iu.exec(text)?.[1]
  if (dated === undefined) return undefined
  const thisMonth = make(today.year, today.month, Number(dated))
  if (thisMonth && Temporal.PlainDate.compare(thisMonth, today) >= 0) return thisMonth
  const next = today.add({ months: 1 })
  return make(next.year, next.month, Number(dated))
}
