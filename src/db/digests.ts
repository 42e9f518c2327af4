import { sql as raw } from 'kysely'
import { presentFor } from '../core/chain.ts'
import { awayOn } from './covers.ts'
import type { Sql } from './pool.ts'

/** One summary to send: of whose week, and to whom, which is another where they are away. */
export interface DueDigest {
  caseworkerId: string
  week: string
  attempts: number
  name: string
  role: 'caseworker' | 'lead'
  teamId: string
  to: { id: string; slack: string; language: 'da' | 'en' }
}

/** A row for each colleague with citizens and each lead; the key makes it one a week. `today` is local. */
export const makeDigests = async (
  sql: Sql,
  { week, today, now }: { week: string; today: string; now: Temporal.Instant },
): Promise<number> => {
  const away = await awayOn(sql, today)
  const { rows } = await raw<{ id: string; here: boolean }>`
    select w.id, w.left_at is null as here from caseworker w
    where (w.left_at is null and w.role = 'lead'
        or exists (select from citizen c where c.caseworker_id = w.id and c.status <> 'ended'))
      and not exists (select from digest d where d.caseworker_id = w.id and d.week = ${week})`.execute(sql)
  const due = rows.flatMap(({ id, here }) => {
    const to = presentFor(id, away) ?? (here ? id : undefined)
    return to ? [{ id, to }] : []
  })
  if (due.length === 0) return 0
  const made = await raw`
    insert into digest (caseworker_id, week, to_id, due_at)
    select d.id, ${week}, d.to, ${now.toString()}::timestamptz
    from json_to_recordset(${JSON.stringify(due)}::json) as d(id uuid, "to" uuid)
    join caseworker w on w.id = d.to and w.left_at is null
    on conflict do nothing`.execute(sql)
  return Number(made.numAffectedRows ?? 0)
}

/** Longer than a summary takes to make and to send: who has not settled it by then has ended. */
const TAKEN = { minutes: 10 }
/** What is older is of a week that is over. */
const OLD = { hours: 48 }

/** Takes what is due; what a process had taken that ended comes back after a while. */
export const claimDigests = async (sql: Sql, now: Temporal.Instant, limit: number): Promise<DueDigest[]> => {
  const { rows } = await raw<Omit<DueDigest, 'to'> & { to_id: string; slack: string; language: 'da' | 'en' }>`
    with taken as (
      update digest set state = 'sending', attempts = attempts + 1, due_at = ${now.add(TAKEN).toString()}
      where (caseworker_id, week) in (select caseworker_id, week from digest
        where state in ('queued', 'sending') and due_at <= ${now.toString()} and due_at > ${now.subtract(OLD).toString()}
        order by due_at limit ${limit} for update skip locked)
      returning *
    )
    select t.caseworker_id as "caseworkerId", t.week, t.attempts, w.name, w.role, w.team_id as "teamId", t.to_id, p.slack, p.language
    from taken t join caseworker w on w.id = t.caseworker_id join caseworker p on p.id = t.to_id`.execute(sql)
  return rows.map(({ to_id, slack, language, ...it }) => ({ ...it, to: { id: to_id, slack, language } }))
}

/** `failure` with `dueAt`: tried again then; without: never. Nothing, where somebody else has taken it meanwhile. */
export const settleDigest = async (
  sql: Sql,
  { caseworkerId, week, attempts }: Pick<DueDigest, 'caseworkerId' | 'week' | 'attempts'>,
  how: { failure?: string; dueAt?: Temporal.Instant } = {},
): Promise<void> => {
  const { failure, dueAt } = how
  await sql
    .updateTable('digest')
    .set({
      state: failure === undefined ? 'sent' : dueAt ? 'queued' : 'failed',
      failure: failure ?? null,
      ...(dueAt && { due_at: dueAt }),
    })
    .where('caseworker_id', '=', caseworkerId)
    .where('week', '=', week)
    .where('state', '=', 'sending')
    .where('attempts', '=', attempts)
    .execute()
}
