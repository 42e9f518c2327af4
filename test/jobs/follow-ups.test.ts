import { beforeEach, expect, test } from 'vitest'
import type { Effect } from '../../src/core/effect.ts'
import { applyEffects, armFollowUp } from '../../src/db/effects.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { followUp, punctual } from '../../src/jobs/follow-up.ts'
import { newId } from '../../src/lib/ids.ts'
import { deadlockOnce, freshDb } from '../support/db.ts'
import { fireAll, outboxOf, Provider, rules, runNow, settle, sweepFollowUps, wire } from './house.ts'

const db = await freshDb()
const SUNDAY_17 = '2026-11-29T16:00:00Z'
const policy = {
  hours: { from: '08:00', to: '15:00', days: [1, 2, 3, 4, 5], closingDays: [], zone: 'Europe/Copenhagen' },
  rules,
}

beforeEach(async () => {
  for (const table of ['outbox', 'follow_up', 'check_in', 'reminder_job'] as const)
    await db.sql.deleteFrom(table).execute()
})

const followUpsOf = (ref: string) =>
  db.sql.selectFrom('follow_up').selectAll().where('ref', '=', ref).orderBy('due_at').execute()

/** A citizen who was sent a check-in on Sunday at 17 and has it open. */
const asked = async (now = SUNDAY_17) => {
  const [id] = await settle(db, ['Anna'], { now: '2026-11-26T12:00:00Z' })
  const provider = new Provider('phone')
  const town = wire(db, [provider], { now })
  await fireAll(town.tickDeps)
  await town.dispatcher.run()
  const checkIn = await db.sql
    .selectFrom('check_in')
    .selectAll()
    .where('citizen_id', '=', id!)
    .executeTakeFirstOrThrow()
  return { id: id!, town, provider, checkIn }
}
const conversation = (id: string) =>
  db.sql.selectFrom('conversation').selectAll().where('citizen_id', '=', id).executeTakeFirstOrThrow()

test('a check-in makes its row, its nudge and its expiry together, and opens its question when it leaves', async () => {
  const { id, checkIn, provider } = await asked()
  expect(checkIn).toMatchObject({ instrument: 'who5', state: 'sent' })
  expect((await followUpsOf(checkIn.id)).map(({ kind, due_at }) => [kind, due_at.toString()])).toEqual([
    ['nudge', '2026-11-30T16:00:00Z'],
    ['expiry', '2026-12-02T16:00:00Z'],
  ])
  expect((await conversation(id)).opened).toMatchObject({ checkInId: checkIn.id, instrument: 'who5' })
  expect(provider.got[0]!.message.choices).toHaveLength(6)
  expect(provider.texts[0]).toContain('1 af 5')
})

test('an unanswered check-in is nudged after a day, once, and is over after three', async () => {
  const { id, town, provider, checkIn } = await asked()
  town.clock.set('2026-11-30T16:00:00Z')
  await Promise.all([sweepFollowUps(town.followUpDeps), sweepFollowUps(town.followUpDeps)])
  await town.dispatcher.run()
  expect(provider.texts).toHaveLength(2)
  expect(provider.texts[1]).toContain('Mine spørgsmål fra i går venter stadig')
  expect((await conversation(id)).open).toMatchObject({ dialog: 'check-in' })

  town.clock.set('2026-12-02T16:00:00Z')
  await sweepFollowUps(town.followUpDeps)
  expect(
    (await db.sql.selectFrom('check_in').select('state').where('id', '=', checkIn.id).executeTakeFirst())?.state,
  ).toBe('expired')
  expect(await conversation(id)).toMatchObject({ open: null, opened: null })
  expect((await followUpsOf(checkIn.id)).map(({ state }) => state)).toEqual(['done', 'done'])
})

