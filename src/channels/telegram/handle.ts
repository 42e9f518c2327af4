import { setTimeout as sleep } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import type { Log } from '../../lib/log.ts'
import type { TelegramInbound } from './inbound.ts'

export interface HandleDeps {
  translate(update: unknown): TelegramInbound | undefined
  /** Takes one event through the turn. Resolves when it is committed. */
  handle(inbound: TelegramInbound): Promise<void>
  /** Writes down an update that failed three times, so that a person can look at it. Only then it is passed over. */
  poison(update: Update, error: unknown): Promise<unknown>
  /** Whether an error says that our own house is away (the database): then nothing is the update's fault. */
  away(error: unknown): boolean
  log: Pick<Log, 'warn' | 'error'>
}

/** How often an update may fail by its own fault. */
const TRIES = 3

/**
 * One update until it is committed, or written down as poison. While the house is away it waits as long as it takes:
 * a person's message is never given up for our own trouble. Rejects only when stopped.
 */
export const handleUpdate = async (
  { translate, handle, poison, away, log }: HandleDeps,
  update: Update,
  { retryMs, stop }: { retryMs: number; stop: AbortSignal },
): Promise<void> => {
  const seen = { channel: 'telegram', eventId: update.update_id }
  let failures = 0
  let wait = retryMs
  for (;;) {
    stop.throwIfAborted()
    try {
      const inbound = translate(update)
      if (inbound) await handle(inbound)
      return
    } catch (error) {
      const fault = !away(error)
      failures += fault ? 1 : 0
      log.warn({ ...seen, failures, error: nameOf(error) }, fault ? 'update failed' : 'update waits')
      if (failures >= TRIES && (await recorded(error))) return
    }
    await sleep(wait, undefined, { signal: stop })
    wait = Math.min(wait * 2, retryMs * 32)
  }

  async function recorded(error: unknown): Promise<boolean> {
    try {
      await poison(update, error)
      log.error({ ...seen, error: nameOf(error) }, 'update set aside')
      return true
    } catch {
      return false
    }
  }
}

/** The class only: the text of an error may quote what the person wrote. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
