import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCasePage } from '../../src/db/case-page.ts'
import { findCase } from '../../src/db/escalation-load.ts'
import { readMessages } from '../../src/db/transcript.ts'
import { like } from '../support/like.ts'
import { type ModelServer, startModel } from '../support/model-server.ts'
import { openTown, type Town, until } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

let model: ModelServer
beforeEach(async () => {
  model = await startModel()
})
afterEach(() => model.stop())

const SOUND = new Uint8Array([...new TextEncoder().encode('OggS'), 1, 2, 3, 250])
const CANNOT = /^Jeg kan ikke høre lyd.*RING.*112/

const speaks = async (town: Town, citizen: Citizen, ...how: Parameters<Citizen['telegram']['speaks']>) => {
  await citizen.news()
  const count = async () => (await town.rows<{ n: number }>('select count(*)::int as n from inbox'))[0]!.n
  const before = await count()
  town.clock.advance({ seconds: 7 })
  await citizen.telegram.speaks(...how)
  await until('it is heard', async () => (await count()) > before)
  await town.settled()
  return citizen.news()
}

test('what is said on Telegram is written down, screened and answered like text, and no sound is kept', async () => {
  await using town = await openTown({ telegram: true, model: model.url })
  const mette = await town.citizen({ channel: 'telegram' })
  await mette.getsCheckIn('who5')
  model.hears('Tre.')
  expect(await speaks(town, mette, SOUND)).toEqual(like(/2 af 5/))
  model.hears('Jeg vil bare dø. Mit cpr er 010190-1234.')
  expect((await speaks(town, mette, SOUND)).join(' ')).toMatch(/112/)
  expect(await town.staff.openCases()).toMatchObject([{ alias: mette.alias, state: 'open' }])
  expect(model.sounds).toHaveLength(2)
  expect(model.sounds[0]!.includes(Buffer.from(SOUND))).toBe(true)

  // Kept as what it is: words a machine wrote down, sealed like all others.
  const kept = await town.rows<{ kind: string; risk: string | null; kept: boolean }>(
    `select kind, risk, kept from inbox where kind like 'voice%' order by received_at`,
  )
  expect(kept.map(({ kind }) => kind)).toEqual(['voice-transcript', 'voice-transcript'])
  expect(kept[1]).toMatchObject({ risk: expect.stringMatching(/S[23]/), kept: true })
  const messages = await readMessages(town.house.db.sql, town.house.vault, { citizenId: mette.id, direction: 'in' })
  expect(messages.find(({ text }) => text?.includes('dø'))).toMatchObject({
    kind: 'voice-transcript',
    text: 'Jeg vil bare dø. Mit cpr er [cpr].',
  })
  const { db, vault } = town.house
  const own = { see: 'content', act: true, talk: true, withReason: false, because: 'own' } as const
  const page = await loadCasePage(db.sql, vault, mette.id, own, await findCase(db.sql, mette.alias))
  expect(page!.triggers).toMatchObject([{ words: 'Jeg vil bare dø. Mit cpr er [cpr].', spoken: true }])
})

test('without an endpoint, or when it fails, or the sound is gone or too large: the honest answer, with a way to a person', async () => {
  await using town = await openTown({ telegram: true, model: model.url })
  const mette = await town.citizen({ channel: 'telegram' })
  model.hears('')
  expect(await speaks(town, mette, SOUND)).toEqual(like(CANNOT))
  expect(await speaks(town, mette)).toEqual(like(CANNOT))
  expect(await speaks(town, mette, SOUND, { file_size: 5 * 1024 * 1024 + 1 })).toEqual(like(CANNOT))
  expect(await speaks(town, mette, new Uint8Array(5 * 1024 * 1024 + 1))).toEqual(like(CANNOT))
  model.hears(undefined)
  model.behaves({ status: 500 })
  expect(await speaks(town, mette, SOUND)).toEqual(like(CANNOT))
  expect(model.sounds).toHaveLength(2)

  await using without = await openTown({ telegram: true })
  const omar = await without.citizen({ channel: 'telegram', name: 'Omar Aziz' })
  expect(await speaks(without, omar, SOUND)).toEqual(like(CANNOT))
  expect(without.telegram!.calls.filter(({ method }) => method === 'getFile')).toEqual([])
})
