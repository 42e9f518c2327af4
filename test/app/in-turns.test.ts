import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inTurns } from '../../src/app/in-turns.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('each who asked to be called again is, also when an earlier one asked for longer or shorter', async () => {
  const calls: number[] = []
  const wanted = [10_000, 5_000, 5_000]
  let passed = 0
  const turns = inTurns(1, async (again) => {
    calls.push(passed)
    const ms = wanted.pop()
    if (ms) again(ms)
    return 0
  })
  await turns.run()
  await turns.run()
  await turns.run()
  for (; passed < 11_000; passed += 100) await vi.advanceTimersByTimeAsync(100)
  // Two asked for the same moment, and are called once.
  expect(calls).toHaveLength(5)
  expect(calls.slice(3)).toEqual([expect.closeTo(5_000, -3), expect.closeTo(10_000, -3)])
  await turns.close()
})

test('a close waits for the round that runs, begins none that waits, and is bounded', async () => {
  const rounds: (() => void)[] = []
  const turns = inTurns(1, (again) => {
    again(1_000)
    return new Promise((resolve) => rounds.push(() => resolve(1)))
  })
  const running = turns.run()
  const waiting = turns.run()
  let closed = false
  const closing = turns.close().then(() => {
    closed = true
  })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(closed).toBe(false)
  rounds[0]!()
  expect(await running).toBe(1)
  expect(await waiting).toBe(0)
  await closing
  expect(await turns.run()).toBe(0)
  expect(rounds).toHaveLength(1)

  const hanging = inTurns(1, () => new Promise(() => {}))
  void hanging.run()
  const bounded = hanging.close(3_000)
  await vi.advanceTimersByTimeAsync(3_000)
  await bounded
})
