import { expect, test } from 'vitest'
import { queueSafetyPlanOffer } from '../../src/db/safety-plans.ts'
import { createBegin } from '../../src/dialogs/begin.ts'
import { like } from '../support/like.ts'
import { openTown } from '../support/town.ts'

test("one's own plan: offered by a caseworker, made by SMS, stored sealed, and first in danger, also after STOP", async () => {
  await using town = await openTown({ at: '2026-11-24T10:00', kannel: true })
  const mette = await town.citizen({ channel: 'sms' })
  const { sql } = town.house.db
  await town.settled()
  await mette.news()
  const begin = createBegin({ instrument: () => undefined, exercises: [] })
  const offer = () => queueSafetyPlanOffer(sql, mette.id, begin('safety-plan', {}), town.clock.now())
  expect(await offer()).toBeDefined()
  await town.advance('1m')
  expect(await mette.news()).toEqual(like(/plan til de svære dage.*Skriv JA eller NEJ/))
  expect((await mette.says('ja')).at(-1)).toMatch(/Hvordan mærker du/)
  await mette.says('jeg sover ikke', 'musik', 'spring over')
  expect(await mette.says('går en tur')).toEqual(like(/Skriv PLAN/))
  const [row] = await town.rows<{ sealed: Buffer }>('select safety_plan_sealed as sealed from citizen')
  expect(row!.sealed.toString('latin1')).not.toMatch(/musik|tur/)

  await mette.says('STOP')
  const said = await mette.says('jeg vil bare dø')
  expect(said.findIndex((text) => /Skriv PLAN/.test(text))).toBe(1)
  expect(await mette.says('plan')).toEqual(like(/Først: går en tur\nDet hjælper: musik\nMine tegn: jeg sover ikke/))
  // Not now.
  expect(await offer()).toBeUndefined()
})

test('by Telegram the plan is a button beside the safety question, which stays open', async () => {
  await using town = await openTown({ at: '2026-11-24T22:00', telegram: true })
  const mette = await town.citizen({ channel: 'telegram' })
  await mette.says('sikkerhedsplan', 'jeg sover ikke', 'musik', 'min søster', 'går en tur')
  const said = (await mette.says('jeg vil bare dø')).join('\n')
  expect(said.indexOf('lavet en plan')).toBeLessThan(said.indexOf('1813'))
  expect((await mette.taps('Min egen plan')).join()).toMatch(/Ring til: min søster/)
  expect((await mette.taps('Ja')).join()).toMatch(/Tak, fordi du siger det/)
  expect(await town.staff.openCases()).toMatchObject([{ level: 'acute' }])
})

test('danger written in English by somebody who speaks Danish is answered in English, and the rest in Danish', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  expect((await mette.says('I want to die')).join(' ')).toMatch(/^It is good that you write this.*taking your own life/)
  expect((await mette.says('no')).join(' ')).toMatch(/^Thank you for the answer/)
  await town.staff.resolves('lone', mette)
  await town.advance('1m')
  expect((await mette.news()).join('\n')).toMatch(/Vi kom fra noget sidst.*1 af 5/s)
})
