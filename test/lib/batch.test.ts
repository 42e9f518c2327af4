import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batched } from '../../src/lib/batch.ts'

test('what is asked in one round goes in one call, what comes meanwhile in the next', async () => {
  const calls: number[][] = []
  let let_go = () => {}
  const ask = batched<number, number>(
    async (items) => {
      calls.push([...items])
      await new Promise<void>((resolve) => {
        let_go = resolve
      })
      return items.map((n) => n * 10)
    },
    { atOnce: 1, most: 8 },
  )
  const first = [ask(1), ask(2)]
  await nextRound()
  const second = [ask(3), ask(4), ask(5)]
  await nextRound()
  expect(calls).toEqual([[1, 2]])
  let_go()
  expect(await Promise.all(first)).toEqual([10, 20])
  await nextRound()
  let_go()
  expect(await Promise.all(second)).toEqual([30, 40, 50])
  expect(calls).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
})

test('calls go one after the other, but nobody waits for long for one that is stuck', async () => {
  const begun: string[] = []
  const stuck = Promise.withResolvers<void>()
  const ask = batched<string, string>(
    async (items) => {
      begun.push(...items)
      if (items.includes('stuck')) await stuck.promise
      return items
    },
    { atOnce: 3, most: 8, patienceMs: 20 },
  )
  const first = ask('stuck')
  await nextRound()
  const second = ask('next')
  await nextRound()
  expect(begun).toEqual(['stuck'])
  expect(await second).toBe('next')
  expect(await ask('another')).toBe('another')
  stuck.resolve()
  expect(await first).toBe('stuck')
  expect(await ask('last')).toBe('last')
})

test('one that fails by itself fails alone, a call that fails fails all of its own', async () => {
  const ask = batched<string, string>(
    async (items) => {
      if (items.includes('all')) throw new Error('the call failed')
      return items.map((item) => (item === 'bad' ? Promise.reject(new Error('this one failed')) : item))
    },
    { atOnce: 1, most: 8 },
  )
  const said = async (items: string[]) => (await Promise.allSettled(items.map(ask))).map(({ status }) => status)
  expect(await said(['good', 'bad', 'fine'])).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await said(['good', 'all'])).toEqual(['rejected', 'rejected'])
  expect(await said(['good'])).toEqual(['fulfilled'])
})

test('everybody is answered their own answer, two of one name never share a call, and the limits hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), pause: fc.nat(2) }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(undefined, 1, 20),
      async (wishes, atOnce, most, patienceMs) => {
        let running = 0
        const ask = batched<{ name: string; n: number }, number>(
          async (items) => {
            running++
            expect(running).toBeLessThanOrEqual(atOnce)
            expect(items.length).toBeLessThanOrEqual(most)
            expect(new Set(items.map(({ name }) => name)).size).toBe(items.length)
            await nextRound()
            running--
            return items.map(({ n }) => n)
          },
          { atOnce, most, ...(patienceMs && { patienceMs }), apart: ({ name }) => name },
        )
        const answers = await Promise.all(
          wishes.map(async ({ name, pause }, n) => {
            if (pause > 0) await sleep(pause)
            return ask({ name, n })
          }),
        )
        expect(answers).toEqual(wishes.map((_, n) => n))
      },
    ),
    { numRuns: 30 },
  )
})
