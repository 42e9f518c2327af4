import { expect, test } from 'vitest'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { addCitizen, eraseCitizen, showCitizen } from '../../src/db/citizens.ts'
import { newToken } from '../../src/lib/ids.ts'
import { deadlockOnce, freshDb } from '../support/db.ts'

const NOW = Temporal.Instant.from('2026-11-23T09:00:00Z')
const db = await freshDb()

test('an erasure that Postgres ends for a turn of the same moment is made at the second try', async () => {
  const caseworkerId = await addCaseworker(db.sql, { name: 'Mette', slack: 'U1', team: 'Nord' }, NOW)
  const { id } = await addCitizen(
    db.sql,
    db.vault,
    {
      ...{ name: 'Anna', phone: '+4520000001', caseworkerId, channel: 'phone', language: 'da' },
      ...{ zone: 'Europe/Copenhagen', token: newToken() },
    },
    NOW,
  )
  const tries = await deadlockOnce(db, 'audit', 'insert')
  await eraseCitizen(db.sql, db.vault, id, { actor: 'cli', now: NOW })
  expect(await tries()).toBe(2)
  expect(await showCitizen(db.sql, db.vault, id)).toBeUndefined()
  expect((await db.vault.keysFor([id])).size).toBe(0)
  expect(await db.sql.selectFrom('audit').select('action').where('citizen_id', '=', id).execute()).toEqual([
    { action: 'erase' },
  ])
})
