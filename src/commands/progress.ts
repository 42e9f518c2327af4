import { stopwatch } from '../lib/clock.ts'

/** Milliseconds until the first line, for what takes so long that somebody wonders, and between two lines. */
const PACE = { first: 400, every: 100 }

const BACK_AND_ERASE = '\r\x1b[K'

/**
 * How far a move of the clock has come, in place on a terminal. Into a pipe or a file nothing goes: there a line cannot
 * be written over.
 */
export const dayProgress = (
  stream: { isTTY?: boolean; write(text: string): boolean },
  { from, to, zone }: { from: Temporal.Instant; to: Temporal.Instant; zone: string },
  pace = PACE,
): { moved(at: Temporal.Instant): void; done(): void } => {
  const dateOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDate()
  const first = dateOf(from)
  const daysTo = (date: Temporal.PlainDate): number => first.until(date, { largestUnit: 'days' }).days
  const all = daysTo(dateOf(to))
  const elapsed = stopwatch()
  let next = stream.isTTY ? pace.first : Number.POSITIVE_INFINITY
  let isDrawn = false
  return {
    moved(at) {
      if (elapsed() < next) return
      next = elapsed() + pace.every
      isDrawn = true
      const date = dateOf(at)
      stream.write(`${BACK_AND_ERASE}${date}, day ${daysTo(date)} of ${all}`)
    },
    done() {
      if (isDrawn) stream.write(BACK_AND_ERASE)
    },
  }
}
