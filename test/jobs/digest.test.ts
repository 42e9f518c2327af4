import { expect, test } from 'vitest'
import type { Hours } from '../../src/core/working-hours.ts'
import { makeBeliefQuestions, unaskBelief } from '../../src/db/beliefs.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { claimDigests, type DueDigest, makeDigests, settleDigest } from '../../src/db/digests.ts'
import { type DigestDeps, runDigests, type Told } from '../../src/jobs/digest.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { freshDb } from '../support/db.ts'

const hours: Hours = { from: '08:00', to: '15:00', days: [1, 2, 3, 4, 5], closingDays: [], zone: 'Europe/Copenhagen' }
/** 8:30 in Copenhagen. */
const MONDAY = '2026-11-23T07:30:00Z'
const db = await freshDb()
const { sql } = db
const clock = new ManualClock(MONDAY)
const log = createLog({ level: 'silent' })

const people: string[] = []
for (const slack of ['U1', 'U2', 'U3'])
  people.push(
    await addCaseworker(
      sql,
      { name: slack, slack, team: 'Nord', lead: true },
      Temporal.Instant.from('2026-01-05T08:00Z'),
    ),
  )
const citizensOf = async (who: string, count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    const rest = { status: 'active', language: 'da', zone: 'Europe/Copenhagen', caseworker_id: who } as const
    const at = Temporal.Instant.from('2026-10-01T08:00:00Z').add({ minutes: n })
    const id = newId()
    await sql
      .insertInto('citizen')
      .values({ id, alias: `birk-${id}`, ...rest, created_at: at, joined_at: at })
      .execute()
  }
}
const deps = (over: {
  send?: (digest: DueDigest) => Promise<Told>
  ask?: (slack: string) => Promise<Told>
}): DigestDeps<DueDigest> => ({
  ...{ clock, hours, log },
  digests: {
    make: (it) => makeDigests(sql, it),
    claim: (now, limit) => claimDigests(sql, now, limit),
    settle: (digest, how) => settleDigest(sql, digest, how),
    send: over.send ?? (async () => ({ outcome: 'sent' })),
  },
  beliefs: {
    make: (it) => makeBeliefQuestions(sql, { ...it, away: [] }),
    ask: ({ slack }) => over.ask?.(slack) ?? Promise.resolve({ outcome: 'sent' }),
    unask: ({ citizenId }, quarter) => unaskBelief(sql, { citizenId, quarter }),
  },
})
const digests = async () =>
  (
    await sql
      .selectFrom('digest as d')
      .innerJoin('caseworker as w', 'w.id', 'd.caseworker_id')
      .select(['w.slack', 'd.state', 'd.due_at'])
      .orderBy('d.week')
      .orderBy('w.slack')
      .execute()
  ).map(({ slack, state, due_at }) => [slack, state, due_at.toString()])
const begin = async (at = MONDAY) => {
  clock.set(at)
  for (const table of ['digest', 'belief_question', 'citizen'] as const) await sql.deleteFrom(table).execute()
}

test('a summary that cannot be made keeps no other from its colleague, and is tried again', async () => {
  await begin()
  const asked: string[] = []
  const send = async ({ to }: DueDigest): Promise<Told> => {
    asked.push(to.slack)
    if (asked.length === 2) throw new Error('no answers')
    return { outcome: 'sent' }
  }
  expect(await runDigests(deps({ send }))).toBe(2)
  expect(asked).toHaveLength(3)
  const broken = asked[1]!
  expect((await digests()).filter(([, state]) => state !== 'sent')).toEqual([
    [broken, 'queued', '2026-11-23T07:35:00Z'],
  ])
  clock.advance({ minutes: 5 })
  expect(await runDigests(deps({ send }))).toBe(1)
  expect(asked.at(-1)).toBe(broken)
})

test('what a process had taken when it ended comes back after a while, the rest at once, and not in another week', async () => {
  await begin()
  const dead = new Promise<Told>(() => {})
  void runDigests(deps({ send: () => dead }))
  await expect.poll(async () => (await digests()).map(([, state]) => state)).toContain('sending')
  expect((await digests()).map(([, state]) => state).sort()).toEqual(['queued', 'queued', 'sending'])
  expect(await runDigests(deps({}))).toBe(2)
  clock.advance({ minutes: 9 })
  expect(await runDigests(deps({}))).toBe(0)
  clock.advance({ minutes: 1 })
  expect(await runDigests(deps({}))).toBe(1)
  expect((await digests()).map(([, state]) => state)).toEqual(['sent', 'sent', 'sent'])

  await sql.updateTable('digest').set({ state: 'sending' }).execute()
  clock.set('2026-11-30T07:30:00Z')
  expect(await runDigests(deps({}))).toBe(3)
})

test('who was slower than their lease settles nothing', async () => {
  await begin()
  const now = clock.now()
  await makeDigests(sql, { week: '2026-W48', today: '2026-11-23', now })
  const [mine] = await claimDigests(sql, now, 1)
  const [theirs] = (await claimDigests(sql, now.add({ minutes: 10 }), 3)).filter(
    ({ caseworkerId }) => caseworkerId === mine!.caseworkerId,
  )
  await settleDigest(sql, theirs!)
  await settleDigest(sql, mine!, { failure: 'timeout', dueAt: now })
  expect((await digests()).filter(([, state]) => state === 'sent')).toHaveLength(1)
})

test('a question that cannot be put keeps no other from its colleague, and three a day stay three', async () => {
  // A Thursday: no summaries.
  await begin('2027-01-07T08:00:00Z')
  for (const who of people) await citizensOf(who, 4)
  const asked: string[] = []
  const ask = async (slack: string): Promise<Told> => {
    asked.push(slack)
    if (slack === 'U2') throw new Error('no words')
    return { outcome: 'sent' }
  }
  expect(await runDigests(deps({ ask }))).toBe(6)
  expect(asked.filter((slack) => slack === 'U2')).toHaveLength(1)
  expect(await sql.selectFrom('belief_question').select('citizen_id').execute()).toHaveLength(6)
  asked.length = 0
  const put = (await Promise.all([1, 2, 3].map(() => runDigests(deps({}))))).reduce((sum, n) => sum + n, 0)
  expect(put).toBe(3)
  expect(await runDigests(deps({ ask }))).toBe(0)
})

test('a process that ends while it asks takes one question with it, not the whole batch', async () => {
  await begin('2027-01-07T08:00:00Z')
  await citizensOf(people[0]!, 4)
  const dead = new Promise<Told>(() => {})
  void runDigests(deps({ ask: () => dead }))
  const made = () => sql.selectFrom('belief_question').select('citizen_id').execute()
  await expect.poll(async () => (await made()).length).toBe(1)
  expect(await runDigests(deps({}))).toBe(2)
  expect(await made()).toHaveLength(3)
})
