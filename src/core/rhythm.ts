import { localDate } from './local-time.ts'
import type { MessageKind } from './message.ts'
import type { Rules } from './rules.ts'

/**
 * A rhythm, not a duty: how much a citizen hears from us without having asked. Reminders of plan items are not
 * counted: the citizen put the item in the plan, and a rule of ours must not make anybody miss an appointment.
 */

/** One unasked message of this week or the last. `at` in epoch milliseconds: there are many of these. */
export interface Unasked {
  at: number
  asks: boolean
}

/** The ISO week that holds an instant in a zone. */
export interface Week {
  /** Epoch milliseconds of the seven local midnights and the one that ends the week. */
  midnights: readonly number[]
  /** 0 is Monday. */
  today: number
}

export const weekAt = (at: Temporal.Instant, zone: string): Week => {
  const date = localDate(at, zone)
  const monday = date.subtract({ days: date.dayOfWeek - 1 })
  const midnights = Array.from(
    { length: 8 },
    (_, day) => monday.add({ days: day }).toZonedDateTime(zone).epochMilliseconds,
  )
  return { midnights, today: date.dayOfWeek - 1 }
}

/** Is this instant later this week, on another day than today? */
export const isAhead = (at: Temporal.Instant | null, { midnights, today }: Week): boolean =>
  at !== null && at.epochMilliseconds >= midnights[today + 1]! && at.epochMilliseconds < midnights[7]!

/** Which limit a further message would break, in the order they are tried. */
export type RhythmLimit = 'day' | 'week' | 'silent-days' | 'asks'

export interface RhythmQuestion {
  kind: MessageKind
  asks: boolean
  sent: readonly Unasked[]
  week: Week
  /** The citizen's check-in is still to come this week, on a later day: a day is kept for it. */
  checkInAhead: boolean
}

/** May one more unasked message go today? The limit that says no, or undefined. */
export const rhythmLimit = (
  { kind, asks, sent, week, checkInAhead }: RhythmQuestion,
  { perDay, perWeek, silentDays }: Rules['rhythm'],
): RhythmLimit | undefined => {
  const counts = Array.from({ length: 7 }, () => 0)
  let asked = 0
  for (const message of sent) {
    const day = dayOf(message.at, week)
    if (day === undefined) continue
    counts[day]!++
    if (message.asks) asked++
  }
  const total = counts.reduce((sum, n) => sum + n, 0)
  const kept = checkInAhead && kind !== 'check-in' ? 1 : 0
  if (counts[week.today]! >= perDay) return 'day'
  if (total + kept >= perWeek) return 'week'
  const loudDays = counts.filter((n) => n > 0).length
  if (counts[week.today] === 0 && loudDays + kept >= 7 - silentDays) return 'silent-days'
  // A third of them ask nothing: of eight, at most five ask.
  if (asks && asked >= Math.floor((perWeek * 2) / 3)) return 'asks'
  return undefined
}

const dayOf = (at: number, { midnights }: Week): number | undefined => {
  if (at < midnights[0]! || at >= midnights[7]!) return undefined
  for (let day = 6; day > 0; day--) if (at >= midnights[day]!) return day
  return 0
}
