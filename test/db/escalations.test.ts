import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acknowledge } from '../../src/core/case-acts.ts'
import type { CaseChange } from '../../src/core/escalation.ts'
import { acknowledgeCase, climbCase, resolveCase } from '../../src/db/case-actions.ts'
import { addCaseworker, findCaseworker, listCaseworkers, SlackIdTaken } from '../../src/db/caseworkers.ts'
import { addCover } from '../../src/db/covers.ts'
import { findCase, listCases } from '../../src/db/escalation-load.ts'
import { applyCase, CaseConflict, caseParts } from '../../src/db/escalations.ts'
import { addStaffNote, listStaffNotes } from '../../src/db/staff-notes.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { policy } from '../support/cases.ts'
import { freshDb } from '../support/db.ts'

/** Monday 10:00 in Copenhagen. */
const MONDAY = '2026-11-23T09:00:00Z'
const LOW = { level: 'today', class: 'low-score' } as const
const S3 = { level: 'acute', class: 'self-harm', risk: 'S3' } as const
const parts = caseParts(policy)

let db: Awaited<ReturnType<typeof freshDb>>
let mette: string
let bo: string
let lone: string
const clock = new ManualClock(MONDAY)
const deps = () => ({ sql: db.sql, clock, policy })

beforeAll(async () => {
  db = await freshDb()
  const now = clock.now()
  mette = await addCaseworker(db.sql, { name: 'Mette', slack: 'U1', team: 'Team Nord' }, now)
  bo = await addCaseworker(db.sql, { name: 'Bo', slack: 'U2', team: 'Team Nord' }, now.add({ seconds: 1 }))
  lone = await addCaseworker(db.sql, { name: 'Lone', slack: 'U3', team: 'Team Nord', lead: true }, now)
  await addCaseworker(db.sql, { name: 'Ulla', slack: 'U9', team: 'Team Syd' }, now)
})
beforeEach(() => clock.set(MONDAY))

let aliases = 0
const citizen = async (status: 'active' | 'stopped' = 'active'): Promise<string> => {
  const id = newId()
  await db.sql
    .insertInto('citizen')
    .values({
      id,
      alias: `ravn-${100 + aliases++}`,
      status,
      language: 'da',
      zone: 'Europe/Copenhagen',
      caseworker_id: mette,
      created_at: MONDAY,
    })
    .execute()
  await db.sql.insertInto('conversation').values({ citizen_id: id }).execute()
  return id
}
const raised = async (citizenId: string, news: Parameters<typeof parts.raise>[2] = LOW) => {
  const { caseId } = await db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, news, clock.now()))
  return (await findCase(db.sql, caseId))!
}
const noticesOf = async (caseId: string) => {
  const rows = await db.sql
    .selectFrom('staff_notice')
    .selectAll()
    .where('escalation_id', '=', caseId)
    .orderBy('seq')
    .execute()
  return rows.map(({ kind, reason, state, caseworker_id }) => [kind, reason, state, caseworker_id])
}
const chainOf = (caseId: string) =>
  db.sql.selectFrom('follow_up').selectAll().where('kind', '=', 'chain').where('ref', '=', caseId).executeTakeFirst()
const toldTo = async (citizenId: string) => {
  const rows = await db.sql
    .selectFrom('outbox')
    .select(['kind', 'priority', 'say'])
    .where('citizen_id', '=', citizenId)
    .execute()
  return rows
}
const stoppedAt = async (citizenId: string) => {
  const row = await db.sql
    .selectFrom('conversation')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .executeTakeFirstOrThrow()
  return row.routine_stopped_at
}

