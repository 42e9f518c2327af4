import { readDate } from './dates.ts'

/** "3.-7. august", "3. august til 7. august", "from 3 August to 7 August", "mandag til fredag", or one day. */
const BETWEEN = /\s+(?:til og med|til|to|until|through)\s+|\s*[–—]\s*|\s+-\s+|(?<=\d\.?)-(?=\d{1,2}(?:\.|\s|\/|$))/iu
const ISO = /\d{4}-\d{1,2}-\d{1,2}/g
const DAY = /^(?:fra|from|den)?\s*(\d{1,2})\.?$/iu

/** The first and last day a text means, seen from `today`, which it may not be over by. */
export const readDateRange = (
  text: string,
  today: Temporal.PlainDate,
): { from: Temporal.PlainDate; to: Temporal.PlainDate } | undefined => {
  const iso = text.match(ISO) ?? []
  const parts = iso.length > 0 ? iso : text.trim().split(BETWEEN)
  if (parts.length === 1) {
    const only = readDate(text, today)
    return only && isAhead(only, today) ? { from: only, to: only } : undefined
  }
  const [first = '', last = ''] = parts
  if (parts.length > 2) return undefined
  const day = DAY.exec(first.trim())?.[1]
  const from = day ? undefined : readDate(first, today)
  const to = readDate(last, from ?? today)
  if (!to) return undefined
  const begin = day ? dayBefore(Number(day), to) : from
  if (!begin || Temporal.PlainDate.compare(begin, to) > 0 || !isAhead(to, today)) return undefined
  return { from: begin, to }
}

const isAhead = (date: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(date, today) >= 0

/** Longer than that over the end of a month is rather a slip: "7.-3. august". */
const ACROSS_DAYS = 21

/** "3." before 7 August is 3 August; "30." before 2 August is 30 July. */
const dayBefore = (day: number, to: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  try {
    const month = day <= to.day ? to : to.subtract({ months: 1 })
    const from = month.with({ day }, { overflow: 'reject' })
    return from.until(to).days > ACROSS_DAYS && month !== to ? undefined : from
  } catch {
    return undefined
  }
}
