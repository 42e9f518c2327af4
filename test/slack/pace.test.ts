import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cardsOf } from '../../src/db/cards.ts'
import { acknowledgeCase, acknowledgeOnDuty } from '../../src/db/case-actions.ts'
import { detouredNotices } from '../../src/db/staff-notices-failing.ts'
import { ACTION, COLOUR } from '../../src/slack/card.ts'
import { removeCards } from '../../src/slack/erased.ts'
import { buttonsOf, type Desk, openDesk, S3, wordsIn } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

/** Posted or drawn anew in the team's channel since then, lines of threads left out. */
const drawn = (since: number) =>
  desk.town.door.calls
    .slice(since)
    .filter(({ method, body }) => /^chat\.(postMessage|update)$/.test(method) && body.attachments && !body.thread_ts)

test('cards take turns at the pace of their channel; what is acute and what a person does overtakes', async () => {
  const many = [await desk.raised(), await desk.raised(), await desk.raised(), await desk.raised()]
  const since = desk.town.door.calls.length
  let againMs: number | undefined
  const paced = () =>
    desk.notify({
      perSecond: 0.01,
      again: (ms) => {
        againMs = ms
      },
    })
  await paced()
  expect(drawn(since)).toHaveLength(1)
  expect(againMs).toBeGreaterThan(1_000)

  const acute = await desk.raised(S3)
  await paced()
  expect((await desk.cardOf(acute.alias)).colour).toBe(COLOUR.open)
  expect(drawn(since)).toHaveLength(2)

  // Of a person's press the own card is drawn at once, however long the queue is.
  const last = many.at(-1)!
  await acknowledgeCase(desk.actions, { caseId: last.id, by: desk.people.bo })
  await paced()
  expect((await desk.cardOf(last.alias)).colour).toBe(COLOUR.acknowledged)
  expect(drawn(since)).toHaveLength(3)
  // The two that are left go when they may.
  await desk.notify()
  expect(drawn(since)).toHaveLength(5)
})

test('many changes of one case are one update', async () => {
  const it = await desk.raised()
  await desk.notify()
  const since = desk.town.door.calls.length
  for (const reason of ['asked-for-human', 'hopeless', 'other', 'relapse'] as const)
    await desk.raise(it.citizenId, { level: 'today', class: reason })
  await desk.notify()
  expect(drawn(since)).toHaveLength(1)
})

test('asked for silence, Slack has it in that channel, and nothing is lost', async () => {
  const it = await desk.raised()
  desk.town.door.fails(({ body }) =>
    body.channel === desk.town.rooms.team ? { error: 'ratelimited', retryAfter: 30 } : undefined,
  )
  const silent = () => desk.notify({ perSecond: 1 })
  expect(await silent()).toBe(1)
  desk.town.door.fails(undefined)
  desk.clock.advance({ seconds: 60 })
  // By the real time the silence is not over.
  expect(await silent()).toBe(0)
  await desk.db.sql.updateTable('token_bucket').set({ not_before: null, tokens: 1 }).execute()
  await silent()
  await desk.cardOf(it.alias)
})

test('with Slack away, an urgent call reaches the duty phone at last, and everybody can see that it is broken', async () => {
  const rung: string[] = []
  const phone = async ({ text }: { text: string }) => {
    rung.push(text)
    return { outcome: 'sent' as const }
  }
  const it = await desk.raised()
  desk.town.door.fails(() => ({ error: 'token_revoked' }))
  await desk.notify({ phone })
  expect(rung).toEqual([expect.stringContaining(it.alias)])
  const rows = await desk.failures()
  expect(rows.map(({ kind, state }) => [kind, state])).toEqual([
    ['card', 'queued'],
    ['direct', 'queued'],
  ])
  expect(rows[1]?.failure).toBe('direct: token_revoked, channel: token_revoked; sent by phone')
  expect(desk.lines.filter((line) => line.includes('"level":"error"')).length).toBeGreaterThan(0)
  expect(await detouredNotices(desk.db.sql, desk.clock.now().subtract({ hours: 1 }))).toHaveLength(1)

  // The phone is no person's ear: it is rung once, and the person hears of it when Slack is back.
  desk.clock.advance({ minutes: 6 })
  await desk.notify({ phone })
  expect(rung).toHaveLength(1)
  desk.town.door.fails(undefined)
  desk.clock.advance({ minutes: 6 })
  await desk.notify({ phone })
  const [direct, ...more] = await desk.directTo('mette', it.alias)
  expect(more).toEqual([])
  expect(buttonsOf(direct!)).toContain(ACTION.acknowledge)
  expect((await desk.failures()).map(({ state }) => state)).toEqual(['sent', 'sent'])
})

