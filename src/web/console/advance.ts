import type { Log } from '../../lib/log.ts'
import type { Actions, Happened } from './views.ts'

/** One fast-forward: running, or the last that ran. */
export interface Progress {
  from: Temporal.Instant
  to: Temporal.Instant
  running: boolean
  failed: boolean
  happened: readonly Happened[]
}

export interface Advancer {
  /** The last one; undefined before the first. */
  progress(): Progress | undefined
  /** Begins and does not wait. False: one runs already. */
  start(from: Temporal.Instant, to: Temporal.Instant): boolean
}

/** How often an open console looks while the clock moves, in milliseconds. */
const PULSE = 400

/** Runs one fast-forward at a time beside the requests; `changed` is called at every step. */
export const createAdvancer = (advance: Actions['advance'], log: Log, changed: () => void): Advancer => {
  let progress: Progress | undefined

  const run = async (one: { from: Temporal.Instant; to: Temporal.Instant }): Promise<void> => {
    const seen: Happened[] = []
    progress = { ...one, running: true, failed: false, happened: seen }
    changed()
    // The clock moves also where nothing is told on the way.
    const pulse = setInterval(changed, PULSE)
    try {
      const happened = await advance(one.to, (event) => {
        seen.push(event)
        changed()
      })
      progress = { ...one, running: false, failed: false, happened }
    } catch (error) {
      log.error({ error: error instanceof Error ? error.name : typeof error }, 'the fast-forward failed')
      progress = { ...one, running: false, failed: true, happened: seen }
    } finally {
      clearInterval(pulse)
    }
    changed()
  }

  return {
    progress: () => progress,
    start(from, to) {
      if (progress?.running) return false
      void run({ from, to })
      return true
    },
  }
}