describe('a raise', () => {
  test('writes the case, its reason, the notices and the deadline together', async () => {
    const it = await raised(await citizen())
    expect(it).toMatchObject({ level: 'today', state: 'open', version: 1, assigneeId: mette, wish: null })
    expect(it.reasons.map(({ class: reason, at }) => [reason, at.toString()])).toEqual([['low-score', MONDAY]])
    expect(it.steps.map(({ role, who }) => [role, who])).toEqual([
      ['caseworker', mette],
      ['cover', bo],
      ['lead', lone],
    ])
    expect(await noticesOf(it.id)).toEqual([
      ['card', 'raised', 'queued', null],
      ['direct', 'raised', 'queued', mette],
    ])
    expect(await chainOf(it.id)).toMatchObject({ state: 'pending', version: 0, due_at: it.nextStepAt })
  })

  test('in a transaction that fails leaves nothing behind', async () => {
    const citizenId = await citizen()
    const failing = db.sql.transaction().execute(async (tx) => {
      await parts.raise(tx, citizenId, LOW, clock.now())
      throw new RangeError('later in the turn')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await listCases(db.sql, { citizenId })).toEqual([])
  })

  test('twice at once gives one case with both reasons', async () => {
    const citizenId = await citizen()
    await Promise.all([
      raised(citizenId),
      raised(citizenId, { level: 'today', class: 'asked-for-human' }),
      raised(citizenId),
    ])
    const [it, ...others] = await listCases(db.sql, { citizenId, state: 'unresolved' })
    expect(others).toEqual([])
    expect(it).toMatchObject({ version: 3, state: 'open' })
    expect(it!.reasons).toHaveLength(3)
  })

  test('begins with the cover when the caseworker is away that local day', async () => {
    await addCover(db.sql, { caseworkerId: mette, byId: bo, from: '2026-12-01', to: '2026-12-02' })
    clock.set('2026-11-30T23:30:00Z') // 1 December in Copenhagen
    expect((await raised(await citizen())).assigneeId).toBe(bo)
    clock.set('2026-12-02T23:30:00Z')
    expect((await raised(await citizen())).assigneeId).toBe(mette)
  })

  test('of danger stops routine messages and what of them waits', async () => {
    const citizenId = await citizen()
    await db.sql
      .insertInto('outbox')
      .values([
        { id: newId(), citizen_id: citizenId, kind: 'reminder', priority: 4, due_at: MONDAY, created_at: MONDAY },
        { id: newId(), citizen_id: citizenId, kind: 'reply', priority: 1, due_at: MONDAY, created_at: MONDAY },
      ])
      .execute()
    const it = await raised(citizenId, S3)
    expect((await stoppedAt(citizenId))?.toString()).toBe(MONDAY)
    const states = await db.sql
      .selectFrom('outbox')
      .select(['kind', 'state'])
      .where('citizen_id', '=', citizenId)
      .orderBy('seq')
      .execute()
    expect(states).toEqual([
      { kind: 'reminder', state: 'cancelled' },
      { kind: 'reply', state: 'queued' },
    ])
    await resolveCase(deps(), { caseId: it.id, by: 'U1', outcome: 'met' })
    expect(await stoppedAt(citizenId)).toBeNull()
  })
})

describe('the chain', () => {
  test('climbs when it is due, once, and arms the next step', async () => {
    const it = await raised(await citizen())
    expect(await climbCase(deps(), it.id)).toBeUndefined()
    clock.set(it.nextStepAt!)
    const [first, second] = await Promise.all([climbCase(deps(), it.id), climbCase(deps(), it.id)])
    expect([first, second].filter(Boolean)).toHaveLength(1)
    const climbed = (await findCase(db.sql, it.id))!
    expect(climbed).toMatchObject({ step: 1, assigneeId: bo, version: 2 })
    expect(await noticesOf(it.id)).toContainEqual(['direct', 'climbed', 'queued', bo])
    expect(await chainOf(it.id)).toMatchObject({ state: 'pending', version: 1, due_at: climbed.nextStepAt })
  })

  test('puts a follow-up right that is due while its case is not', async () => {
    const it = await raised(await citizen())
    const makeDue = () =>
      db.sql.updateTable('follow_up').set({ due_at: MONDAY, state: 'pending' }).where('ref', '=', it.id).execute()
    await makeDue()
    expect(await climbCase(deps(), it.id)).toBeUndefined()
    expect(await chainOf(it.id)).toMatchObject({ state: 'pending', version: 1, due_at: it.nextStepAt })
    await resolveCase(deps(), { caseId: it.id, by: bo, outcome: 'met' })
    await makeDue()
    expect(await climbCase(deps(), it.id)).toBeUndefined()
    expect(await chainOf(it.id)).toMatchObject({ state: 'cancelled' })
  })

  test('stops when somebody has seen it, and nobody is alerted any more', async () => {
    const it = await raised(await citizen(), S3)
    expect((await acknowledgeCase(deps(), { caseId: it.id, by: bo })).done).toBe(true)
    expect(await noticesOf(it.id)).toEqual([
      ['card', 'raised', 'queued', null],
      ['direct', 'raised', 'cancelled', mette],
      ['card', 'acted', 'queued', null],
    ])
    expect(await climbCase(deps(), it.id)).toBeUndefined()
    await resolveCase(deps(), { caseId: it.id, by: bo, outcome: 'met' })
    expect(await chainOf(it.id)).toMatchObject({ state: 'cancelled' })
    clock.advance({ hours: 500 })
    expect(await climbCase(deps(), it.id)).toBeUndefined()
  })
})

describe('a person', () => {
  test('who acknowledges is named to the citizen, and is the only one', async () => {
    const citizenId = await citizen()
    const it = await raised(citizenId, S3)
    const both = await Promise.all([
      acknowledgeCase(deps(), { caseId: it.id, by: 'U1' }),
      acknowledgeCase(deps(), { caseId: it.id, by: 'U2' }),
    ])
    const winner = both[0].done ? 'Mette' : 'Bo'
    expect(both.filter(({ done }) => done)).toHaveLength(1)
    expect(both.find(({ done }) => !done)).toMatchObject({ why: 'too-late', first: { name: winner } })
    expect(await toldTo(citizenId)).toEqual([
      { kind: 'safety', priority: 0, say: [{ key: 'safety.acknowledged.acute', params: { caseworker: winner } }] },
    ])
  })

  test('who looked at a card from before the last raise has not seen it; one from before a climb is as good', async () => {
    const id = await citizen()
    const before = await raised(id)
    const after = await raised(id, S3)
    const stale = await acknowledgeCase(deps(), { caseId: before.id, by: mette, seenVersion: before.version })
    expect(stale).toMatchObject({ done: false, why: 'reopened', case: { state: 'open', level: 'acute' } })
    expect(await toldTo(id)).toEqual([])
    clock.advance({ minutes: 6 })
    await climbCase(deps(), before.id)
    const seen = await acknowledgeCase(deps(), { caseId: before.id, by: mette, seenVersion: after.version })
    expect(seen).toMatchObject({ done: true })
  })

  test('of another team may not, unless the chain named them', async () => {
    const it = await raised(await citizen())
    expect(await acknowledgeCase(deps(), { caseId: it.id, by: 'U9' })).toEqual({ done: false, why: 'forbidden' })
    expect(await acknowledgeCase(deps(), { caseId: it.id, by: 'U404' })).toEqual({ done: false, why: 'forbidden' })
    expect(await acknowledgeCase(deps(), { caseId: newId(), by: 'U1' })).toEqual({ done: false, why: 'gone' })
    expect((await findCase(db.sql, it.id))?.state).toBe('open')

    const ulla = (await findCaseworker(db.sql, 'U9'))!.id
    await addCover(db.sql, { caseworkerId: mette, byId: ulla, from: '2026-12-07', to: '2026-12-07' })
    clock.set('2026-12-07T09:00:00Z')
    const covered = await raised(await citizen())
    expect((await acknowledgeCase(deps(), { caseId: covered.id, by: 'U9' })).done).toBe(true)
  })

  test('does not close by an old button what was opened anew since', async () => {
    const citizenId = await citizen()
    const it = await raised(citizenId)
    const seen = await acknowledgeCase(deps(), { caseId: it.id, by: 'U1' })
    await raised(citizenId, S3)
    const old = { caseId: it.id, by: 'U1', outcome: 'met', seenVersion: seen.done ? seen.case.version : 0 } as const
    expect(await resolveCase(deps(), old)).toMatchObject({ done: false, why: 'reopened' })
    expect((await findCase(db.sql, it.id))?.state).toBe('open')
  })

  test('closes it with an outcome, and the next raise is a new case', async () => {
    const citizenId = await citizen()
    const it = await raised(citizenId)
    await acknowledgeCase(deps(), { caseId: it.id, by: 'U1' })
    await resolveCase(deps(), { caseId: it.id, by: 'U2', outcome: 'reached-by-phone' })
    expect(await findCase(db.sql, it.id)).toMatchObject({ state: 'resolved', outcome: 'reached-by-phone' })
    expect((await raised(citizenId)).id).not.toBe(it.id)
    const actions = await db.sql
      .selectFrom('audit')
      .select(['actor', 'action'])
      .where('citizen_id', '=', citizenId)
      .execute()
    expect(actions).toEqual([
      { actor: mette, action: 'case.acknowledge' },
      { actor: bo, action: 'case.resolve' },
    ])
  })

  test('is named to a citizen who said STOP only for what they wrote after it', async () => {
    const before = await citizen('stopped')
    const early = await raised(before)
    clock.advance({ minutes: 5 })
    await addStaffNote(db.sql, { citizenId: before, what: 'stopped', at: clock.now() })
    await acknowledgeCase(deps(), { caseId: early.id, by: 'U1' })
    expect(await toldTo(before)).toEqual([])
    expect(await listStaffNotes(db.sql, { citizenId: before })).toMatchObject([{ what: 'stopped', readAt: null }])

    const after = await citizen('stopped')
    await addStaffNote(db.sql, { citizenId: after, what: 'stopped', at: clock.now() })
    clock.advance({ minutes: 5 })
    await acknowledgeCase(deps(), { caseId: (await raised(after, S3)).id, by: 'U1' })
    expect(await toldTo(after)).toHaveLength(1)
  })
})

test('a change decided on an older version is not written', async () => {
  const it = await raised(await citizen())
  const change = acknowledge(it, { id: bo, name: 'Bo' }, clock.now(), policy) as CaseChange
  await acknowledgeCase(deps(), { caseId: it.id, by: 'U1' })
  await expect(db.sql.transaction().execute((tx) => applyCase(tx, change, clock.now()))).rejects.toThrow(CaseConflict)
  expect((await findCase(db.sql, it.id))?.acknowledgedBy).toBe(mette)
})

test('a wish is shown on the card, and one for a closed case does nothing', async () => {
  const citizenId = await citizen()
  const it = await raised(citizenId)
  await db.sql.transaction().execute((tx) => parts.wish(tx, citizenId, 'ring', clock.now()))
  expect(await findCase(db.sql, it.alias)).toMatchObject({ id: it.id, wish: 'ring', version: 2 })
  await resolveCase(deps(), { caseId: it.id, by: 'U1', outcome: 'met' })
  expect(await db.sql.transaction().execute((tx) => parts.wish(tx, citizenId, 'sms', clock.now()))).toEqual({
    notices: false,
  })
})

test('the list puts the most urgent first and the closed last', async () => {
  await db.sql.deleteFrom('escalation').execute()
  const soon = await raised(await citizen(), { level: 'soon', class: 'drop' })
  const closed = await raised(await citizen(), S3)
  await resolveCase(deps(), { caseId: closed.id, by: 'U1', outcome: 'met' })
  const acute = await raised(await citizen(), S3)
  const today = await raised(await citizen())
  expect((await listCases(db.sql)).map(({ id }) => id)).toEqual([acute.id, today.id, soon.id, closed.id])
  expect((await listCases(db.sql, { state: 'unresolved' })).map(({ id }) => id)).toEqual([acute.id, today.id, soon.id])
})

test('a colleague is found by id and by Slack id, which belongs to one', async () => {
  expect(await findCaseworker(db.sql, mette)).toEqual(await findCaseworker(db.sql, 'U1'))
  await expect(addCaseworker(db.sql, { name: 'Ea', slack: 'U1', team: 'Team Nord' }, clock.now())).rejects.toThrow(
    SlackIdTaken,
  )
  const list = await listCaseworkers(db.sql, '2026-12-01')
  expect(list.map(({ name, team, role }) => [name, team, role])).toEqual([
    ['Mette', 'Team Nord', 'caseworker'],
    ['Lone', 'Team Nord', 'lead'],
    ['Bo', 'Team Nord', 'caseworker'],
    ['Ulla', 'Team Syd', 'caseworker'],
  ])
  expect(list[0]?.cover).toEqual({ id: bo, name: 'Bo', from: '2026-12-01', to: '2026-12-02' })
})

test('a press and the citizen’s next words at the same moment wait for each other, and neither is lost', async () => {
  const id = await citizen()
  const it = await raised(id)
  let pressing: ReturnType<typeof acknowledgeCase> | undefined
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  await db.sql.transaction().execute(async (turn) => {
    await turn.updateTable('conversation').set({ version: 1 }).where('citizen_id', '=', id).execute()
    pressing = acknowledgeCase(deps(), { caseId: it.id, by: mette })
    await expect.poll(async () => (await db.pool.query(waiting)).rowCount).toBeGreaterThan(0)
    await parts.raise(turn, id, S3, clock.now())
  })
  expect(await pressing).toMatchObject({ done: true, case: { level: 'acute', state: 'acknowledged' } })
  expect((await findCase(db.sql, it.id))!.reasons.map((reason) => reason.class)).toEqual(['low-score', 'self-harm'])
})
