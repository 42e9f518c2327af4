import { beforeAll, beforeEach, expect, test } from 'vitest'
import { acknowledgeCase } from '../../src/db/case-actions.ts'
import { listCaseEvents } from '../../src/db/case-events.ts'
import { moveCaseload } from '../../src/db/caseload.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { deactivate } from '../../src/db/colleagues.ts'
import { listCases } from '../../src/db/escalation-load.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { takeWordsNews } from '../../src/db/person-news.ts'
import { answered } from '../../src/db/person-talk.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { policy } from '../support/cases.ts'
import { freshDb } from '../support/db.ts'

const { zone } = policy.hours
const clock = new ManualClock('2026-11-23T09:00:00Z')
const now = clock.now()
const parts = caseParts(policy)
let db: Awaited<ReturnType<typeof freshDb>>
let lone: string
let citizenId: string

beforeAll(async () => {
  db = await freshDb()
})
beforeEach(async () => {
  for (const table of ['citizen', 'cover', 'caseworker', 'team'] as const) await db.sql.deleteFrom(table).execute()
  lone = await addCaseworker(db.sql, { name: 'Lone', slack: 'U1', team: 'Nord' }, now)
  await addCaseworker(db.sql, { name: 'Samir', slack: 'U2', team: 'Nord' }, now)
  citizenId = newId()
  const rest = { status: 'active', language: 'da', zone, caseworker_id: lone, created_at: now } as const
  await db.sql
    .insertInto('citizen')
    .values({ id: citizenId, alias: 'ravn-100', ...rest })
    .execute()
  await db.sql
    .insertInto('conversation')
    .values({ citizen_id: citizenId, person_id: lone, person_until: now.add({ hours: 2 }) })
    .execute()
})

const raise = () =>
  db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, { level: 'today', class: 'low-score' }, now))
const leaves = () => deactivate(db.sql, { id: lone, by: 'cli', why: 'left' }, now, policy)
const citizenAnswers = () => db.sql.transaction().execute((tx) => answered(tx, citizenId, now, zone))
const directs = async () =>
  (
    await db.sql
      .selectFrom('staff_notice')
      .select(['caseworker_id as who', 'reason', 'state'])
      .where('kind', '=', 'direct')
      .orderBy('seq')
      .execute()
  ).map(({ who, reason, state }) => `${who === lone ? 'lone' : 'samir'} ${reason} ${state}`)

test('who has left is told of no new case; who stands in is', async () => {
  await leaves()
  await raise()
  expect(await directs()).toEqual(['samir raised queued'])
})

test('what the citizen answers to somebody who has left reaches who stands in', async () => {
  await leaves()
  await raise()
  await citizenAnswers()
  expect(await directs()).toEqual(['samir raised queued', 'samir answered queued'])
})

test('that an answer waits is told also when the card is drawn anew before it could leave', async () => {
  const { caseId } = await raise()
  await acknowledgeCase({ sql: db.sql, clock, policy }, { caseId, by: lone })
  await citizenAnswers()
  const outboxId = newId()
  const when = { due_at: now, created_at: now }
  await db.sql
    .insertInto('outbox')
    .values({ id: outboxId, citizen_id: citizenId, kind: 'person', priority: 1, state: 'delivered', ...when })
    .execute()
  await takeWordsNews({ sql: db.sql, clock, policy })
  expect(await directs()).toEqual(['lone raised cancelled', 'lone answered queued'])
})

test('an open case goes with the citizen who is taken over, and who takes over is told; a case somebody has taken stays', async () => {
  const bo = await addCaseworker(db.sql, { name: 'Bo', slack: 'U3', team: 'Nord' }, now)
  await raise()
  await leaves()
  const takeOver = (fromId: string, toId: string) =>
    moveCaseload(db.sql, { fromId, toId, by: 'lead' }, now.add({ hours: 1 }), policy)
  const [samirs] = await listCases(db.sql, { citizenId })
  expect(await takeOver(lone, bo)).toMatchObject({ citizens: 1, followUps: [{ dueAt: expect.anything() }] })
  const [it] = await listCases(db.sql, { citizenId })
  expect(it).toMatchObject({ state: 'open', assigneeId: bo, version: samirs!.version + 1 })
  expect(it!.steps.find(({ step }) => step === it!.step)).toMatchObject({ who: bo, role: 'caseworker' })
  const events = (await listCaseEvents(db.sql, [it!.id])).get(it!.id)!
  expect(events.filter(({ what }) => what === 'handed-over').at(-1)).toMatchObject({ who: bo })
  const told = await db.sql
    .selectFrom('staff_notice')
    .select(['kind', 'caseworker_id as who'])
    .where('case_version', '=', it!.version)
    .orderBy('seq')
    .execute()
  expect(told).toEqual([
    { kind: 'card', who: null },
    { kind: 'direct', who: bo },
  ])
  const said = await db.sql.selectFrom('outbox').select(['kind', 'late', 'say']).where('kind', '=', 'notice').execute()
  expect(said).toEqual([
    { kind: 'notice', late: 'hold', say: [{ key: 'notice.caseworker-changed', params: { caseworker: 'Bo' } }] },
  ])

  await acknowledgeCase({ sql: db.sql, clock, policy }, { caseId: it!.id, by: samirs!.assigneeId })
  await takeOver(bo, lone)
  expect(await listCases(db.sql, { citizenId })).toMatchObject([
    { state: 'acknowledged', acknowledgedBy: samirs!.assigneeId },
  ])
})
