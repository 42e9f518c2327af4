import { sql as raw } from 'kysely'
import type { CitizenStatus } from '../core/citizen.ts'
import type { CitizenFacts } from '../core/due.ts'
import { asLocal } from '../core/plan-times.ts'
import type { Unasked } from '../core/rhythm.ts'
import type { Sql } from './pool.ts'

/** Longer than an ISO week in any zone. */
const LOOK_BACK = { hours: 8 * 24 }
const NEAR = { hours: 36 }

/** `[epoch ms, asks]` of the unasked messages of citizen `c` after an instant: what the rhythm counts. */
export const unaskedSince = (since: Temporal.Instant) => raw<[number, boolean][] | null>`
  (select json_agg(json_build_array((extract(epoch from o.due_at) * 1000)::bigint, o.asks)) from outbox o
   where o.citizen_id = c.id and o.due_at > ${since.toString()}::timestamptz and o.unasked
     and o.state in ('queued', 'held', 'sending', 'sent', 'delivered', 'unknown'))`

export const lookBack = (now: Temporal.Instant): Temporal.Instant => now.subtract(LOOK_BACK)

export const toUnasked = (pairs: [number, boolean][] | null): Unasked[] =>
  (pairs ?? []).map(([at, asks]) => ({ at, asks }))

interface Row {
  id: string
  status: CitizenStatus
  zone: string
  quiet_from: string
  quiet_to: string
  plan_at: string
  routine_stopped: boolean
  unasked: [number, boolean][] | null
  last_who5: Temporal.Instant | null
  check_in_next: Temporal.Instant | null
  items: [string, string][] | null
}

/** What deciding needs, for all these citizens in one query. */
export const dueFacts = async (
  tx: Sql,
  citizenIds: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, CitizenFacts>> => {
  const [from, to] = [now.subtract(NEAR).toString(), now.add(NEAR).toString()]
  // Local times are compared as if UTC: the window is wide enough for every zone, the decision takes the exact day.
  const { rows } = await raw<Row>`
    select c.id, c.status, c.zone, c.quiet_from, c.quiet_to, c.plan_at,
      coalesce(v.routine_stopped_at is not null, false) as routine_stopped,
      ${unaskedSince(lookBack(now))} as unasked,
      (select max(q.sent_at) from check_in q where q.citizen_id = c.id and q.instrument = 'who5') as last_who5,
      (select j.next_fire from reminder_job j where j.citizen_id = c.id and j.name = 'check-in' and j.state = 'active') as check_in_next,
      (select json_agg(json_build_array(p.id, l.local)) from plan_item p,
         lateral (values (p.starts_local), (p.last_local)) as l(local)
       where p.citizen_id = c.id and p.state = 'active' and (l.local = p.starts_local or p.every is not null)
         and l.local at time zone 'UTC' between ${from}::timestamptz and ${to}::timestamptz) as items
    from citizen c left join conversation v on v.citizen_id = c.id
    where c.id = any(${[...new Set(citizenIds)]}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, toFacts(row)]))
}

const toFacts = (row: Row): CitizenFacts => ({
  id: row.id,
  status: row.status,
  zone: row.zone,
  quiet: { from: row.quiet_from, to: row.quiet_to },
  planAt: row.plan_at,
  routineStopped: row.routine_stopped,
  unasked: toUnasked(row.unasked),
  lastWho5: row.last_who5,
  checkInNext: row.check_in_next,
  // A one-off that was reminded of has both times alike.
  items: [
    ...new Map((row.items ?? []).map(([id, local]) => [`${id} ${local}`, { id, local: asLocal(local) }])).values(),
  ],
})
