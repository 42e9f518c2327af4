import { expect, test } from 'vitest'
import { createTime } from '../../src/app/time.ts'
import { armFollowUp } from '../../src/db/effects.ts'
import { runTick } from '../../src/jobs/tick.ts'
import { openTown } from '../support/town.ts'

test.each([
  ['takes for ever', () => new Promise<never>(() => {})],
  ['fails', async () => Promise.reject(new Error('Slack is away'))],
])('a card that is drawn because a talk is over holds no follow-up and no tick up when it %s', async (_, talksOver) => {
  await using town = await openTown()
  const mette = await town.citizen()
  const { house } = town
  const people = { ...house.people, room: { ...house.people.room, talksOver } }
  const time = createTime({ ...house, people, worker: 'w', goOn: async () => ({ followUps: [] }) })
  const { id } = await armFollowUp(house.db.sql, {
    ...{ citizenId: mette.id, kind: 'resume', ref: mette.id, dueAt: town.clock.now() },
  })
  await runTick(time.tickDeps)
  await time.dispatcher.stop()
  expect(await town.rows('select state from follow_up where id = $1', [id])).toEqual([{ state: 'done' }])
})
