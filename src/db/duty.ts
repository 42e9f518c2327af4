import { sql as raw } from 'kysely'
import type { Shift } from '../core/duty.ts'
import { newId } from '../lib/ids.ts'
import { type Sql, transact } from './pool.ts'

/** A line of the rota as people read it. */
export interface DutyLine {
  id: string
  from: Temporal.Instant
  to: Temporal.Instant
  caseworker: { id: string; name: string } | null
  /** Its own number, else the caseworker's. E.164. */
  phone: string | null
}

/** The rota has a line of the same time, person and phone. */
export class SameDuty extends Error {
  override name = 'SameDuty'
}

/** @throws SameDuty */
export const addDuty = (
  sql: Sql,
  it: { from: Temporal.Instant; to: Temporal.Instant; caseworkerId?: string; phone?: string },
): Promise<string> =>
  transact(sql, async (tx) => {
    // Seldom written and never long: who adds waits for who adds, and readers for nobody.
    await raw`lock table duty in share row exclusive mode`.execute(tx)
    const own = tx
      .selectFrom('caseworker')
      .select('phone')
      .where('id', '=', it.caseworkerId ?? null)
    const same = await tx
      .selectFrom('duty as d')
      .leftJoin('caseworker as w', 'w.id', 'd.caseworker_id')
      .select('d.id')
      .where('d.from_at', '=', it.from)
      .where('d.to_at', '=', it.to)
      .where('d.caseworker_id', 'is not distinct from', it.caseworkerId ?? null)
      // By what rings: a caseworker's own number need not be given.
      .where((eb) => eb(eb.fn.coalesce('d.phone', 'w.phone'), 'is not distinct from', it.phone ?? own))
      .executeTakeFirst()
    if (same) throw new SameDuty('the same line is on the rota already')
    const id = newId()
    await tx
      .insertInto('duty')
      .values({ id, from_at: it.from, to_at: it.to, caseworker_id: it.caseworkerId ?? null, phone: it.phone ?? null })
      .execute()
    return id
  })

/** @returns false when there was none. */
export const removeDuty = async (sql: Sql, id: string): Promise<boolean> =>
  (await sql.deleteFrom('duty').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n

/** Who has left is on duty no more. A number of the line's own is still somebody's, who has no name then. */
const standing = raw<boolean>`(w.left_at is null or d.phone is not null)`

/** The rota from this instant on, with who is on duty now. */
export const listDuty = async (sql: Sql, from: Temporal.Instant): Promise<DutyLine[]> => {
  const rows = await sql
    .selectFrom('duty as d')
    .leftJoin('caseworker as w', 'w.id', 'd.caseworker_id')
    .select(['d.id', 'd.from_at', 'd.to_at', 'd.phone', 'w.id as who', 'w.name', 'w.phone as own', 'w.left_at'])
    .where('d.to_at', '>', from)
    .where(standing)
    .orderBy('d.from_at')
    .orderBy('d.id')
    .execute()
  return rows.map(({ id, from_at, to_at, phone, who, name, own, left_at }) => ({
    ...{ id, from: from_at, to: to_at },
    caseworker: who && name && !left_at ? { id: who, name } : null,
    phone: phone ?? own,
  }))
}

/** The rota as cases are decided by. */
export const loadRota = async (sql: Sql, now: Temporal.Instant): Promise<Shift[]> => {
  const rows = await sql
    .selectFrom('duty as d')
    .leftJoin('caseworker as w', 'w.id', 'd.caseworker_id')
    .select(['d.from_at as from', 'd.to_at as to', 'w.id as who', 'w.left_at'])
    .where('d.to_at', '>', now)
    .where(standing)
    .orderBy('d.from_at')
    .orderBy('d.id')
    .limit(100)
    .execute()
  return rows.map(({ from, to, who, left_at }) => ({ from, to, who: left_at ? null : who }))
}

/** Who is on duty now and by which number, by the rota. A name only where it is a person of ours. */
export const onDuty = async (sql: Sql, now: Temporal.Instant): Promise<DutyLine | undefined> =>
  (await listDuty(sql, now)).filter(({ from }) => Temporal.Instant.compare(from, now) <= 0).at(-1)

/** Who can say who a citizen is: their caseworker or the team's lead, who can be rung before who cannot. */
export const whoKnows = (sql: Sql, citizenId: string): Promise<{ name: string; phone: string | null } | undefined> =>
  sql
    .selectFrom('citizen as c')
    .innerJoin('caseworker as own', 'own.id', 'c.caseworker_id')
    .innerJoin('caseworker as w', 'w.team_id', 'own.team_id')
    .select(['w.name', 'w.phone'])
    .where('c.id', '=', citizenId)
    .where('w.left_at', 'is', null)
    .where((eb) => eb.or([eb('w.id', '=', eb.ref('own.id')), eb('w.role', '=', 'lead')]))
    .orderBy((eb) => eb('w.phone', 'is not', null), 'desc')
    .orderBy((eb) => eb('w.id', '=', eb.ref('own.id')), 'desc')
    .executeTakeFirst()

/**
 * Every number that answers for the one on duty, from half a day back: who was just relieved may still answer. One phone
 * that goes from hand to hand is in those of who has it now, never of who will have it.
 */
export const dutyNumbers = async (sql: Sql, now: Temporal.Instant): Promise<Map<string, string | null>> => {
  const lines = (await listDuty(sql, now.subtract({ hours: 12 }))).filter(
    ({ from }) => Temporal.Instant.compare(from, now) <= 0,
  )
  const isOver = ({ to }: DutyLine): boolean => Temporal.Instant.compare(to, now) <= 0
  const inTurn = [...lines.filter(isOver), ...lines.filter((line) => !isOver(line))]
  return new Map(inTurn.flatMap(({ phone, caseworker }) => (phone ? [[phone, caseworker?.id ?? null] as const] : [])))
}
