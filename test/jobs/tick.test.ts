import { expect, test, vi } from 'vitest'
import { runTick, type TickDeps } from '../../src/jobs/tick.ts'
import { ManualClock } from '../../src/lib/clock.ts'

const PARTS = ['due', 'sweep', 'audit', 'forget'] as const

test.each(PARTS)(
  'a minute in which %s fails does all its other work, what may leave leaves, and it says so',
  async (fails) => {
    const done: string[] = []
    const part = (name: (typeof PARTS)[number]) => async () => {
      if (name === fails) throw new RangeError('one of a thousand')
      done.push(name)
    }
    const poke = vi.fn()
    const nothing = { jobs: [], messages: 0 }
    const deps: TickDeps = {
      ...{ clock: new ManualClock('2026-11-23T09:00:00Z'), rules: {} as never, begin: {} as never },
      due: { fireDue: () => part('due')().then(() => ({ ...nothing, due: 0 })), fireNow: async () => nothing },
      ...{ beat: async () => {}, sweep: part('sweep'), audit: part('audit'), forget: part('forget') },
      dispatcher: { poke },
    }
    await expect(runTick(deps)).rejects.toThrow(RangeError)
    expect(done).toEqual(PARTS.filter((name) => name !== fails))
    expect(poke).toHaveBeenCalledTimes(1)
  },
)
