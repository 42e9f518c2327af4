/** Failures in a row after which an endpoint is left alone. */
const FAILURES = 3
/** How long at first; doubles with each trial that fails. */
const REST_MS = 60_000
const LONGEST_REST_MS = 15 * 60_000

/** `closed`: ask; `trial`: ask one thing that nobody waits for; `open`: do not ask. */
export type BreakerState = 'closed' | 'trial' | 'open'

export interface Breaker {
  state(): BreakerState
  /** A call begins; during a trial nobody else may. */
  begins(): void
  succeeded(): void
  failed(): void
  /** It ended for a reason that says nothing of the endpoint. */
  gaveUp(): void
}

/** Keeps an endpoint that is down from costing time with each message. `elapsed`: milliseconds that only grow. */
export const createBreaker = (elapsed: () => number): Breaker => {
  let failures = 0
  let rest = REST_MS
  let openUntil: number | undefined
  let trying = false
  return {
    state() {
      if (openUntil === undefined) return 'closed'
      return trying || elapsed() < openUntil ? 'open' : 'trial'
    },
    begins() {
      if (openUntil !== undefined) trying = true
    },
    succeeded() {
      failures = 0
      rest = REST_MS
      openUntil = undefined
      trying = false
    },
    failed() {
      failures++
      if (openUntil === undefined && failures < FAILURES) return
      // Calls that were under way when it opened do not lengthen the rest.
      if (openUntil === undefined || trying) {
        openUntil = elapsed() + rest
        rest = Math.min(rest * 2, LONGEST_REST_MS)
      }
      trying = false
    },
    gaveUp() {
      trying = false
    },
  }
}
