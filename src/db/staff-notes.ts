import type { StaffNote } from '../core/effect.ts'
import { newId } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** A line for the digest and the case view. `detail` is sealed by the caller, as `staff_note.detail`. */
export interface StaffNoteLine {
  id: string
  citizenId: string
  alias: string
  what: string
  detail: Buffer | null
  at: Temporal.Instant
  readAt: Temporal.Instant | null
}

export const addStaffNote = async (
  sql: Sql,
  note: { citizenId: string; what: StaffNote; detail?: Buffer; at: Temporal.Instant },
): Promise<string> => {
  const id = newId()
  await sql
    .insertInto('staff_note')
    .values({
      id,
      citizen_id: note.citizenId,
      what: note.what,
      detail_sealed: note.detail ?? null,
      at: note.at.toString(),
    })
    .execute()
  return id
}

/** When the citizen last said STOP. */
export const stoppedAt = async (sql: Sql, citizenId: string): Promise<Temporal.Instant | null> => {
  const row = await sql
    .selectFrom('staff_note')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('citizen_id', '=', citizenId)
    .where('what', '=', 'stopped')
    .executeTakeFirst()
  return row?.at ?? null
}

/** The newest first. Of one citizen, of one caseworker's citizens, or of all. */
export const listStaffNotes = (
  sql: Sql,
  of: { citizenId?: string; caseworkerId?: string; unreadOnly?: boolean; limit?: number } = {},
): Promise<StaffNoteLine[]> =>
  sql
    .selectFrom('staff_note as n')
    .innerJoin('citizen as c', 'c.id', 'n.citizen_id')
    .select([
      'n.id',
      'n.citizen_id as citizenId',
      'c.alias',
      'n.what',
      'n.detail_sealed as detail',
      'n.at',
      'n.read_at as readAt',
    ])
    .$if(of.citizenId !== undefined, (q) => q.where('n.citizen_id', '=', of.citizenId!))
    .$if(of.caseworkerId !== undefined, (q) => q.where('c.caseworker_id', '=', of.caseworkerId!))
    .$if(of.unreadOnly === true, (q) => q.where('n.read_at', 'is', null))
    .orderBy('n.at', 'desc')
    .orderBy('n.id', 'desc')
    .limit(of.limit ?? 200)
    .execute()
