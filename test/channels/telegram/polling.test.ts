import type { Api } from 'grammy'
import { afterEach, describe, expect, test, vi } from 'vitest'
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

class DatabaseAway extends Error {}

/** Polling with a store and a lock in memory, and what the test wants otherwise. */
const polling = async (over: Partial<PollingDeps> = {}, pace: Partial<Pace> = {}) => {
  const emulator = await startTelegram()
  toStop.push(() => emulator.stop())
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

const texts = (heard: TelegramInbound[]): string[] => heard.map(({ text }) => text)
const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 4000, interval: 5 })
const count = (emulator: TelegramEmulator, method: string): number =>
  emulator.calls.filter((call) => call.method === method).length

test('what a person writes and taps arrives in order, and every call keeps to the contract', async () => {
  const { emulator, heard, start, saved, deps } = await polling()
  const ada = emulator.person(1)
  await ada.writes('/start tok-1')
  await ada.writes('hej')
  start()
  await until(() => expect(texts(heard)).toEqual(['tok-1', 'hej']))
  await deps.api.sendMessage(1, 'Godt?', {
    reply_markup: { inline_keyboard: [[{ text: 'Ja', callback_data: '.JA' }]] },
  })
  await ada.taps('Ja')
  await until(() => expect(heard.at(-1)).toMatchObject({ kind: 'choice', value: 'JA' }))
  await until(() => expect(saved()).toBe(Number(heard.at(-1)?.eventId) + 1))
  expect(emulator.faults).toEqual([])
})

test('a webhook that was set is taken away before polling, and what waited there is kept', async () => {
  const { emulator, heard, start } = await polling()
  await emulator.person(1).writes('før')
  start()
  await until(() => expect(texts(heard)).toEqual(['før']))
  expect(emulator.calls[0]).toEqual({ method: 'deleteWebhook', payload: { drop_pending_updates: false } })
})

describe('the offset', () => {
  test('does not move before the commit: after a crash the update comes again', async () => {
    const { emulator, heard, start, saved } = await polling()
    await emulator.person(1).writes('vigtigt')
    const broken = start({ handle: () => Promise.reject(new DatabaseAway()) })
    await until(() => expect(count(emulator, 'getUpdates')).toBe(1))
    await broken.stop()
    expect(saved()).toBe(0)
    start()
    await until(() => expect(texts(heard)).toEqual(['vigtigt']))
  })

  test('does not move past one that still runs, though others of the batch are done', async () => {
    const gate = Promise.withResolvers<void>()
    const { emulator, heard, start, saved } = await polling()
    await emulator.person(1).writes('langsom')
    await emulator.person(2).writes('hurtig')
    start({
      handle: async (inbound) => {
        if (inbound.text === 'langsom') await gate.promise
        heard.push(inbound)
      },
    })
    await until(() => expect(texts(heard)).toEqual(['hurtig']))
    expect(saved()).toBe(0)
    gate.resolve()
    await until(() => expect(saved()).toBeGreaterThan(0))
    expect(texts(heard)).toEqual(['hurtig', 'langsom'])
  })
})

test('one chat keeps its order while others go on, and no more run at once than allowed', async () => {
  const { emulator, heard, start } = await polling({}, { width: 3 })
  const people = [1, 2, 3, 4, 5].map((chat) => emulator.person(chat))
  for (const word of ['a', 'b', 'c']) for (const person of people) await person.writes(word)
  let [running, most] = [0, 0]
  start({
    handle: async (inbound) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, inbound.address === '1' ? 6 : 2))
      running--
      heard.push(inbound)
    },
  })
  await until(() => expect(heard).toHaveLength(15))
  for (const { chat } of people)
    expect(texts(heard.filter(({ address }) => address === String(chat)))).toEqual(['a', 'b', 'c'])
  expect(most).toBe(3)
})

describe('an update that fails', () => {
  test('is tried again and then handled', async () => {
    let tries = 0
    const { emulator, heard, poisoned, start } = await polling()
    await emulator.person(1).writes('hej')
    start({
      handle: async (inbound) => {
        if (++tries < 3) throw new RangeError('once')
        heard.push(inbound)
      },
    })
    await until(() => expect(texts(heard)).toEqual(['hej']))
    expect(poisoned).toEqual([])
  })

  test('three times is written down, and those after it go on', async () => {
    const { emulator, heard, poisoned, start } = await polling()
    await emulator.person(1).writes('gift')
    await emulator.person(1).writes('bagefter')
    start({
      handle: async (inbound) => {
        if (inbound.text === 'gift') throw new RangeError('always')
        heard.push(inbound)
      },
    })
    await until(() => expect(texts(heard)).toEqual(['bagefter']))
    expect(poisoned).toHaveLength(1)
  })

  test('is not passed over while it cannot be written down', async () => {
    let records = 0
    const { emulator, heard, start } = await polling()
    await emulator.person(1).writes('gift')
    await emulator.person(1).writes('bagefter')
    start({
      handle: async (inbound) => {
        if (inbound.text === 'gift') throw new RangeError('always')
        heard.push(inbound)
      },
      poison: async () => {
        if (++records < 3) throw new Error('disk full')
      },
    })
    await until(() => expect(texts(heard)).toEqual(['bagefter']))
    expect(records).toBe(3)
  })

  test('because the database is away waits for it, however long, and is never given up', async () => {
    let tries = 0
    const { emulator, heard, poisoned, start } = await polling({}, { retry: 1 })
    await emulator.person(1).writes('hej')
    start({
      handle: async (inbound) => {
        if (++tries < 8) throw new DatabaseAway()
        heard.push(inbound)
      },
    })
    await until(() => expect(texts(heard)).toEqual(['hej']))
    expect(poisoned).toEqual([])
  })

  test('because it cannot be read is written down as well', async () => {
    const { emulator, heard, poisoned, start } = await polling()
    await emulator.person(1).sends({ message: { chat: 'none' } })
    await emulator.person(1).writes('hej')
    start()
    await until(() => expect(poisoned).toHaveLength(1))
    expect(texts(heard)).toEqual(['hej'])
  })
})

