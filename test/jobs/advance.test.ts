import { expect, test } from 'vitest'
import { aliasesOf, anySending, nextDue } from '../../src/db/next-due.ts'
import { addPlanItem } from '../../src/db/plan-items.ts'
import { advanceTo } from '../../src/jobs/advance.ts'
import { stopwatch } from '../../src/lib/clock.ts'
import { freshDb } from '../support/db.ts'
import { fireAll, outboxOf, Provider, rules, settle, sweepFollowUps, wire } from './house.ts'

const db = await freshDb()
const zone = 'Europe/Copenhagen'

test('eight days of a small town pass in seconds, each thing at its own instant and within the rhythm', async () => {
  const ids = await settle(db, ['Anna', 'Bo', 'Carla'], { now: '2026-11-22T23:30:00Z' })
  for (const id of ids)
    await addPlanItem(
      db.sql,
      db.vault,
      {
        citizenId: id,
        what: 'Gåtur',
        startsLocal: Temporal.PlainDateTime.from('2026-11-23T10:30'),
        person: { zone, quiet: { from: '21:00', to: '08:00' } },
        every: 'day',
        absence: 'none',
        rules,
      },
      Temporal.Instant.from('2026-11-22T23:30:00Z'),
    )
  const provider = new Provider('phone')
  const town = wire(db, [provider], { now: '2026-11-23T08:00:00Z' })
  const elapsed = stopwatch()
  const happened = await advanceTo(Temporal.Instant.from('2026-12-01T08:00:00Z'), {
    clock: town.clock,
    async setClock(to) {
      town.clock.set(to)
    },
    nextDue: (until) => nextDue(db.sql, town.clock.now(), until),
    fire: () => fireAll(town.tickDeps),
    sweep: () => sweepFollowUps(town.followUpDeps),
    dispatch: () => town.dispatcher.run(),
    sendNotices: async () => 0,
    busy: () => anySending(db.sql),
    aliases: (citizenIds) => aliasesOf(db.sql, citizenIds),
  })
  expect(elapsed()).toBeLessThan(10_000)
  expect(town.clock.now().toString()).toBe('2026-12-01T08:00:00Z')

  const rows = (await outboxOf(db, ids[0]!)).filter(({ state }) => state === 'sent')
  const at = (kind: string) =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ sent_at }) => sent_at!.toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(5, 16))
  expect(at('reminder')).toHaveLength(9)
  expect(at('check-in')).toEqual(['11-29T17:00'])
  expect(at('nudge')).toEqual(['11-30T17:00'])
  expect(at('exercise')).toEqual(['11-25T19:00'])
  // Four days and the check-in's Sunday: Friday and Saturday stay silent.
  expect(at('plan')).toEqual([
    '11-23T09:00',
    '11-24T09:00',
    '11-25T09:00',
    '11-26T09:00',
    '11-29T09:00',
    '11-30T09:00',
    '12-01T09:00',
  ])
  expect(happened.filter(({ what }) => what === 'check-in')).toHaveLength(3)
  expect(happened.every(({ alias }) => alias !== null)).toBe(true)
  expect((await outboxOf(db, ids[0]!)).filter(({ state }) => state === 'queued' || state === 'held')).toEqual([])
})
