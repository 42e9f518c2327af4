import { type Hours, isWorkingDay } from './working-hours.ts'

/** The summary of the week comes at this local time on its first working day, a Monday unless it is a holiday. */
export const DIGEST_AT = '08:30'

/** `2026-W48`: the ISO week of a local date. */
export const weekOf = (date: Temporal.PlainDate): string =>
  `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`

/** `2026-Q4`. */
export const quarterOf = (date: Temporal.PlainDate): string => `${date.year}-Q${Math.ceil(date.month / 3)}`

/** So long it is made up for; to who begins on a Friday the week is no news any more. */
const MADE_UP = { hours: 48 }

/** The week whose summary is due by now, and since when. */
export const digestDue = (now: Temporal.Instant, hours: Hours): { week: string; at: Temporal.Instant } | undefined => {
  const today = now.toZonedDateTimeISO(hours.zone).toPlainDate()
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  for (let day = monday; Temporal.PlainDate.compare(day, today) <= 0; day = day.add({ days: 1 })) {
    if (!isWorkingDay(day, hours)) continue
    const at = day.toZonedDateTime({ timeZone: hours.zone, plainTime: DIGEST_AT }).toInstant()
    const isDue = Temporal.Instant.compare(at, now) <= 0 && Temporal.Instant.compare(now, at.add(MADE_UP)) < 0
    return isDue ? { week: weekOf(monday), at } : undefined
  }
  return undefined
}

/** May a question be put to a colleague now: after the same hour of a working day, before it ends. */
export const mayAsk = (now: Temporal.Instant, hours: Hours): boolean => {
  const local = now.toZonedDateTimeISO(hours.zone)
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return isWorkingDay(local.toPlainDate(), hours) && time >= DIGEST_AT && time < hours.to
}
