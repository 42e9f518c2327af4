import { expect, test } from 'vitest'
import { STEPS, walkOf } from './walk.ts'

/** `npm run fuzz` says forty times as much, with a seed of your choice. */
const INPUTS = 2_500
const SEED = 20261123

test('whatever is said, in any state, is answered or rightly not, and every step is reached', async () => {
  const visited = new Set<string>()
  for (let walk = 0, said = 0; said < INPUTS; walk++) {
    const done = await walkOf(SEED, walk, visited)
    said += done.said
    expect(done.failure, `npm run fuzz -- --seed ${SEED} --walk ${walk}`).toBeUndefined()
  }
  expect([...STEPS].filter((step) => !visited.has(step))).toEqual([])
})
