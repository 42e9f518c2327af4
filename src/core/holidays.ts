import { DANISH_HOLIDAYS } from './holidays-dk.ts'

/** The last year whose holidays are known. From the year after on only closing days count: `doctor` warns in time. */
export const HOLIDAYS_UNTIL: number = Math.max(...Object.keys(DANISH_HOLIDAYS).map(Number))

const PUBLIC: ReadonlySet<string> = new Set(
  Object.entries(DANISH_HOLIDAYS).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`)),
)

/** Is nobody at work that day? A public holiday, or one of `closingDays`: `YYYY-MM-DD`, or `MM-DD` for every year. */
export const isHoliday = (date: Temporal.PlainDate, closingDays: readonly string[] = []): boolean => {
  const iso = date.toString({ calendarName: 'never' })
  // From the end: a year may have a sign and six digits.
  return PUBLIC.has(iso) || closingDays.includes(iso) || closingDays.includes(iso.slice(-5))
}
