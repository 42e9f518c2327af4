import { stopwatch } from '../lib/clock.ts'

/** Milliseconds: who wants to be called within the same so many is called once. */
const GRAIN = 50
/** Longer than Slack has for an answer. */
const CLOSE_MS = 10_000

/**
 * Runs the same work for everybody who asks, at most `lanes` of it at once: who asks while all are busy is part of a
 * round that begins after one of them. `again(ms)` from inside asks for another round after that time.
 */
export const inTurns = (
  lanes: number,
  work: (again: (ms: number) => void) => Promise<number>,
): { run(): Promise<number>; close(withinMs?: number): Promise<void> } => {
  const running = new Set<Promise<number>>()
  let waiting: PromiseWithResolvers<number> | undefined
  const timers = new Map<number, NodeJS.Timeout>()
  const passed = stopwatch()
  let closed = false
  const later = (ms: number): void => {
    const at = Math.ceil((passed() + ms) / GRAIN) * GRAIN
    if (closed || timers.has(at)) return
    const timer = setTimeout(() => {
      timers.delete(at)
      // What fails is still there: the sweep takes it up.
      run().catch(() => {})
    }, at - passed())
    timer.unref()
    timers.set(at, timer)
  }
  const round = (): Promise<number> => {
    const one = work(later).finally(() => {
      running.delete(one)
      const next = waiting
      waiting = undefined
      if (next) run().then(next.resolve, next.reject)
    })
    running.add(one)
    return one
  }
  const run = (): Promise<number> => {
    if (closed) return Promise.resolve(0)
    if (running.size < lanes) return round()
    waiting ??= Promise.withResolvers()
    return waiting.promise
  }
  return {
    run,
    /** Nothing is begun any more, and what runs is waited for, at most so long. */
    async close(withinMs = CLOSE_MS) {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const bound = setTimeout(resolve, withinMs)
      await Promise.race([Promise.allSettled(running), late])
      clearTimeout(bound)
    },
  }
}
