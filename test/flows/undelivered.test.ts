import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeAsPerson } from '../../src/db/person-talk.ts'
import { newId } from '../../src/lib/ids.ts'
import { openTown, type Town, until } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

/** What becomes of a colleague's own words reaches who wrote them, once, whatever way they ended. */
describe('words that do not arrive', () => {
  let town: Town
  let mette: Citizen
  beforeAll(async () => {
    town = await openTown({ slack: true, telegram: true })
  })
  afterAll(() => town?.close())
  beforeEach(async () => {
    town.jump('2026-11-23T10:00')
    town.slack!.door.fails(undefined)
    mette = await town.citizen({ planAt: '11:00', channel: 'telegram' })
    await town.house.people.notify()
    town.slack!.door.calls.length = 0
  })

  const lone = () => town.staff.people.lone
  const words = () => ({ by: lone().slack, citizenId: mette.id, id: newId(), text: 'Vi ses i morgen' })
  const writes = async () => {
    expect(await town.house.people.room.send(words())).toMatchObject({ done: true })
    await town.settled()
  }
  /** What Slack took of this, in its order. */
  const heard = (): string[] =>
    town.slack!.door.calls.flatMap(({ method, body }) =>
      method === 'chat.postMessage' && body.channel === lone().slack ? [String(body.text)] : [],
    )
  const undelivered = () => `${mette.alias}: din besked kunne ikke leveres. Ring i stedet.`
  const lost = () => heard().filter((text) => text === undelivered())
  /** Slack has it before it is noted that it was told: a clock that jumps in between makes it due once more. */
  const noted = () =>
    until('it is noted', async () => {
      const open = `select from outbox where citizen_id = $1 and kind = 'person' and told is distinct from state`
      return (await town.rows(open, [mette.id])).length === 0
    })
  /** Whatever might still be told has been. */
  const rounds = async () => {
    for (let n = 0; n < 3; n++) {
      town.clock.advance({ seconds: 61 })
      await town.house.time.round()
      await town.settled()
    }
  }

  test('the address is dead and there is no other: who wrote hears at once, and once', async () => {
    await mette.telegram.blocks(true, false)
    await writes()
    expect(
      await town.rows(`select state, reason from outbox where citizen_id = $1 and kind = 'person'`, [mette.id]),
    ).toEqual([{ state: 'failed', reason: 'no-channel' }])
    await until('who wrote hears it', () => lost().length > 0)
    await noted()
    await rounds()
    expect(lost()).toHaveLength(1)
  })

  test('in a case the card says so, and who wrote hears it too: an update of a card tells nobody', async () => {
    await mette.says('RING')
    await town.staff.acknowledges('lone', mette)
    await mette.telegram.blocks(true, false)
    await writes()
    const drawn = () => JSON.stringify(town.slack!.door.calls.findLast(({ method }) => method === 'chat.update')?.body)
    await until('the card says it', () => /Seneste besked fra en kollega: kom ikke frem/.test(drawn() ?? ''))
    await until('who wrote hears it', () => lost().length > 0)
    await noted()
    await rounds()
    expect(lost()).toHaveLength(1)
  })

  test('STOP ends words that have not left: who wrote hears that they did not arrive', async () => {
    const { house } = town
    const { policy, actions } = house.people
    // Written, and not yet on its way when the citizen's word comes.
    const deps = { sql: actions.sql, vault: house.vault, clock: town.clock, policy, silenceHours: 24 }
    expect(await writeAsPerson(deps, words())).toMatchObject({ done: true })
    await mette.says('STOP')
    await until('who wrote hears it', () => lost().length > 0)
    await noted()
    await rounds()
    expect(lost()).toHaveLength(1)
  })

  test('the same text over and over stops at the sixth, and who wrote hears of that one', async () => {
    for (let n = 0; n < 6; n++) await writes()
    await until('who wrote hears it', () => lost().length > 0)
    await noted()
    await rounds()
    expect(lost()).toHaveLength(1)
    expect(heard().filter((text) => text.endsWith('din besked er fremme.'))).toHaveLength(5)
  })

  test('a report that comes twice is told once, and one that says something else is told', async () => {
    await writes()
    const arrived = () => heard().filter((text) => text.endsWith('din besked er fremme.'))
    await until('it has arrived', () => arrived().length > 0)
    await noted()
    const [row] = await town.rows<{ id: string }>(`select id from outbox where citizen_id = $1 and kind = 'person'`, [
      mette.id,
    ])
    const reports = async (state: 'delivered' | 'failed') => {
      for (let n = 0; n < 2; n++) {
        await town.house.time.dispatcher.delivery({ channel: 'telegram', ref: { outboxId: row!.id }, state })
        await town.house.people.notify()
        await noted()
        await rounds()
      }
    }
    await reports('delivered')
    // As a gateway leaves it that only took the message.
    await town.rows(`update outbox set state = 'sent', delivered_at = null where id = $1`, [row!.id])
    await reports('failed')
    expect(arrived()).toHaveLength(1)
    expect(lost()).toHaveLength(1)
  })

  test('what Slack did not take is told when it is back, once', async () => {
    town.slack!.door.fails(({ method }) => (method === 'chat.postMessage' ? { error: 'internal_error' } : undefined))
    await mette.telegram.blocks(true, false)
    await writes()
    await until('it was tried', () => lost().length > 0)
    await rounds()
    town.slack!.door.fails(undefined)
    town.slack!.door.calls.length = 0
    await rounds()
    expect(lost()).toHaveLength(1)
  })
})
