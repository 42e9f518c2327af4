import { stopwatch } from '../lib/clock.ts'

/**
 * Runs the same work for everybody who asks, at most `lanes` of it at once: who asks while all are busy is part of a
 * round that begins after one of them. `again(ms)` from inside asks for another round after that time.
 */
export const inTurns = (
  lanes: number,
  work: (again: (ms: number) => void) => Promise<number>,
): { run(): Promise<number>; close(): void } => {
  let busy = 0
  let waiting: PromiseWithResolvers<number> | undefined
  let timer: NodeJS.Timeout | undefined
  let left = (): number => Number.POSITIVE_INFINITY
  let closed = false
  const later = (ms: number): void => {
    if (closed || (timer && left() <= ms)) return
    clearTimeout(timer)
    const passed = stopwatch()
    left = () => ms - passed()
    timer = setTimeout(() => {
      timer = undefined
      // What fails is still there: the sweep takes it up.
      run().catch(() => {})
    }, ms)
    timer.unref()
  }
  const round = async (): Promise<number> => {
    busy++
    try {
      return await work(later)
    } finally {
      busy--
      const next = waiting
      waiting = undefined
      if (next) round().then(next.resolve, next.reject)
    }
  }
  const run = (): Promise<number> => {
    if (busy < lanes) return round()
    waiting ??= Promise.withResolvers()
    return waiting.promise
  }
  return {
    run,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
