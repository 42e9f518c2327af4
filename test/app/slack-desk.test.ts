import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDesk } from '../../src/app/slack-desk.ts'
import { openTown } from '../support/town.ts'

test.each(['pause', 'end'] as const)('a STOP of the same moment is not written over by a %s', async (deed) => {
  await using town = await openTown()
  const mette = await town.citizen()
  const { config, content, caseActions, db, vault, log, people } = town.house
  const desk = createDesk({
    ...{ config, content, log, actions: caseActions, database: { db, vault }, room: people.room },
    ...{ caseParts: people.parts, wording: {} as never, afterCommit: async () => {} },
  })
  const stop = await db.pool.connect()
  try {
    await stop.query('begin')
    await stop.query(`update citizen set status = 'stopped' where id = $1`, [mette.id])
    const pressed = desk.setStatus({ by: town.staff.people.lone.id, citizenId: mette.id, deed })
    await sleep(200)
    await stop.query('commit')
    const done = await pressed
    // Who has stopped may be ended, and is not paused: START alone brings them back.
    expect(done.done).toBe(deed === 'end')
    expect(await mette.status()).toBe(deed === 'end' ? 'ended' : 'stopped')
  } finally {
    stop.release()
  }
})
