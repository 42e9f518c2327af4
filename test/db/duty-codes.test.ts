import { beforeAll, beforeEach, expect, test } from 'vitest'
import { acknowledgeOnDuty, climbCase, resolveCase } from '../../src/db/case-actions.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { addDuty } from '../../src/db/duty.ts'
import { caseByCode, codeOf } from '../../src/db/duty-codes.ts'
import { findCase } from '../../src/db/escalation-load.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { claimNotices } from '../../src/db/staff-notices.ts'
import { noticeSent } from '../../src/db/staff-notices-told.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { bareCitizen, policy } from '../support/cases.ts'
import { freshDb } from '../support/db.ts'

const S3 = { level: 'acute', class: 'self-harm', risk: 'S3' } as const
const NIGHT = '2026-11-23T22:00:00Z'
const clock = new ManualClock(NIGHT)
const parts = caseParts(policy)
let db: Awaited<ReturnType<typeof freshDb>>
let mette: string
const deps = () => ({ sql: db.sql, clock, policy })

beforeAll(async () => {
  db = await freshDb()
  mette = await addCaseworker(db.sql, { name: 'Mette', slack: 'U1', team: 'Nord' }, clock.now())
  const from = clock.now().subtract({ hours: 24 })
  await addDuty(db.sql, { from, to: from.add({ hours: 72 }), phone: '+4542424242' })
})
beforeEach(async () => {
  clock.set(NIGHT)
  await db.sql.deleteFrom('citizen').execute()
})

const citizen = () => bareCitizen(db, mette, clock.now())
const raise = async (citizenId: string): Promise<string> =>
  (await db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, S3, clock.now()))).caseId
/** All that is due leaves. @returns the digits in what the duty phone was sent last. */
const sendAll = async (): Promise<string | undefined> => {
  const now = clock.now()
  const { notices } = await claimNotices(db.sql, { worker: 'w', now, lease: now.add({ seconds: 30 }), limit: 20 })
  for (const one of notices)
    await noticeSent(db.sql, one, now, one.kind === 'card' ? { card: { channel: 'C', ts: '1' } } : {})
  return notices.findLast(({ kind }) => kind === 'phone')?.duty.code ?? undefined
}
const answers = (caseId: string, code: string) => acknowledgeOnDuty(deps(), { caseId, code, by: null, name: 'Vagten' })
const waiting = async (caseId: string) =>
  (
    await db.sql
      .selectFrom('staff_notice')
      .select(['kind', 'reason'])
      .where('escalation_id', '=', caseId)
      .where('state', '=', 'queued')
      .orderBy('seq')
      .execute()
  ).map(({ kind, reason }) => `${kind} ${reason}`)

test('an answer to an older raise takes nothing: the newer one is still told, and has digits of its own', async () => {
  const id = await citizen()
  const caseId = await raise(id)
  const old = (await sendAll())!
  clock.advance({ seconds: 90 })
  await raise(id)
  expect(await caseByCode(db.sql, old)).toBe(caseId)
  expect(await answers(caseId, old)).toMatchObject({ done: false, why: 'reopened' })
  expect(await waiting(caseId)).toEqual(['card raised', 'direct raised', 'phone raised'])
  expect(await db.sql.selectFrom('outbox').select('id').where('citizen_id', '=', id).execute()).toEqual([])

  const code = (await sendAll())!
  expect(code).toMatch(/^\d{4}$/)
  expect(code).not.toBe(old)
  expect(await answers(caseId, code)).toMatchObject({ done: true, case: { state: 'acknowledged' } })
  // The link they get is opened with the digits they answered with: the newest.
  expect(await answers(caseId, old)).toMatchObject({ done: false, why: 'reopened' })
  expect(await answers(caseId, code)).toMatchObject({ done: true })
})

test('the digits stay while there is no news, and the old ones count no more where nobody was rung anew', async () => {
  const id = await citizen()
  const caseId = await raise(id)
  const first = (await sendAll())!
  for (let rung: string | undefined, n = 0; n < 9 && !rung; n++) {
    clock.set((await findCase(db.sql, caseId))!.nextStepAt!)
    await climbCase(deps(), caseId)
    rung = await sendAll()
    if (rung) expect(rung).toBe(first)
  }
  // The rota is over, and in the daytime nobody is rung.
  clock.set('2026-11-27T09:00:00Z')
  await raise(id)
  expect(await waiting(caseId)).toEqual(['card raised', 'direct raised'])
  expect(await answers(caseId, first)).toMatchObject({ done: false, why: 'reopened' })
  // Nobody was rung: whoever answers is told the digits that count.
  const newest = (await codeOf(db.sql, caseId))!
  expect(newest).not.toBe(first)
  expect(await answers(caseId, newest)).toMatchObject({ done: true })
})

test('digits are free when their case is closed', async () => {
  const caseId = await raise(await citizen())
  const code = (await sendAll())!
  await resolveCase(deps(), { caseId, by: mette, outcome: 'met' })
  expect(await caseByCode(db.sql, code)).toBeUndefined()
})
