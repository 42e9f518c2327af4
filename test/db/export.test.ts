import { expect, test } from 'vitest'
import { audit } from '../../src/db/audit.ts'
import { eraseCitizen } from '../../src/db/citizens.ts'
import { exportCitizen } from '../../src/db/export.ts'
import { saveSafetyPlan } from '../../src/db/safety-plans.ts'
import { addStaffNote } from '../../src/db/staff-notes.ts'
import { KeyGone } from '../../src/db/vault.ts'
import { newId } from '../../src/lib/ids.ts'
import { seal } from '../../src/lib/seal.ts'
import { settle } from '../jobs/house.ts'
import { freshDb } from '../support/db.ts'

const db = await freshDb()
const now = Temporal.Instant.from('2026-11-23T08:00:00Z')

test('an export has everything that is stored sealed, readable, and who has read; after an erasure nothing is left', async () => {
  const [id] = await settle(db, ['Asta'], { channels: ['sms'], arm: false })
  const key = await db.vault.keyFor(id!)
  const detail = seal(key, 'kl. 13', 'staff_note.detail')
  await addStaffNote(db.sql, { citizenId: id!, what: 'needs', detail, at: now })
  const result = seal(key, JSON.stringify({ before: 7, after: 4 }), 'exercise_done.result')
  await db.sql
    .insertInto('exercise_done')
    .values({ id: newId(), citizen_id: id!, exercise: 'breathing', result_sealed: result, at: now })
    .execute()
  await saveSafetyPlan(db.sql, id!, key, { helps: 'musik', call: 'min søster' })
  await audit(db.sql, { actor: 'cli', action: 'show', citizenId: id!, at: now })
  expect(await exportCitizen(db.sql, db.vault, id!)).toMatchObject({
    citizen: { name: 'Asta' },
    addresses: [{ channel: 'sms', address: 'sms:Asta' }],
    safetyPlan: { helps: 'musik', call: 'min søster' },
    exercises: [{ exercise: 'breathing', before: 7, after: 4 }],
    notes: [{ what: 'needs', detail: 'kl. 13' }],
    reads: [{ actor: 'cli', action: 'show' }],
    ...{ plan: [], checkIns: [], cases: [], messages: [] },
  })

  await eraseCitizen(db.sql, db.vault, id!, { actor: 'cli', now })
  await expect(exportCitizen(db.sql, db.vault, id!)).rejects.toThrow(KeyGone)
  const { rows } = await db.pool.query(
    `select table_schema || '.' || table_name as name from information_schema.columns
     where column_name = 'citizen_id' and table_schema in ('public', 'keys')`,
  )
  const left: string[] = []
  for (const { name } of rows)
    if ((await db.pool.query(`select from ${name} where citizen_id = $1`, [id])).rowCount) left.push(name)
  expect(left).toEqual(['public.audit'])
})
