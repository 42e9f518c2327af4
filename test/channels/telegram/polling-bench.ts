import { afterEach, expect, vi } from 'vitest'
import { createTelegramApi } from '../../../src/channels/telegram/api.ts'
import { type TelegramInbound, translate } from '../../../src/channels/telegram/inbound.ts'
import {
  PACE,
  type Pace,
  type Polling,
  type PollingDeps,
  startPolling,
} from '../../../src/channels/telegram/polling.ts'
import { startTelegram, type TelegramEmulator } from '../../support/telegram.ts'

const at = Temporal.Instant.from('2026-08-03T07:00:00Z')
const QUICK: Pace = { ...PACE, backoff: 10, backoffMax: 40, candidate: 20, retry: 5, longPollSeconds: 1 }
const toStop: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) await stop()
})

export class DatabaseAway extends Error {}

/** Polling with a store and a lock in memory, and what the test wants otherwise. */
export const polling = async (over: Partial<PollingDeps> = {}, pace: Partial<Pace> = {}) => {
  const emulator = await startTelegram()
  toStop.push(async () => {
    await emulator.stop()
    expect(emulator.faults, "calls against Telegram's contract").toEqual([])
  })
  const heard: TelegramInbound[] = []
  const poisoned: number[] = []
  const lines: string[] = []
  let saved = 0
  const say = (_data: unknown, text?: string): void => void lines.push(String(text))
  const deps: PollingDeps = {
    api: createTelegramApi({ token: emulator.token, apiRoot: emulator.root }),
    translate: (update) => translate(update, at),
    handle: async (inbound) => void heard.push(inbound),
    poison: async ({ update_id }) => void poisoned.push(update_id),
    away: (error) => error instanceof DatabaseAway,
    offset: {
      load: async () => saved,
      save: async (next) => {
        saved = next
      },
    },
    lead: { acquire: async () => ({ release: async () => undefined }) },
    log: { info: say, warn: say, error: say } as unknown as PollingDeps['log'],
    ...over,
  }
  const start = (more: Partial<PollingDeps> = {}): Polling => {
    const running = startPolling({ ...deps, ...more }, { ...QUICK, ...pace })
    toStop.push(() => running.stop())
    return running
  }
  return { emulator, heard, poisoned, lines, start, deps, saved: () => saved }
}

export const texts = (heard: TelegramInbound[]): string[] => heard.map(({ text }) => text)
export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 4000, interval: 5 })
export const count = (emulator: TelegramEmulator, method: string): number =>
  emulator.calls.filter((call) => call.method === method).length
