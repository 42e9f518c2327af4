import { sql as raw } from 'kysely'
import type { DueItem, ItemDecision } from '../core/due.ts'
import { asLocal, type PlanAbsence, type PlanEvery } from '../core/plan-times.ts'
import type { Sql } from './pool.ts'

/** Locks the plan items whose reminder is due, at most `limit`; what another process has is skipped. */
export const lockDueItems = async (tx: Sql, now: Temporal.Instant, limit: number): Promise<DueItem[]> => {
  const { rows } = await raw<{
    id: string
    citizen_id: string
    starts_local: string
    starts_at: Temporal.Instant
    every: PlanEvery | null
    absence: PlanAbsence
    remind_at: Temporal.Instant
  }>`
    select id, citizen_id, starts_local, starts_at, every, absence, remind_at from plan_item
    where state = 'active' and remind_at <= ${now.toString()}::timestamptz
    order by remind_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    citizenId: row.citizen_id,
    startsLocal: asLocal(row.starts_local),
    startsAt: row.starts_at,
    every: row.every,
    absence: row.absence,
    remindAt: row.remind_at,
  }))
}

/** Moves items on: a repeated one to its next occurrence, another to "reminded". */
export const advanceItems = async (tx: Sql, decisions: readonly ItemDecision[]): Promise<void> => {
  if (decisions.length === 0) return
  const rows = decisions.map(({ id, lastLocal, next }) => ({
    id,
    last_local: lastLocal,
    starts_local: next?.local ?? null,
    starts_at: next?.startsAt ?? null,
    remind_at: next?.remindAt ?? null,
  }))
  await raw`
    update plan_item p set last_local = r.last_local, starts_local = coalesce(r.starts_local, p.starts_local),
      starts_at = coalesce(r.starts_at, p.starts_at), remind_at = r.remind_at, version = p.version + 1
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, last_local timestamp, starts_local timestamp,
      starts_at timestamptz, remind_at timestamptz)
    where p.id = r.id`.execute(tx)
}

/** The sealed words of an item, to be filled into a message about it. */
export interface ItemWords {
  what: Buffer
  place: Buffer | null
  travel: Buffer | null
}

export const itemWords = async (sql: Sql, ids: readonly string[]): Promise<Map<string, ItemWords>> => {
  if (ids.length === 0) return new Map()
  const rows = await sql
    .selectFrom('plan_item')
    .select(['id', 'what_sealed', 'place_sealed', 'travel_sealed'])
    .where('id', '=', raw<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(
    rows.map((row) => [row.id, { what: row.what_sealed, place: row.place_sealed, travel: row.travel_sealed }]),
  )
}
