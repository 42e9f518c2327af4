import { describe, expect, test } from 'vitest'
import type { PollingDeps } from '../../../src/channels/telegram/polling.ts'
import { count, DatabaseAway, polling, texts, until } from './polling-bench.ts'

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
