import type { Api } from 'grammy'
import { describe, expect, test } from 'vitest'
import { createTelegramApi } from '../../../src/channels/telegram/api.ts'
import { DatabaseAway, polling, texts, until } from './polling-bench.ts'

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
