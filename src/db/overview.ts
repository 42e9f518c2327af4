import { sql as raw } from 'kysely'
import type { CaseLevel } from '../core/case.ts'
import type { MessageState } from '../core/message.ts'
import { idFrom } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** Numbers for metrics: each a single statement over an index or a small table. */

/** Of what was made since then by the real clock, which their ids tell. */
export const countMessages = async (
  sql: Sql,
  since: Temporal.Instant,
): Promise<Partial<Record<MessageState, number>>> => {
  const { rows } = await raw<{
    state: MessageState
    n: number
  }>`select state, count(*)::int as n from outbox where id >= ${idFrom(since)}::uuid group by state`.execute(sql)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** What could leave now and has not. `oldest`: when the oldest was due. */
export const waitingMessages = async (
  sql: Sql,
  now: Temporal.Instant,
): Promise<{ count: number; oldest: Temporal.Instant | null }> => {
  const { rows } = await raw<{ count: number; oldest: Temporal.Instant | null }>`
    select count(*)::int as count, min(due_at) as oldest from outbox
    where state in ('queued', 'held') and due_at <= ${now.toString()}::timestamptz`.execute(sql)
  return rows[0]!
}

export const countOpenCases = async (sql: Sql): Promise<Partial<Record<CaseLevel, number>>> => {
  const { rows } = await raw<{ level: CaseLevel; n: number }>`
    select level, count(*)::int as n from escalation where state <> 'resolved' group by level`.execute(sql)
  return Object.fromEntries(rows.map(({ level, n }) => [level, n]))
}

/** Something that will happen by itself. */
export interface Upcoming {
  at: Temporal.Instant
  /** A job's, message's or follow-up's kind: `plan`, `check-in`, `reminder`, `nudge`, `chain`, … */
  what: string
  alias: string
  /** Where it comes from, and for a held message the reason. */
  why: string
}

/** What is next, earliest first: reminder jobs, plan reminders, follow-ups, and messages that wait. */
export const upcoming = async (sql: Sql, limit: number): Promise<Upcoming[]> => {
  const { rows } = await raw<Upcoming>`
    select d.at, d.what, c.alias, d.why from (
      select next_fire as at, name as what, citizen_id, 'job' as why from reminder_job where state = 'active' and next_fire is not null
      union all select remind_at, 'reminder', citizen_id, 'plan' from plan_item where state = 'active' and remind_at is not null
      union all select due_at, kind, citizen_id, 'follow-up' from follow_up where state = 'pending'
      union all select due_at, kind, citizen_id, coalesce(reason, state) from outbox where state in ('queued', 'held') and citizen_id is not null
    ) d join citizen c on c.id = d.citizen_id join conversation v on v.citizen_id = c.id
    where c.status in ('active', 'paused', 'invited')
      and not (d.why in ('job', 'plan') and (v.routine_stopped_at is not null or c.status <> 'active')) order by d.at, c.alias limit ${limit}`.execute(
    sql,
  )
  return rows
}
