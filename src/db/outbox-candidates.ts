import { sql as raw } from 'kysely'
import type { ChannelKind, CitizenStatus, Language } from '../core/citizen.ts'
import type { Position } from '../core/dialog.ts'
import { type LatePolicy, type MessageKind, PRIORITY, type Say } from '../core/message.ts'
import type { Sql } from './pool.ts'

/** A due row beside its citizen. `channels` can be sent to, in their order; addresses sealed, in base64. */
export interface Candidate {
  id: string
  citizen_id: string
  kind: MessageKind
  state: 'queued' | 'held'
  say: Say[] | null
  say_sealed: Buffer | null
  text_sealed: Buffer | null
  opens: Position | null
  unasked: boolean
  late: LatePolicy
  forced: boolean
  due_at: Temporal.Instant
  expires_at: Temporal.Instant | null
  attempts: number
  channel: ChannelKind | null
  status: CitizenStatus
  language: Language
  zone: string
  quiet_from: string
  quiet_to: string
  name_sealed: Buffer | null
  caseworker_id: string
  worker_name: string
  worker_phone: string | null
  conversation: number | null
  open: { dialog: string; question?: string } | null
  asked_at: Temporal.Instant | null
  last_inbound_at: Temporal.Instant | null
  routine_stopped_at: Temporal.Instant | null
  person_until: Temporal.Instant | null
  channels: { id: string; channel: ChannelKind; address: string }[] | null
}

/** Citizens with a message in flight, or leased. */
const busyAt = (now: string) => raw`
      select citizen_id from outbox f where f.lease_by is not null and f.citizen_id is not null
        and (f.state = 'sending' or (f.state in ('queued', 'held') and f.lease_until > ${now}::timestamptz))
      union all
      select f.citizen_id from outbox_lease l cross join unnest(l.ids) as claimed(id) join outbox f on f.id = claimed.id
      where l.lease_until > ${now}::timestamptz and f.citizen_id is not null
        and f.state not in ('sending', 'sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown')`

/**
 * Row `o` is due, nobody's, and its citizen not in `busy`. An answer that is tried again later keeps the rest of its turn
 * behind it; what a later turn says does not wait, because the first may be due in hours only.
 */
const isNext = (now: string) => raw`
        o.state in ('queued', 'held') and o.due_at <= ${now}::timestamptz and o.citizen_id is not null
        and (o.lease_until is null or o.lease_until <= ${now}::timestamptz)
        and o.citizen_id not in (select citizen_id from busy)
        and (o.priority > ${PRIORITY.reply} or not exists (select from outbox e
          where e.citizen_id = o.citizen_id and e.due_at > o.due_at and e.created_at = o.created_at and e.seq < o.seq
            and e.priority <= ${PRIORITY.reply}
            and e.state not in ('sending', 'sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown')))`

/** More are counted the next time. */
const COUNTED = 20

/** How many answers could leave now, beside what is in the air. */
export const answersWaiting = async (sql: Sql, at: Temporal.Instant): Promise<number> => {
  const now = at.toString()
  const { rows } = await raw<{ n: number }>`
    with busy as materialized (${busyAt(now)})
    select count(*)::int as n from (
      select from outbox o where o.priority <= ${PRIORITY.reply} and ${isNext(now)} limit ${COUNTED}
    ) x`.execute(sql)
  return rows[0]?.n ?? 0
}

/**
 * Due rows nobody has leased, of citizens with nothing in flight, in the order they are to leave. Rows whose channel
 * may not send now are left out: thousands waiting for one channel must not hide the few of another.
 */
export const candidates = async (
  tx: Sql,
  by: {
    now: Temporal.Instant
    limit: number
    left: ReadonlyMap<ChannelKind, { certain: number; bulk: number }>
  },
): Promise<Candidate[]> => {
  const now = by.now.toString()
  const closed = [...by.left].filter(([, { certain }]) => certain < 1).map(([channel]) => channel)
  const closedToBulk = [...by.left].filter(([, { bulk }]) => bulk < 1).map(([channel]) => channel)
  const firstChannel = raw`coalesce(o.channel, (select ch.channel from citizen_channel ch where ch.citizen_id = o.citizen_id
    and ch.state in ('ok', 'unverified') order by ch.ord limit 1), '')`
  // Said plainly, so that the index finds the few answers without going through thousands that wait for a token.
  const answersOnly = raw`o.priority <= ${PRIORITY.reply}`
  const allClosed = closedToBulk.length === by.left.size
  const mayLeave =
    closedToBulk.length === 0
      ? raw`true`
      : allClosed
        ? closed.length === 0
          ? answersOnly
          : raw`${answersOnly} and ${firstChannel} <> all(${closed}::text[])`
        : raw`${firstChannel} <> all(${closed}::text[])
          and (o.priority <= ${PRIORITY.reply} or ${firstChannel} <> all(${closedToBulk}::text[]))`
  const { rows } = await raw<Candidate>`
    with busy as materialized (${busyAt(now)}), due as materialized (
      select o.* from outbox o
      where ${isNext(now)} and ${mayLeave}
      order by o.priority, o.due_at, o.seq limit ${by.limit}
    )
    select o.id, o.citizen_id, o.kind, o.state, o.say, o.say_sealed, o.text_sealed, o.opens, o.unasked, o.late,
      coalesce(o.occurrence like 'manual-%', false) as forced, o.due_at, o.expires_at, o.attempts, o.channel,
      c.status, c.language, c.zone, c.quiet_from, c.quiet_to, c.name_sealed, c.caseworker_id, w.name as worker_name, w.phone as worker_phone,
      v.version as conversation, v.open, v.asked_at, v.last_inbound_at, v.routine_stopped_at, v.person_until,
      (select json_agg(json_build_object('id', ch.id, 'channel', ch.channel,
          'address', translate(encode(ch.address_sealed, 'base64'), E'\n', '')) order by ch.ord)
        from citizen_channel ch where ch.citizen_id = c.id and ch.state in ('ok', 'unverified')) as channels
    from due o join citizen c on c.id = o.citizen_id join caseworker w on w.id = c.caseworker_id
    left join conversation v on v.citizen_id = c.id
    order by o.priority, o.due_at, o.seq`.execute(tx)
  return rows
}
