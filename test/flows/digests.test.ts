import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { previewRules } from '../../src/app/digests.ts'
import { weekOf } from '../../src/core/digest.ts'
import { addCover } from '../../src/db/covers.ts'
import { newId } from '../../src/lib/ids.ts'
import { seal } from '../../src/lib/seal.ts'
import { local, openTown, type Town } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

/** The Monday summary and the question of the quarter, as colleagues get them in Slack. */
describe('once a week and once a quarter', () => {
  let town: Town
  let mette: Citizen
  let omar: Citizen
  beforeAll(async () => {
    town = await openTown({ slack: true, at: '2026-11-20T10:00' })
    mette = await town.citizen({ planAt: '11:00' })
    omar = await town.citizen({ planAt: '11:00', caseworker: 'samir' })
  })
  afterAll(() => town?.close())

  const answered = async (citizen: Citizen, at: string, score: number) => {
    const key = await town.house.vault.keyFor(citizen.id)
    const instant = local(at).toString()
    await town.house.db.sql
      .insertInto('check_in')
      .values({
        ...{ id: newId(), citizen_id: citizen.id, instrument: 'who5', state: 'completed' },
        ...{ sent_at: instant, completed_at: instant },
        result_sealed: seal(key, JSON.stringify({ answers: [1, 1, 1, 1, 1], score }), 'check_in.result'),
      })
      .execute()
  }
  const summaries = async (who: string) =>
    (await town.slack!.directs(who)).filter(({ text }) => /^(?:Din uge|Ugen for|Your week)/.test(text))
  const shown = async (who: string, nth = -1) => JSON.stringify((await summaries(who)).at(nth)?.blocks)
  const round = (at: string) => {
    town.jump(at)
    return town.house.people.digests()
  }

  test('comes on Monday at 8:30, once, however many look at the same time and however often', async () => {
    await answered(mette, '2026-11-06T10:00', 70)
    await answered(mette, '2026-11-19T10:00', 44)
    await round('2026-11-23T08:29')
    expect(await summaries('lone')).toEqual([])
    town.jump('2026-11-23T08:30')
    await Promise.all([town.house.people.digests(), town.house.people.digests(), town.house.people.digests()])
    await round('2026-11-23T09:00')
    await round('2026-11-25T09:00')
    for (const who of ['lone', 'samir', 'karen']) expect(await summaries(who)).toHaveLength(1)
    const words = await shown('lone')
    expect(words).toContain(`Falder: 1`)
    expect(words).toContain(mette.alias)
    expect(words).not.toMatch(/Mette|44|70/)
    expect(words).not.toContain(omar.alias)
    expect(await shown('karen')).toContain('Sager om ugen, som reglerne ville give')
  })

  test('goes to who stands in for the absent, under their name, and not to the absent', async () => {
    const { lone, samir } = town.staff.people
    await addCover(town.house.db.sql, { caseworkerId: lone.id, byId: samir.id, from: '2026-11-30', to: '2026-12-04' })
    await round('2026-11-30T08:31')
    expect(await summaries('lone')).toHaveLength(1)
    expect(await summaries('samir')).toHaveLength(3)
    const [one, other] = [await shown('samir', -1), await shown('samir', -2)]
    const [theirs, own] = one.includes('Ugen for Lone Holm') ? [one, other] : [other, one]
    expect(theirs).toContain(mette.alias)
    expect(own).not.toContain(mette.alias)
  })

  test('waits while Slack is away and comes later, once; after a holiday it comes on the first working day', async () => {
    town.slack!.door.fails(({ method }) => (method === 'chat.postMessage' ? { error: 'internal_error' } : undefined))
    await round('2026-12-07T08:30')
    town.slack!.door.fails(undefined)
    await round('2026-12-07T08:31')
    expect(await summaries('lone')).toHaveLength(1)
    await round('2026-12-07T08:36')
    await round('2026-12-07T08:50')
    expect(await summaries('lone')).toHaveLength(2)
    expect(weekOf(Temporal.PlainDate.from('2027-01-01'))).toBe('2026-W53')
    // 28–31 December are closing days and 1 January is a holiday.
    await round('2026-12-30T10:00')
    expect(await summaries('lone')).toHaveLength(2)
    await round('2027-01-04T08:30')
    expect(await summaries('lone')).toHaveLength(3)
  })

  test('the question of the quarter is put once, three a day at most, and not to who is away', async () => {
    const questions = async (who: string) =>
      (await town.slack!.directs(who)).filter(({ text }) => text.startsWith('Et spørgsmål hvert kvartal'))
    await town.rows('delete from belief_question')
    for (let n = 0; n < 3; n++) await town.citizen({ planAt: '11:00' })
    await town.rows(`update citizen set joined_at = '2026-10-01T08:00:00Z'`)
    const before = (await questions('lone')).length
    await round('2027-01-05T07:00')
    expect(await questions('lone')).toHaveLength(before)
    await round('2027-01-05T09:00')
    await round('2027-01-05T10:00')
    expect(await questions('lone')).toHaveLength(before + 3)
    await round('2027-01-06T09:00')
    await round('2027-01-07T09:00')
    expect(await questions('lone')).toHaveLength(before + 4)
    expect(JSON.stringify(await questions('lone'))).not.toContain('Mette')
  })

  test('the preview counts what the rules would raise, by week and caseworker, and warns above five', async () => {
    town.jump('2026-11-20T12:00')
    const expected = await previewRules({ ...town.house, actions: town.house.caseActions }, { weeks: 4 })
    expect(expected.find(({ name }) => name === 'Lone Holm')).toMatchObject({ perWeek: 0.25, tooMany: false })
    expect(expected.find(({ name }) => name === 'Samir Haddad')).toMatchObject({ perWeek: 0 })
    for (let n = 0; n < 21; n++) {
      const one = await town.invites({ caseworker: 'samir' })
      await town.rows(`update citizen set status = 'active' where id = $1`, [one.id])
      await answered(one, '2026-11-18T10:00', 12)
    }
    const crowded = await previewRules({ ...town.house, actions: town.house.caseActions }, { weeks: 4 })
    expect(crowded.find(({ name }) => name === 'Samir Haddad')).toMatchObject({ perWeek: 5.25, tooMany: true })
  })
})
