import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import { stopwatch } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { reasonOf } from './answers.ts'
import { callSignal } from './api.ts'
import { type HandleDeps, handleUpdate } from './handle.ts'
import { UPDATE_KINDS } from './inbound.ts'
import { inLanes } from './lanes.ts'

/** The right to be the one poller; `lost` fires when it is gone (the connection that held the lock broke). */
export interface Lead {
  release(): Promise<void>
  lost?: AbortSignal
}

export interface PollingDeps extends HandleDeps {
  api: Api
  log: Pick<Log, 'info' | 'warn' | 'error'>
  /** The next update to ask for. Saved after the commit of all before it; losing it only repeats handled events. */
  offset: { load(): Promise<number>; save(next: number): Promise<void> }
  /** One poller for all processes, by advisory lock; undefined: another one has it. */
  lead: { acquire(): Promise<Lead | undefined> }
}

/** All in milliseconds but `longPollSeconds` and `width`. */
export interface Pace {
  /** How long Telegram may keep us waiting for news. */
  longPollSeconds: number
  /** Chats that are handled at once. */
  width: number
  /** First pause after a failure; doubles up to `backoffMax`. */
  backoff: number
  backoffMax: number
  /** Pause after an empty answer that came at once (a server without long polling); doubles up to `idleMax`. */
  idle: number
  idleMax: number
  /** How often a process that is not the poller asks to be. */
  candidate: number
  /** First pause before a failing update is tried again. */
  retry: number
}

export const PACE: Pace = {
  longPollSeconds: 25,
  width: 16,
  backoff: 500,
  backoffMax: 30_000,
  idle: 50,
  idleMax: 250,
  candidate: 5000,
  retry: 250,
}

export interface Polling {
  /** Ends the long poll, waits for the updates in hand, gives the lock back. */
  stop(): Promise<void>
}

/**
 * Our own `getUpdates` loop. The offset moves only after every update of the batch was committed (grammY's own loop
 * confirms an update whose handler threw); one chat's updates keep their order.
 */
export const startPolling = (deps: PollingDeps, pace: Pace = PACE): Polling => {
  const stopping = new AbortController()
  const running = lead(deps, pace, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Becomes the poller, polls until stopped or until the right is lost, and begins again. Never rejects. */
const lead = async (deps: PollingDeps, pace: Pace, stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    const held = await deps.lead.acquire().catch(() => undefined)
    if (held === undefined) {
      await pause(pace.candidate, stop)
      continue
    }
    const until = held.lost ? AbortSignal.any([stop, held.lost]) : stop
    deps.log.info({ channel: 'telegram' }, 'this process polls Telegram')
    try {
      await poll(deps, pace, until)
    } catch (error) {
      // Only a stop, or the offset's store being away: the next round begins at the saved offset.
      const name = error instanceof Error ? error.name : typeof error
      if (!until.aborted) deps.log.warn({ channel: 'telegram', error: name }, 'polling begins again')
    } finally {
      await held.release().catch(() => undefined)
    }
    await pause(pace.backoff, stop)
  }
}

const poll = async (deps: PollingDeps, pace: Pace, stop: AbortSignal): Promise<void> => {
  const { api, log, offset } = deps
  let next = await offset.load()
  let webhook = true // Telegram answers getUpdates with 409 while a webhook is set
  let [idle, backoff] = [pace.idle, pace.backoff]
  while (!stop.aborted) {
    const took = stopwatch()
    let updates: Update[]
    try {
      if (webhook) await api.deleteWebhook({ drop_pending_updates: false }, callSignal(10_000, stop))
      webhook = false
      updates = await getUpdates(api, next, pace, stop)
      backoff = pace.backoff
    } catch (error) {
      if (stop.aborted) return
      const wait = retryAfter(error) ?? backoff
      log.warn({ channel: 'telegram', reason: reasonOf(error), wait }, 'no updates from Telegram')
      webhook ||= error instanceof GrammyError && error.error_code === 409
      await pause(wait, stop)
      backoff = Math.min(backoff * 2, pace.backoffMax)
      continue
    }
    if (updates.length > 0) {
      await inLanes(updates, chatOf, pace.width, (update) => handleUpdate(deps, update, { retryMs: pace.retry, stop }))
      next = Math.max(...updates.map(({ update_id }) => update_id)) + 1
      await offset.save(next)
      idle = pace.idle
    } else if (took() < pace.idleMax) {
      await pause(idle, stop)
      idle = Math.min(idle * 2, pace.idleMax)
    }
  }
}

const getUpdates = (api: Api, offset: number, { longPollSeconds }: Pace, stop: AbortSignal): Promise<Update[]> =>
  api.getUpdates(
    { offset, limit: 100, timeout: longPollSeconds, allowed_updates: UPDATE_KINDS },
    callSignal((longPollSeconds + 10) * 1000, stop),
  )

/** What must keep its order: a chat's updates. */
const chatOf = ({ message, edited_message, callback_query, my_chat_member, update_id }: Update): string =>
  String(
    (message ?? edited_message ?? my_chat_member)?.chat?.id ??
      callback_query?.message?.chat?.id ??
      callback_query?.from?.id ??
      `update-${update_id}`,
  )

const retryAfter = (error: unknown): number | undefined =>
  error instanceof GrammyError && error.parameters.retry_after ? error.parameters.retry_after * 1000 : undefined

const pause = (milliseconds: number, stop: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal: stop }).catch(() => undefined)
