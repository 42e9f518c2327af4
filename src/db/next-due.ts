import { sql as raw } from 'kysely'
import type { Sql } from './pool.ts'

/** The next instant after `after`, up to `until`, at which any row of ours is due. */
export const nextDue = async (
  sql: Sql,
  after: Temporal.Instant,
  until: Temporal.Instant,
): Promise<Temporal.Instant | undefined> => {
  const from = raw`${after.toString()}::timestamptz`
  const { rows } = await raw<{ at: Temporal.Instant | null }>`
    select min(at) as at from (
      select min(next_fire) as at from reminder_job where state = 'active' and next_fire > ${from}
      union all select min(remind_at) from plan_item where state = 'active' and remind_at > ${from}
      union all select min(due_at) from follow_up where state = 'pending' and due_at > ${from}
      union all select min(due_at) from outbox where state in ('queued', 'held') and due_at > ${from}
      union all select min(person_until) from conversation where person_until > ${from}
      union all select min(due_at) from staff_notice where state = 'queued' and due_at > ${from}
    ) d where at <= ${until.toString()}::timestamptz`.execute(sql)
  return rows[0]?.at ?? undefined
}

/** Is any process asking a provider right now? */
export const anySending = async (sql: Sql): Promise<boolean> => {
  const { rows } = await raw<{ busy: boolean }>`
    select exists (select from outbox where state = 'sending' and citizen_id is not null)
      or exists (select from staff_notice where state = 'sending') as busy`.execute(sql)
  return rows[0]!.busy
}

export const aliasesOf = async (sql: Sql, citizenIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql
    .selectFrom('citizen')
    .select(['id', 'alias'])
    .where('id', '=', raw<string>`any(${[...new Set(citizenIds)]}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, alias }) => [id, alias]))
}
