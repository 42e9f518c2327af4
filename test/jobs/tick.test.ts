import { expect, test, vi } from 'vitest'
import { runTick } from '../../src/jobs/tick.ts'
import { ManualClock } from '../../src/lib/clock.ts'

test('what may leave leaves also in a minute whose sweep or audit fails', async () => {
  const poke = vi.fn()
  const deps = (fails: 'sweep' | 'audit') => ({
    ...{ clock: new ManualClock('2026-11-23T09:00:00Z'), rules: {} as never, begin: {} as never },
    due: { fireDue: async () => ({ jobs: [], messages: 0, due: 0 }), fireNow: async () => ({ jobs: [], messages: 0 }) },
    ...{
      beat: async () => {},
      sweep: async () => {},
      audit: async () => {},
      forget: async () => {},
      dispatcher: { poke },
    },
    [fails]: () => Promise.reject(new RangeError('one of a thousand')),
  })
  await expect(runTick(deps('sweep'))).rejects.toThrow(RangeError)
  await expect(runTick(deps('audit'))).rejects.toThrow(RangeError)
  expect(poke).toHaveBeenCalledTimes(2)
})