test('whom Slack could not tell of a case in time hears who has it when Slack is back', async () => {
  const it = await desk.raised(S3)
  desk.town.door.fails(() => ({ error: 'service_unavailable' }))
  await desk.notify()
  // Whoever was to be told later, and never was tried, need not be told at all.
  await acknowledgeOnDuty(desk.actions, { caseId: it.id, by: null, name: 'Vagten' })
  desk.clock.advance({ minutes: 10 })
  await desk.notify()
  expect(await desk.directTo('mette', it.alias)).toEqual([])
  desk.town.door.fails(undefined)
  desk.clock.advance({ minutes: 10 })
  await desk.notify()
  const [direct, ...more] = await desk.directTo('mette', it.alias)
  expect(more).toEqual([])
  expect(wordsIn(direct!)).toMatch(/Slack var væk.* Set af .*10\.00/s)
  expect(buttonsOf(direct!)).toEqual([ACTION.details, ACTION.open])
  expect((await desk.failures()).filter(({ kind }) => kind === 'direct')).toMatchObject([{ state: 'sent' }])

  // Who has it themselves is told nothing of the kind, nor anybody who was not waited for by Slack.
  const own = await desk.raised(S3)
  desk.town.door.fails(() => ({ error: 'service_unavailable' }))
  await desk.notify()
  await acknowledgeCase(desk.actions, { caseId: own.id, by: desk.people.mette })
  const fresh = await desk.raised(S3)
  await acknowledgeCase(desk.actions, { caseId: fresh.id, by: desk.people.bo })
  desk.town.door.fails(undefined)
  desk.clock.advance({ minutes: 10 })
  await desk.notify()
  expect(await desk.directTo('mette', own.alias)).toEqual([])
  expect(await desk.directTo('mette', fresh.alias)).toEqual([])
})

test('a team channel that was archived gives its cards to the usual one', async () => {
  await desk.db.sql
    .updateTable('team')
    .set({ slack_channel: desk.town.rooms.nord! })
    .where('name', '=', 'Nord')
    .execute()
  const before = await desk.raised()
  await desk.notify()
  await desk.cardOf(before.alias, 'nord')
  await desk.town.call('conversations.archive', { channel: desk.town.rooms.nord })
  const it = await desk.raised()
  await desk.notify()
  await desk.cardOf(it.alias, 'team')
  // A card that stands in it is posted anew where it can be seen.
  // The emulator would still draw it; Slack says is_archived.
  desk.town.door.fails(({ body }) => (body.channel === desk.town.rooms.nord ? { error: 'is_archived' } : undefined))
  await acknowledgeCase(desk.actions, { caseId: before.id, by: desk.people.bo })
  await desk.notify()
  expect((await desk.cardOf(before.alias, 'team')).colour).toBe(COLOUR.acknowledged)
  await desk.db.sql.updateTable('team').set({ slack_channel: null }).execute()
})

test('the cards of somebody who was erased are taken away, and which could not be is said', async () => {
  const it = await desk.raised()
  await desk.notify()
  await desk.cardOf(it.alias)
  const cards = await cardsOf(desk.db.sql, it.citizenId)
  const client = await desk.slack.client()
  desk.town.door.fails(() => ({ error: 'service_unavailable' }))
  expect(await removeCards(client, cards, desk.log)).toBe(1)
  desk.town.door.fails(undefined)
  expect(await removeCards(client, cards, desk.log)).toBe(0)
  expect((await desk.town.cards()).filter((card) => card.text.includes(it.alias))).toEqual([])
})
