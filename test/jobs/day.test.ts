import { expect, test } from 'vitest'
import { createPhone } from '../../src/channels/phone/phone.ts'
import { addPlanItem } from '../../src/db/plan-items.ts'
import { freshDb } from '../support/db.ts'
import { fireAll, outboxOf, runTick, settle, wire } from './house.ts'

const db = await freshDb()

test('the day’s plan is decided at the chosen minute and is on the phone after dispatch', async () => {
  const [id] = await settle(db, ['Anna Vang'])
  await addPlanItem(
    db.sql,
    db.vault,
    {
      citizenId: id!,
      what: 'Gåtur',
      place: 'Medborgerhuset',
      travel: 'Bus 15 kl. 9.10',
      startsLocal: Temporal.PlainDateTime.from('2026-11-23T10:00'),
      person: { zone: 'Europe/Copenhagen', quiet: { from: '21:00', to: '08:00' } },
      absence: 'none',
      rules: { remindBefore: 'PT1H', closingDays: [] },
    },
    Temporal.Instant.from('2026-11-22T23:30:00Z'),
  )
  const house = wire(db, [], { now: '2026-11-23T07:59:00Z' })
  const phone = createPhone({ clock: house.clock })
  const town = wire(db, [phone], { clock: house.clock })
  expect((await fireAll(town.tickDeps)).messages).toBe(0)

  town.clock.set('2026-11-23T08:00:30Z')
  await runTick(town.tickDeps)
  await town.dispatcher.run()

  const rows = await outboxOf(db, id!)
  expect(rows.map(({ kind, state }) => [kind, state])).toEqual([
    ['reminder', 'delivered'],
    ['plan', 'delivered'],
  ])
  expect(rows[1]!.text).toBe('Godmorgen. I dag:\n10.00: Gåtur, Medborgerhuset')
  expect(rows[0]!.text).toContain('Gåtur, Medborgerhuset')
  const conversation = await db.sql
    .selectFrom('conversation')
    .selectAll()
    .where('citizen_id', '=', id!)
    .executeTakeFirstOrThrow()
  expect(conversation.open).toMatchObject({ dialog: 'plan-reminder', question: rows[0]!.id })
  expect(conversation.opened).toMatchObject({ occurrence: '2026-11-23' })

  await runTick(town.tickDeps)
  await town.dispatcher.run()
  expect(await outboxOf(db, id!)).toHaveLength(2)
})
