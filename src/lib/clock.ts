/** The only way to know the time. Passed in; never reached for. */
export interface Clock {
  now(): Temporal.Instant
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that stands still until it is moved, for tests and the simulator. */
export class ManualClock implements Clock {
  #at: Temporal.Instant
  constructor(at: string | Temporal.Instant) {
    this.#at = Temporal.Instant.from(at)
  }
  now(): Temporal.Instant {
    return this.#at
  }
  set(at: string | Temporal.Instant): void {
    this.#at = Temporal.Instant.from(at)
  }
  advance(duration: Temporal.DurationLike): void {
    this.#at = this.#at.add(duration)
  }
}

/** A clock that runs at real speed from a moved origin: the demo's. `offset` is set from the database. */
export class ShiftedClock implements Clock {
  #offset = Temporal.Duration.from({ milliseconds: 0 })
  now(): Temporal.Instant {
    return Temporal.Now.instant().add(this.#offset)
  }
  shift(milliseconds: number): void {
    this.#offset = Temporal.Duration.from({ milliseconds })
  }
}

/** Milliseconds that only ever grow, for measuring how long something took. */
export const stopwatch = (): (() => number) => {
  const start = performance.now()
  return () => performance.now() - start
}
