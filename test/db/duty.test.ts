import { beforeAll, beforeEach, expect, test } from 'vitest'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { addDuty, dutyNumbers, loadRota, onDuty } from '../../src/db/duty.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { freshDb } from '../support/db.ts'

let db: Awaited<ReturnType<typeof freshDb>>
let lone: string
let samir: string
const now = new ManualClock('2026-11-23T20:00:00Z').now()
const OWN = '+4511111111'
const SHARED = '+4542424242'

beforeAll(async () => {
  db = await freshDb()
  lone = await addCaseworker(db.sql, { name: 'Lone', slack: 'U1', team: 'Nord', phone: OWN }, now)
  samir = await addCaseworker(db.sql, { name: 'Samir', slack: 'U2', team: 'Nord' }, now)
})
beforeEach(() => db.sql.deleteFrom('duty').execute())

const shift = (fromHours: number, hours: number, who?: string, phone?: string) => {
  const from = now.add({ hours: fromHours })
  return addDuty(db.sql, {
    ...{ from, to: from.add({ hours }) },
    ...(who && { caseworkerId: who }),
    ...(phone && { phone }),
  })
}

test('one phone that goes from hand to hand answers for who has it now', async () => {
  await shift(-14, 10, samir, SHARED)
  await shift(-4, 12, lone, SHARED)
  await shift(8, 12, samir, SHARED)
  expect(await dutyNumbers(db.sql, now)).toEqual(new Map([[SHARED, lone]]))
})

test('who was just relieved may still answer; whose turn is next may not', async () => {
  await shift(-14, 13, lone)
  await shift(3, 5, samir, SHARED)
  expect(await dutyNumbers(db.sql, now)).toEqual(new Map([[OWN, lone]]))
})

test('who has left is on duty no more; a phone of the rota itself is still rung', async () => {
  await shift(-1, 5, lone)
  expect(await onDuty(db.sql, now)).toMatchObject({ phone: OWN })
  await db.sql.updateTable('caseworker').set({ left_at: now }).where('id', '=', lone).execute()
  expect(await onDuty(db.sql, now)).toBeUndefined()
  expect(await loadRota(db.sql, now)).toEqual([])
  expect(await dutyNumbers(db.sql, now)).toEqual(new Map())
  await shift(-1, 5, lone, SHARED)
  expect(await onDuty(db.sql, now)).toMatchObject({ phone: SHARED, caseworker: null })
  expect(await loadRota(db.sql, now)).toMatchObject([{ who: null }])
})
