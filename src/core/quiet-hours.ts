import type { QuietHours } from './citizen.ts'
import { localInstant } from './local-time.ts'

/** What a citizen has until they choose: nothing is started between nine in the evening and eight in the morning. */
export const DEFAULT_QUIET: QuietHours = { from: '21:00', to: '08:00' }

/** Is this instant in somebody's quiet hours? `from` belongs to them, `to` does not; equal times mean none. */
export const inQuietHours = (instant: Temporal.Instant, zone: string, quiet: QuietHours): boolean =>
  quietSpanAt(instant, zone, quiet) !== undefined

/** The first instant, from this one on, that is outside the quiet hours: the instant itself when it already is. */
export const endOfQuiet = (instant: Temporal.Instant, zone: string, quiet: QuietHours): Temporal.Instant => {
  let at = instant
  for (;;) {
    const end = quietSpanAt(at, zone, quiet)
    if (!end) return at
    at = end
  }
}

/**
 * The end of the quiet span that holds the instant.
 * Spans are compared as instants, not as wall-clock times: a doubled hour would otherwise make 02:15 quiet twice,
 * with an hour in between that is not.
 */
const quietSpanAt = (instant: Temporal.Instant, zone: string, quiet: QuietHours): Temporal.Instant | undefined => {
  if (quiet.from === quiet.to) return undefined
  const local = instant.toZonedDateTimeISO(zone)
  // The usual case, at a quarter of the price of what follows.
  if (!clockChangesNear(local) && !isQuietClock(local, quiet)) return undefined
  const today = local.toPlainDate()
  const nights = quiet.from < quiet.to ? 0 : 1
  // A clock change can carry an end over midnight (Nuuk changes at 23:00), so both neighbours count too.
  for (const shift of [-2, -1, 0, 1]) {
    const first = today.add({ days: shift })
    const start = localInstant(first, quiet.from, zone)
    const end = localInstant(first.add({ days: nights }), quiet.to, zone)
    if (Temporal.Instant.compare(start, instant) <= 0 && Temporal.Instant.compare(instant, end) < 0) return end
  }
  return undefined
}

const clockChangesNear = (local: Temporal.ZonedDateTime): boolean =>
  [-60, 60].some((hours) => local.add({ hours }).offsetNanoseconds !== local.offsetNanoseconds)

const isQuietClock = (local: Temporal.ZonedDateTime, { from, to }: QuietHours): boolean => {
  const clock = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return from < to ? clock >= from && clock < to : clock >= from || clock < to
}