test('a sweep that Postgres ends because a turn holds what it needs is run again', async () => {
  const { town, checkIn } = await asked()
  town.clock.set('2026-12-02T16:00:00Z')
  const tries = await deadlockOnce(db, 'check_in', 'update')
  expect(await sweepFollowUps(town.followUpDeps)).toContainEqual(
    expect.objectContaining({ kind: 'expiry', did: 'expire' }),
  )
  expect(await tries()).toBe(2)
  expect(await followUpsOf(checkIn.id)).toMatchObject([{}, { kind: 'expiry', state: 'done' }])
})

test('what is due, or run by hand, is done once also when Postgres ends the first try for a turn', async () => {
  const [id] = await settle(db, ['Ane'], { now: '2026-11-26T12:00:00Z' })
  const town = wire(db, [], { now: SUNDAY_17 })
  const due = await deadlockOnce(db, 'reminder_job', 'update')
  await fireAll(town.tickDeps)
  expect(await due()).toBeGreaterThan(1)
  const byHand = await deadlockOnce(db, 'check_in', 'update')
  await runNow({ name: 'check-in', citizenIds: [id!], instrument: 'weekly' }, town.tickDeps)
  expect(await byHand()).toBe(2)
  expect((await outboxOf(db, id!)).filter(({ kind }) => kind === 'check-in')).toHaveLength(2)
})

test('a job with an old version, or one that comes too early, does nothing', async () => {
  const { town, checkIn } = await asked()
  const [nudge] = await followUpsOf(checkIn.id)
  const run = (version: number) => followUp.run({ followUpId: nudge!.id, version }, town.followUpDeps)
  expect(await run(nudge!.version)).toBe('stale')
  town.clock.set('2026-11-30T16:00:00Z')
  expect(await run(nudge!.version + 1)).toBe('stale')
  expect(await run(nudge!.version)).toBe('say')
  expect(await run(nudge!.version)).toBe('stale')
})

test('the punctual job carries the row’s id and version and is never early', () => {
  const at = Temporal.Instant.from(SUNDAY_17)
  const job = punctual({ id: 'f-1', version: 4, dueAt: at.add({ seconds: 90 }) }, at)
  expect(job).toEqual({
    name: 'follow-up',
    data: { followUpId: 'f-1', version: 4 },
    row: { id: 'f-1', version: 4 },
    delayMs: 90_000,
  })
})

/** A citizen who is in the middle of their check-in when it is nudged: the nudge is held for them. */
const nudged = async () => {
  const { id, town, provider, checkIn } = await asked()
  const key = await db.vault.keyFor(id)
  const parts = {
    ...caseParts(policy),
    answered: async () => ({ notices: false }),
    arm: async () => {},
  }
  const answer = async (at: string, state: 'started' | 'completed') => {
    const now = Temporal.Instant.from(at)
    await db.sql.transaction().execute(async (tx) => {
      await tx
        .updateTable('conversation')
        .set((eb) => ({
          ...{ version: eb('version', '+', 1), last_inbound_at: now, asked_at: now },
          ...(state === 'completed' && { open: null, opened: null, asked_at: null }),
        }))
        .where('citizen_id', '=', id)
        .execute()
      const effect: Effect = { do: 'record-check-in', checkInId: checkIn.id, state, answers: [1] }
      await applyEffects(tx, [effect], { ...{ citizenId: id, channelId: '', inboxId: '' }, key, now }, parts)
    })
  }
  await answer('2026-11-30T15:58:00Z', 'started')
  town.clock.set('2026-11-30T16:00:00Z')
  await sweepFollowUps(town.followUpDeps)
  await town.dispatcher.run()
  expect((await outboxOf(db, id)).at(-1)).toMatchObject({ kind: 'nudge', state: 'held', reason: 'conversation' })
  return { id, town, provider, answer }
}

test('a nudge that waits for the conversation does not leave when the check-in is answered in it', async () => {
  const { id, town, provider, answer } = await nudged()
  await answer('2026-11-30T16:02:00Z', 'completed')
  expect((await outboxOf(db, id)).at(-1)).toMatchObject({ kind: 'nudge', state: 'cancelled', reason: 'answered' })
  town.clock.set('2026-11-30T16:40:00Z')
  await town.dispatcher.run()
  expect(provider.texts).toHaveLength(1)
})

