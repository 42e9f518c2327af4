import { beforeAll, expect, test } from 'vitest'
import { acknowledgeCase, climbCase } from '../../src/db/case-actions.ts'
import { auditCases } from '../../src/db/case-audit.ts'
import { listCaseEvents } from '../../src/db/case-events.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { findCase } from '../../src/db/escalation-load.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { bareCitizen, policy } from '../support/cases.ts'
import { deadlockOnce, freshDb } from '../support/db.ts'

const clock = new ManualClock('2026-11-23T09:00:00Z')
let db: Awaited<ReturnType<typeof freshDb>>
let mette: string
const deps = () => ({ sql: db.sql, clock, policy })

beforeAll(async () => {
  db = await freshDb()
  mette = await addCaseworker(db.sql, { name: 'Mette', slack: 'U1', team: 'Nord' }, clock.now())
})

const raised = async () => {
  const id = await bareCitizen(db, mette, clock.now())
  const { caseId } = await db.sql
    .transaction()
    .execute((tx) => caseParts(policy).raise(tx, id, { level: 'today', class: 'low-score' }, clock.now()))
  return (await findCase(db.sql, caseId))!
}
const followUp = (ref: string) =>
  db.sql.selectFrom('follow_up').selectAll().where('ref', '=', ref).executeTakeFirstOrThrow()
const found = async () => (await auditCases(deps())).map(({ caseId, what }) => [caseId, what])

test('a case whose next step nothing waits for is armed anew, once', async () => {
  const it = await raised()
  expect(await found()).toEqual([])
  await db.sql.deleteFrom('follow_up').where('ref', '=', it.id).execute()
  clock.advance({ seconds: 1 })
  expect(await found()).toEqual([[it.id, 'nothing waits for it']])
  expect(await followUp(it.id)).toMatchObject({ state: 'pending', due_at: it.nextStepAt })
  expect(await found()).toEqual([])
  expect((await listCaseEvents(db.sql, [it.id])).get(it.id)?.map(({ what }) => what)).toEqual(['told', 'repaired'])
})

test('an open case without a next step climbs at once', async () => {
  const it = await raised()
  await db.sql.updateTable('escalation').set({ next_step_at: null }).where('id', '=', it.id).execute()
  await db.sql.updateTable('follow_up').set({ state: 'done' }).where('ref', '=', it.id).execute()
  expect(await found()).toEqual([[it.id, 'no next step']])
  await climbCase(deps(), it.id)
  expect(await findCase(db.sql, it.id)).toMatchObject({ state: 'open', step: 1 })
  expect(await found()).toEqual([])
})

test('one that somebody has gets its reminder back', async () => {
  const it = await raised()
  await acknowledgeCase(deps(), { caseId: it.id, by: mette })
  await db.sql.updateTable('escalation').set({ next_step_at: null }).where('id', '=', it.id).execute()
  expect(await found()).toEqual([[it.id, 'no next step']])
  expect((await findCase(db.sql, it.id))?.nextStepAt?.toString()).toBe('2026-11-23T13:00:01Z')
  expect((await followUp(it.id)).due_at.toString()).toBe('2026-11-23T13:00:01Z')
})

test('a case that cannot be looked at keeps no other from being put right, and is told of at the end', async () => {
  const [before, good, after] = [await raised(), await raised(), await raised()]
  await db.sql.deleteFrom('follow_up').where('ref', 'in', [before.id, good.id, after.id]).execute()
  await db.sql.deleteFrom('conversation').where('citizen_id', 'in', [before.citizenId, after.citizenId]).execute()
  await expect(auditCases(deps())).rejects.toThrow('no result')
  expect(await followUp(good.id)).toMatchObject({ state: 'pending', due_at: good.nextStepAt })
  await db.sql.deleteFrom('citizen').where('id', 'in', [before.citizenId, after.citizenId]).execute()
})

test('one that Postgres ends for a colleague’s press is put right at the second try', async () => {
  const it = await raised()
  await db.sql.deleteFrom('follow_up').where('ref', '=', it.id).execute()
  const tries = await deadlockOnce(db, 'follow_up', 'insert')
  expect(await found()).toEqual([[it.id, 'nothing waits for it']])
  expect(await tries()).toBe(2)
})

test('a step that is late is pulled again, a closed case is left alone', async () => {
  const it = await raised()
  clock.set(it.nextStepAt!.add({ minutes: 2 }))
  expect((await found()).filter(([id]) => id === it.id)).toEqual([[it.id, 'late']])
  await db.sql.updateTable('escalation').set({ state: 'resolved' }).execute()
  expect(await found()).toEqual([])
})
