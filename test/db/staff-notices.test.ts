import { beforeAll, beforeEach, expect, test } from 'vitest'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { claimNotices } from '../../src/db/staff-notices.ts'
import { failingNotices } from '../../src/db/staff-notices-failing.ts'
import { noticeLater, noticeSent } from '../../src/db/staff-notices-told.ts'
import { bareCitizen, policy } from '../support/cases.ts'
import { freshDb } from '../support/db.ts'

const NOW = Temporal.Instant.from('2026-11-23T09:00:00Z')
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
const claim = async (now = NOW, limit = 20) =>
  (await claimNotices(db.sql, { worker: 'w', now, lease: now.add({ seconds: 30 }), limit })).notices
const waiting = async () =>
  (await db.sql.selectFrom('staff_notice').select(['kind', 'state']).orderBy('seq').execute()).map(
    (it) => `${it.kind} ${it.state}`,
  )

test('a claim carries all a sender may know, and nobody else gets it until the lease ends', async () => {
  await raise(await citizen())
  const [card, direct] = await claim()
  expect(card).toMatchObject({
    kind: 'card',
    reason: 'raised',
    attempts: 1,
    to: null,
    card: null,
    names: { [mette]: 'Mette' },
  })
  expect(direct).toMatchObject({ kind: 'direct', to: { id: mette, name: 'Mette', slack: 'U1' } })
  expect(await claim(NOW.add({ seconds: 29 }))).toEqual([])
  expect(await claim(NOW.add({ seconds: 30 }))).toHaveLength(2)
})

test('claims at the same time share nothing', async () => {
  await Promise.all((await Promise.all([1, 2, 3, 4, 5].map(citizen))).map(raise))
  const ids = (await Promise.all([1, 2, 3].map(() => claim(NOW, 4)))).flat().map(({ id }) => id)
  expect(ids).toHaveLength(10)
  expect(new Set(ids).size).toBe(10)
})

test('of a case’s cards only the newest goes, and it stands for the older ones', async () => {
  const id = await citizen()
  await raise(id)
  await raise(id)
  await raise(id)
  const claimed = await claim()
  expect(claimed.map(({ kind }) => kind)).toEqual(['card', 'direct'])
  await noticeSent(db.sql, claimed[0]!, NOW, { card: { channel: 'C1', ts: '1.2' } })
  expect(await waiting()).toEqual(['card sent', 'direct sending', 'card sent', 'card sent'])
})

test('no second card is drawn while one is being sent, and the next finds where it is', async () => {
  const id = await citizen()
  await raise(id)
  const [first] = await claim()
  await raise(id)
  expect(await claim()).toEqual([])
  await noticeSent(db.sql, first!, NOW, { card: { channel: 'C1', ts: '1.2' } })
  expect(await claim()).toMatchObject([{ kind: 'card', reason: 'changed', card: { channel: 'C1', ts: '1.2' } }])
})

test('what changes in the very moment in which a card is drawn is shown by a card of its own', async () => {
  const id = await citizen()
  await raise(id)
  let changes = 1
  const inTheMiddle = db.sql.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (result.rows.some((row) => 'said' in row) && changes-- > 0) await raise(id)
      return result
    },
  })
  const { notices } = await claimNotices(inTheMiddle, {
    worker: 'w',
    now: NOW,
    lease: NOW.add({ seconds: 30 }),
    limit: 1,
  })
  await noticeSent(db.sql, notices[0]!, NOW, { card: { channel: 'C1', ts: '1.2' } })
  expect(changes).toBe(0)
  expect((await claim()).map(({ kind }) => kind)).toContain('card')
})

test('what failed waits, is listed with its reason, and comes again', async () => {
  await raise(await citizen())
  const [card] = await claim()
  await noticeLater(db.sql, card!, NOW.add({ seconds: 5 }), 'card: ratelimited')
  expect(await failingNotices(db.sql)).toMatchObject([{ kind: 'card', attempts: 1, failure: 'card: ratelimited' }])
  expect(await claim(NOW.add({ seconds: 4 }))).toEqual([])
  expect(await claim(NOW.add({ seconds: 5 }))).toMatchObject([{ id: card!.id, attempts: 2 }])
})
