import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { StaffNotice } from '../../src/core/staff-notice.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { claimNotices } from '../../src/db/staff-notices.ts'
import { noticeDropped, noticeLater, noticeRung, noticeSent, renewLease } from '../../src/db/staff-notices-told.ts'
import { bareCitizen, policy } from '../support/cases.ts'
import { deadlockOnce, freshDb } from '../support/db.ts'

const NOW = Temporal.Instant.from('2026-11-23T09:00:00Z')
const SLOW = NOW.add({ seconds: 31 })
const parts = caseParts(policy)
let db: Awaited<ReturnType<typeof freshDb>>
let mette: string

beforeAll(async () => {
  db = await freshDb()
  mette = await addCaseworker(db.sql, { name: 'Mette', slack: 'U1', team: 'Nord' }, NOW)
})
beforeEach(async () => {
  await db.sql.deleteFrom('citizen').execute()
})

const citizen = () => bareCitizen(db, mette, NOW)
const raise = (citizenId: string) =>
  db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, { level: 'today', class: 'low-score' }, NOW))
const claim = async (now = NOW) =>
  (await claimNotices(db.sql, { worker: 'w', now, lease: now.add({ seconds: 30 }), limit: 20 })).notices
const states = async () =>
  (await db.sql.selectFrom('staff_notice').select(['kind', 'state']).orderBy('seq').execute()).map(
    (it) => `${it.kind} ${it.state}`,
  )
const cardOf = (caseId: string) =>
  db.sql.selectFrom('escalation').select(['card_channel', 'card_ts']).where('id', '=', caseId).executeTakeFirst()
const AT = { card: { channel: 'C1', ts: '1.2' } }

test('while a card that was posted waits to be noted, nobody posts a second one', async () => {
  const id = await citizen()
  const { caseId } = await raise(id)
  const [card] = await claim()
  await db.sql.transaction().execute((tx) => parts.wish(tx, id, 'ring', NOW))
  const free = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const other = db.sql.transaction().execute(async (tx) => {
    await tx.selectFrom('escalation').select('id').where('id', '=', caseId).forUpdate().execute()
    held.resolve()
    await free.promise
  })
  await held.promise
  const noting = noticeSent(db.sql, card!, NOW, AT)
  await sleep(100)
  const meanwhile = await claim()
  free.resolve()
  await Promise.all([other, noting])
  expect(meanwhile).toEqual([])
  expect(await claim()).toMatchObject([{ kind: 'card', reason: 'changed', card: AT.card }])
})

test('what is noted of a card is noted as a whole, also when Postgres ends the first try', async () => {
  const { caseId } = await raise(await citizen())
  const [card] = await claim()
  const tries = await deadlockOnce(db, 'staff_notice', 'update')
  await noticeSent(db.sql, card!, NOW, AT)
  expect(await tries()).toBeGreaterThan(1)
  expect(await cardOf(caseId)).toEqual({ card_channel: 'C1', card_ts: '1.2' })
  expect(await states()).toEqual(['card sent', 'direct sending'])
})

test('whose lease ended and was taken over notes nothing any more', async () => {
  await raise(await citizen())
  const mine = (await claim()).find(({ kind }) => kind === 'direct')!
  const theirs = (await claim(SLOW)).find(({ kind }) => kind === 'direct')!
  expect(theirs.id).toBe(mine.id)
  await noticeLater(db.sql, mine, SLOW, 'direct: timeout')
  await noticeDropped(db.sql, mine, 'seen meanwhile')
  await noticeRung(db.sql, mine, SLOW, SLOW, 'sent by phone')
  await noticeSent(db.sql, mine, SLOW)
  expect(await states()).toEqual(['card sending', 'direct sending'])

  await noticeSent(db.sql, theirs, SLOW)
  await noticeLater(db.sql, theirs, SLOW, 'direct: timeout')
  await noticeLater(db.sql, mine, SLOW, 'direct: timeout')
  expect(await states()).toEqual(['card sending', 'direct sent'])
})

test('where the first of two posted the card is known, and what the second has noted stays', async () => {
  const { caseId } = await raise(await citizen())
  const isCard = ({ kind }: StaffNotice) => kind === 'card'
  const mine = (await claim()).find(isCard)!
  const theirs = (await claim(SLOW)).find(isCard)!
  await noticeSent(db.sql, mine, SLOW, AT)
  expect(await cardOf(caseId)).toEqual({ card_channel: 'C1', card_ts: '1.2' })
  expect(await states()).toContain('card sending')
  await noticeSent(db.sql, theirs, SLOW, { card: { channel: 'C1', ts: '3.4' } })
  await noticeSent(db.sql, mine, SLOW, AT)
  expect(await cardOf(caseId)).toEqual({ card_channel: 'C1', card_ts: '3.4' })
})

test('a lease is renewed by who has it, and by nobody else', async () => {
  await raise(await citizen())
  const [mine] = await claim()
  const longer = SLOW.add({ seconds: 30 })
  expect(await renewLease(db.sql, mine!, longer)).toBe(true)
  const taken = await claim(SLOW)
  expect(taken.map(({ kind }) => kind)).toEqual(['direct'])
  const [theirs] = await claim(longer)
  expect(theirs?.id).toBe(mine?.id)
  expect(await renewLease(db.sql, mine!, longer.add({ seconds: 30 }))).toBe(false)
  await noticeSent(db.sql, theirs!, longer, AT)
  expect(await renewLease(db.sql, theirs!, longer.add({ seconds: 30 }))).toBe(false)
})

test('a claim that waits for who notes a notice as sent does not take it', async () => {
  await raise(await citizen())
  const mine = (await claim()).find(({ kind }) => kind === 'direct')!
  const free = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const noting = db.sql.transaction().execute(async (tx) => {
    await noticeSent(tx, mine, SLOW)
    held.resolve()
    await free.promise
  })
  await held.promise
  const claiming = claim(SLOW)
  await sleep(100)
  free.resolve()
  await noting
  expect((await claiming).map(({ kind }) => kind)).toEqual(['card'])
  expect(await states()).toEqual(['card sending', 'direct sent'])
})

test('a claim that Postgres ends for somebody else is made again', async () => {
  await raise(await citizen())
  const tries = await deadlockOnce(db, 'staff_notice', 'update')
  expect(await claim()).toHaveLength(2)
  expect(await tries()).toBe(2)
})
