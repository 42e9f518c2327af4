import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'

export interface WatchdogDeps {
  clock: Clock
  log: Log
  /** When the last round was made, by any worker. */
  lastTick(): Promise<Temporal.Instant | undefined>
  queues: { rebuild(): Promise<void> }
  /** One round of the tick, made by the watchdog itself: with the queue away everything still happens. */
  tick(): Promise<unknown>
}

export interface Watchdog {
  /** One look; the timer does nothing else. */
  look(): Promise<'fine' | 'stepped-in'>
  start(): void
  stop(): Promise<void>
}

const EVERY_MS = 15_000
const SILENT = { seconds: 90 }

/**
 * Watches the queue from outside of it: a store that was emptied has no scheduler left that could say so. A plain
 * timer in each worker.
 */
export const createWatchdog = ({ clock, log, lastTick, queues, tick }: WatchdogDeps): Watchdog => {
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> = Promise.resolve()
  let busy = false
  let warned = false

  const look = async (justOpened = false): Promise<'fine' | 'stepped-in'> => {
    const last = await lastTick()
    if (last && Temporal.Instant.compare(last.add(SILENT), clock.now()) > 0) {
      warned = false
      return 'fine'
    }
    if (!warned && last)
      log.warn({ lastTick: last.toString() }, 'no tick: the queue is opened anew, the round is made here')
    warned = true
    // The round first: it needs no queue, and opening one that is away takes its time.
    await tick()
    // At the start the queue was opened a moment ago; closing it while it still opens leaves timers of its own behind.
    if (!justOpened) await queues.rebuild()
    return 'stepped-in'
  }
  const guarded = (justOpened = false): void => {
    if (busy) return
    busy = true
    looking = look(justOpened)
      .catch((error: unknown) => log.error({ problem: sentence(error) }, 'watchdog'))
      .finally(() => {
        busy = false
      })
  }
  return {
    look,
    start() {
      timer ??= setInterval(() => guarded(), EVERY_MS)
      // Right away: after a night's standstill nobody waits for the next whole minute.
      guarded(true)
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await looking
    },
  }
}