test('a nudge that waits goes with the check-in when that is over', async () => {
  const { id, town } = await nudged()
  town.clock.set('2026-12-02T16:00:00Z')
  await sweepFollowUps(town.followUpDeps)
  expect((await outboxOf(db, id)).at(-1)).toMatchObject({ kind: 'nudge', state: 'cancelled', reason: 'expired' })
})

test('a check-in asked by hand closes the one that was open, with its follow-ups', async () => {
  const { id, town, checkIn } = await asked()
  town.clock.advance({ hours: 5 })
  const fired = await runNow({ name: 'check-in', citizenIds: [id], instrument: 'weekly' }, town.tickDeps)
  expect(fired).toMatchObject({ messages: 1, jobs: [{ citizenId: id, name: 'check-in' }] })
  await town.dispatcher.run()
  const rows = await db.sql
    .selectFrom('check_in')
    .select(['instrument', 'state'])
    .where('citizen_id', '=', id)
    .orderBy('sent_at')
    .execute()
  expect(rows).toEqual([
    { instrument: 'who5', state: 'expired' },
    { instrument: 'weekly', state: 'sent' },
  ])
  expect((await followUpsOf(checkIn.id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  // 22:00 local: quiet hours do not bind what a person asked for.
  expect((await outboxOf(db, id)).at(-1)).toMatchObject({ state: 'sent', unasked: false })
})

test('a check-in that has not left yet does not come after one asked by hand', async () => {
  const [id] = await settle(db, ['Ea'], { now: SUNDAY_17, arm: true })
  const town = wire(db, [new Provider('phone')], { now: SUNDAY_17 })
  for (const instrument of ['who5', 'weekly'])
    await runNow({ name: 'check-in', citizenIds: [id!], instrument }, town.tickDeps)
  await town.dispatcher.run()
  expect((await outboxOf(db, id!)).map(({ state, reason }) => [state, reason])).toEqual([
    ['cancelled', 'expired'],
    ['sent', null],
  ])
})

test('a pause ends by itself and the jobs are armed again', async () => {
  const [id] = await settle(db, ['Bo'], { arm: false })
  await db.sql
    .updateTable('citizen')
    .set({ status: 'paused', resume_at: '2026-11-30T08:00:00Z' })
    .where('id', '=', id!)
    .execute()
  await db.sql
    .insertInto('follow_up')
    .values({ id: id!, citizen_id: id!, kind: 'resume', ref: id!, due_at: '2026-11-30T08:00:00Z' })
    .execute()
  const town = wire(db, [], { now: '2026-11-30T08:00:00Z' })
  await sweepFollowUps(town.followUpDeps)
  const citizen = await db.sql.selectFrom('citizen').selectAll().where('id', '=', id!).executeTakeFirstOrThrow()
  expect(citizen).toMatchObject({ status: 'active', resume_at: null })
  const jobs = await db.sql
    .selectFrom('reminder_job')
    .select('name')
    .where('citizen_id', '=', id!)
    .orderBy('name')
    .execute()
  expect(jobs.map(({ name }) => name)).toEqual(['check-in', 'exercise', 'plan'])
})

test('after fourteen silent days although delivered it pauses itself kindly and raises a case', async () => {
  const { id, town, provider } = await asked()
  const [quiet] = await db.sql
    .selectFrom('follow_up')
    .selectAll()
    .where('kind', '=', 'quiet')
    .where('citizen_id', '=', id)
    .execute()
  expect(quiet!.due_at.toString()).toBe('2026-12-10T12:00:00Z')
  town.clock.set(quiet!.due_at)
  await sweepFollowUps(town.followUpDeps)
  await town.dispatcher.run()
  expect(provider.texts.at(-1)).toContain('Nu holder jeg pause, indtil du skriver HEJ')
  expect(town.raised).toEqual([id])
  const { status } = await db.sql.selectFrom('citizen').select('status').where('id', '=', id).executeTakeFirstOrThrow()
  expect(status).toBe('paused')
})

test('somebody who wrote last week is looked at again fourteen days after that', async () => {
  const { id, town } = await asked()
  await db.sql
    .updateTable('conversation')
    .set({ last_inbound_at: '2026-12-03T12:00:00Z' })
    .where('citizen_id', '=', id)
    .execute()
  town.clock.set('2026-12-10T12:00:00Z')
  await sweepFollowUps(town.followUpDeps)
  expect(town.raised).toEqual([])
  const [quiet] = await db.sql
    .selectFrom('follow_up')
    .selectAll()
    .where('kind', '=', 'quiet')
    .where('citizen_id', '=', id)
    .execute()
  expect(quiet).toMatchObject({ state: 'pending', version: 1 })
  expect(quiet!.due_at.toString()).toBe('2026-12-17T12:00:00Z')
  expect(town.enqueued).toMatchObject([{ row: { id: quiet!.id, version: 1 } }])
})

test('the step of a case is handed to the cases, and stays until they have done it', async () => {
  const [id] = await settle(db, ['Carl'], { arm: false })
  const ref = '00000000-0000-7000-8000-00000000000a'
  await db.sql
    .insertInto('follow_up')
    .values({ id: ref, citizen_id: id!, kind: 'chain', ref, due_at: SUNDAY_17 })
    .execute()
  const town = wire(db, [], { now: SUNDAY_17 })
  await sweepFollowUps(town.followUpDeps)
  expect(town.climbed).toEqual([ref])
  expect((await followUpsOf(ref))[0]).toMatchObject({ state: 'pending', version: 0 })
})

test('the step after a step of a case is queued as punctually as the first', async () => {
  const [id] = await settle(db, ['Dan'], { arm: false })
  const ref = '00000000-0000-7000-8000-00000000000b'
  await db.sql
    .insertInto('follow_up')
    .values({ id: ref, citizen_id: id!, kind: 'chain', ref, due_at: SUNDAY_17 })
    .execute()
  const town = wire(db, [], { now: SUNDAY_17 })
  const dueAt = town.clock.now().add({ minutes: 5 })
  const climb = async () => ({ followUps: [{ id: ref, version: 1, dueAt }] })
  await followUp.run({ followUpId: ref, version: 0 }, { ...town.followUpDeps, climb })
  expect(town.enqueued).toEqual([
    { name: 'follow-up', data: { followUpId: ref, version: 1 }, row: { id: ref, version: 1 }, delayMs: 300_000 },
  ])
})

test('the step of a case is punctual also when its citizen writes once more meanwhile', async () => {
  const [id] = await settle(db, ['Eskil'], { arm: false })
  const town = wire(db, [], { now: SUNDAY_17 })
  const parts = caseParts(policy)
  const now = town.clock.now()
  const { caseId, followUps } = await db.sql
    .transaction()
    .execute((tx) => parts.raise(tx, id!, { level: 'today', class: 'low-score' }, now))
  await db.sql.transaction().execute((tx) => parts.wish(tx, id!, 'ring', now.add({ minutes: 1 })))
  town.clock.set(followUps[0]!.dueAt)
  await followUp.run({ followUpId: followUps[0]!.id, version: followUps[0]!.version }, town.followUpDeps)
  expect(town.climbed).toEqual([caseId])
})

test('a follow-up that is armed for another time, or again after it was done, has a new version', async () => {
  const [id] = await settle(db, ['Folke'], { arm: false })
  const town = wire(db, [], { now: SUNDAY_17 })
  const dueAt = town.clock.now()
  const ref = newId()
  const arm = (at: Temporal.Instant) => armFollowUp(db.sql, { citizenId: id!, kind: 'nudge', ref, dueAt: at })
  const versions = [await arm(dueAt.add({ minutes: 5 })), await arm(dueAt), await arm(dueAt)]
  await sweepFollowUps(town.followUpDeps)
  versions.push(await arm(dueAt))
  expect(versions.map(({ version }) => version)).toEqual([0, 1, 1, 3])
})
