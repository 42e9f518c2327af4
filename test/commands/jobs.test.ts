import { stripVTControlCharacters } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>

beforeAll(async () => {
  town = await demo()
})

test.for(['paused', 'stopped', 'ended'])('the jobs of who is %s are so too, and fire no more', async (status) => {
  const { alias } = await town.citizen(status)
  const all: Record<string, unknown>[] = await town.json('job', 'list')
  expect(all.filter((job) => job.alias === alias)).toEqual([
    {
      ...{ id: expect.any(String), alias, name: 'plan', schedule: { kind: 'daily', at: '09:00' }, late: 'drop' },
      ...{ state: status, citizenStatus: status, nextFire: null },
    },
  ])
  const { out } = await type('job', 'list')
  expect(stripVTControlCharacters(out)).toMatch(new RegExp(`^${alias} +plan +.*${status} +–`, 'm'))
})

test('those of who is active are active, and have a next time; one that is paused is so alone', async () => {
  const { id, alias } = await town.citizen('active')
  const own = async () => (await town.json('job', 'list')).find((job: Record<string, unknown>) => job.alias === alias)
  expect(await own()).toMatchObject({
    ...{ state: 'active', citizenStatus: 'active', nextFire: '2027-01-01T00:00:00Z' },
  })
  await town.rows(`update reminder_job set state = 'paused' where citizen_id = $1`, [id])
  expect(await own()).toMatchObject({ state: 'paused', citizenStatus: 'active', nextFire: null })
})