test('only one of two polls, and the other takes over when it is gone', async () => {
  let held = false
  const lead: PollingDeps['lead'] = {
    acquire: async () => {
      if (held) return undefined
      held = true
      return {
        release: async () => {
          held = false
        },
      }
    },
  }
  const { emulator, start } = await polling({ lead })
  const heardBy: string[] = []
  const first = start({ handle: async () => void heardBy.push('first') })
  await until(() => expect(held).toBe(true))
  start({ handle: async () => void heardBy.push('second') })
  await emulator.person(1).writes('en')
  await until(() => expect(heardBy).toEqual(['first']))
  await first.stop()
  await emulator.person(1).writes('to')
  await until(() => expect(heardBy).toEqual(['first', 'second']))
})

test('who loses the lock stops polling until it has it again', async () => {
  const broken = new AbortController()
  let acquired = 0
  const { emulator, heard, start } = await polling({
    lead: {
      acquire: async () => {
        acquired++
        return acquired === 1 ? { release: () => Promise.reject(new Error('gone')), lost: broken.signal } : undefined
      },
    },
  })
  start()
  await until(() => expect(count(emulator, 'getUpdates')).toBe(1))
  broken.abort()
  await until(() => expect(acquired).toBeGreaterThan(2))
  await emulator.person(1).writes('hej')
  expect(count(emulator, 'getUpdates')).toBe(1)
  expect(heard).toEqual([])
})

describe('an unfriendly server', () => {
  /** An Api whose getUpdates answers by a script, as fast as it can. */
  const scripted = (script: (call: number) => unknown): { api: Api; calls: () => number } => {
    let calls = 0
    const api = createTelegramApi({ token: '1:x', apiRoot: 'http://127.0.0.1:9' })
    api.config.use(async (_call, method) => {
      const result = method === 'getUpdates' ? script(++calls) : { ok: true, result: true }
      if (result instanceof Error) throw result
      return result as never
    })
    return { api, calls: () => calls }
  }
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

  test('that answers "nothing" at once does not make it spin', async () => {
    const { api, calls } = scripted(() => ({ ok: true, result: [] }))
    const { start } = await polling({ api })
    start()
    await wait(600)
    expect(calls()).toBeGreaterThan(2)
    expect(calls()).toBeLessThan(9)
  })

  test('that is down is asked less and less often, and again as soon as it is back', async () => {
    const { api, calls } = scripted((call) => {
      if (call < 5) return new Error('ECONNRESET')
      return {
        ok: true,
        result: call > 5 ? [] : [{ update_id: 9, message: { chat: { id: 1, type: 'private' }, text: 'hej' } }],
      }
    })
    const { start, heard, lines } = await polling({ api })
    start()
    await until(() => expect(texts(heard)).toEqual(['hej']))
    expect(lines.filter((line) => line === 'no updates from Telegram')).toHaveLength(4)
    expect(calls()).toBeLessThan(9)
  })

  test('that says 429 is left alone as long as it asks', async () => {
    const { api, calls } = scripted(() => ({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 3 },
    }))
    const { start } = await polling({ api })
    const running = start()
    await wait(300)
    expect(calls()).toBe(1)
    await running.stop()
  })
})

test('stopping ends a long poll at once and waits for the update in hand', async () => {
  const gate = Promise.withResolvers<void>()
  const { emulator, heard, start, saved } = await polling({}, { longPollSeconds: 25 })
  const running = start({
    handle: async (inbound) => {
      await gate.promise
      heard.push(inbound)
    },
  })
  await emulator.person(1).writes('hej')
  await until(() => expect(count(emulator, 'getUpdates')).toBe(1))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const stopped = running.stop()
  gate.resolve()
  await stopped
  expect(texts(heard)).toEqual(['hej'])
  expect(saved()).toBeGreaterThan(0)
})

test('a store of the offset that is away for a moment delays, and loses nothing', async () => {
  let loads = 0
  const { emulator, heard, start } = await polling()
  await emulator.person(1).writes('hej')
  start({
    offset: {
      load: async () => {
        if (++loads < 3) throw new DatabaseAway()
        return 0
      },
      save: async () => undefined,
    },
  })
  await until(() => expect(texts(heard)).toEqual(['hej']))
})
