import { sql as raw } from 'kysely'
import type pg from 'pg'
import type { ChannelKind, ChannelState } from '../core/citizen.ts'
import type { Outcome, Sending } from '../core/outbox.ts'
import { newId } from '../lib/ids.ts'
import { againOnDeadlock, type Sql, transact } from './pool.ts'

/**
 * `queued` or `held`, said the other way round: otherwise the planner reads the whole index of waiting rows for the
 * few that the key finds at once.
 */
const IS_WAITING = `o.state not in ('sending', 'sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown')`
export const isWaiting = raw.raw(IS_WAITING)

/** The same text to one person this often within half an hour is a loop. */
const LOOP = 5
/** Somebody in danger may say the same again and again; only a machine does it this often. */
const SAFETY_LOOP = 20
const LOOP_MINUTES = 30

/**
 * Named, so that Postgres plans it once a connection: it runs for every few dozen messages. The ids ($2) are said once
 * more beside the rows ($1): so the planner knows how few they are and goes by the key. `materialized`: otherwise the
 * count is made anew wherever its result is used.
 */
const MARK = `
with r as materialized (
  select s.id, s.lease, s.channel, s.channel_id, decode(s.text, 'base64') as text, decode(s.mark, 'base64') as mark,
    (select count(*) from (select from outbox p
      where p.citizen_id = s.citizen and p.due_at > $5 and p.text_mark = decode(s.mark, 'base64')
        and p.state in ('sending', 'sent', 'delivered') limit s.most) x) >= s.most as loop
  from json_to_recordset($1::json) as s(id uuid, citizen uuid, lease uuid, channel text,
    channel_id uuid, text text, mark text, most int) where s.id = any($2::uuid[])
)
update outbox o set
  state = case when r.loop then 'failed' else 'sending' end, reason = case when r.loop then 'loop' end,
  lease_by = case when r.loop then null else $4 end, lease_until = $3, channel = r.channel, channel_id = r.channel_id,
  attempts = o.attempts + 1, text_sealed = coalesce(r.text, o.text_sealed), text_mark = r.mark
from r
where o.id = r.id and ${IS_WAITING}
  and case when r.lease is null then o.lease_by = $4
    else exists (select from outbox_lease l where l.id = r.lease and l.lease_until > $6) end
returning o.id, o.state, r.lease`

/**
 * Writes `sending` just before the provider is asked, for rows still leased to `by`. What was cancelled meanwhile is
 * not in the result; what would be the sixth of the same text within half an hour has failed with `loop`. The result is
 * of the rows as they were given: after a pause in which a lease has ended, one process may hold a message twice, by the
 * old claim and by a new one, and only one of them may send it.
 */
export const markSending = async (
  pool: pg.Pool,
  rows: readonly Sending[],
  { by, now, until }: { by: string; now: Temporal.Instant; until: Temporal.Instant },
): Promise<Set<Sending>> => {
  const json = rows.map(({ id, citizenId, kind, channel, channelId, leaseId, textSealed, mark }) => ({
    id,
    citizen: citizenId,
    lease: leaseId,
    channel,
    channel_id: channelId,
    text: textSealed?.toString('base64') ?? null,
    mark: mark.toString('base64'),
    most: kind === 'safety' ? SAFETY_LOOP : LOOP,
  }))
  const { rows: marked } = await againOnDeadlock(() =>
    pool.query<{ id: string; state: string; lease: string | null }>({
      name: 'outbox-mark',
      text: MARK,
      values: [
        JSON.stringify(json),
        rows.map(({ id }) => id),
        until.toString(),
        by,
        now.subtract({ minutes: LOOP_MINUTES }).toString(),
        now.toString(),
      ],
    }),
  )
  const going = new Map(marked.flatMap(({ id, state, lease }) => (state === 'sending' ? [[id, lease]] : [])))
  return new Set(rows.filter(({ id, leaseId }) => going.get(id) === leaseId))
}

const WRITE = `
with done as (
  update outbox o set
    state = case when o.state in ('sending', 'unknown') then r.state else o.state end,
    reason = case when o.state in ('sending', 'unknown') then r.reason else o.reason end,
    provider_id = coalesce(r.provider_id, o.provider_id), segments = coalesce(r.segments, o.segments),
    sent_at = case when r.state in ('sent', 'delivered') then $3 else o.sent_at end,
    delivered_at = case when r.state = 'delivered' then $3 else o.delivered_at end,
    due_at = coalesce(r.due_at, o.due_at), attempts = o.attempts - case when r.free then 1 else 0 end,
    text_sealed = case when r.reword and (o.say is not null or o.say_sealed is not null) then null else o.text_sealed end,
    channel = case when r.reword then null else o.channel end,
    lease_by = null, lease_until = null
  from json_to_recordset($1::json) as r(id uuid, state text, reason text, provider_id text, segments smallint,
    due_at timestamptz, free boolean, reword boolean, note uuid)
  where r.id = any($2::uuid[]) and o.id = r.id and o.state in ('sending', 'delivered', 'failed', 'sent', 'unknown')
  returning o.citizen_id, r.note, r.state = 'failed' and o.state = 'failed' as lost
)
insert into staff_note (id, citizen_id, what, at) select note, citizen_id, 'undeliverable', $3 from done where lost`

/**
 * Writes what became of up to a micro-batch, in one statement. A status that came before our own answer stays. A message
 * given up for good is a line for the caseworker.
 */
export const writeOutcomes = async (
  pool: pg.Pool,
  outcomes: readonly Outcome[],
  now: Temporal.Instant,
): Promise<void> => {
  if (outcomes.length === 0) return
  const json = outcomes.map(({ id, state, reason, providerId, segments, dueAt, free, reword }) => ({
    ...{ id, state, reason, provider_id: providerId, segments, due_at: dueAt, free, reword },
    note: state === 'failed' ? newId() : null,
  }))
  await againOnDeadlock(() =>
    pool.query({
      name: 'outbox-write',
      text: WRITE,
      values: [JSON.stringify(json), outcomes.map(({ id }) => id), now.toString()],
    }),
  )
}

/** Rows that cannot be sent at all (their words cannot be opened). */
export const failUnsendable = async (sql: Sql, ids: readonly string[], reason: string): Promise<void> => {
  if (ids.length === 0) return
  await raw`update outbox set state = 'failed', reason = ${reason}, lease_by = null, lease_until = null
    where id = any(${[...ids]}::uuid[]) and state in ('queued', 'held')`.execute(sql)
}

/** Gives rows back that were leased and not sent: somebody else sends them. */
export const release = async (sql: Sql, ids: readonly string[], by: string): Promise<void> => {
  if (ids.length === 0) return
  await raw`update outbox set lease_by = null, lease_until = null
    where id = any(${[...ids]}::uuid[]) and lease_by = ${by} and state in ('queued', 'held')`.execute(sql)
}

/** An address that does not work any more: marked, and a line for the caseworker, once. */
export const closeChannels = async (
  sql: Sql,
  channels: readonly { id: string; state: ChannelState }[],
  now: Temporal.Instant,
): Promise<void> => {
  if (channels.length === 0) return
  const json = JSON.stringify(channels.map((one) => ({ ...one, note: newId() })))
  await raw`
    with closed as (
      update citizen_channel ch set state = r.state, changed_at = ${now.toString()}::timestamptz
      from json_to_recordset(${json}::json) as r(id uuid, state text, note uuid)
      where ch.id = r.id and ch.state in ('ok', 'unverified') returning r.note, ch.citizen_id
    )
    insert into staff_note (id, citizen_id, what, at)
    select note, citizen_id, 'undeliverable', ${now.toString()}::timestamptz from closed`.execute(sql)
}

/**
 * Claims of processes that died end, and rows left between `sending` and the answer are settled. Answers go again; a reminder may have arrived and
 * is not sent twice: it becomes `unknown` and is listed.
 */
export const reap = async (sql: Sql, now: Temporal.Instant, certainKinds: readonly string[]): Promise<number> => {
  await raw`delete from outbox_lease where lease_until <= ${now.toString()}::timestamptz`.execute(sql)
  const result = await raw`
    update outbox set
      state = case when kind = any(${[...certainKinds]}::text[]) then 'queued' else 'unknown' end,
      reason = case when kind = any(${[...certainKinds]}::text[]) then null else 'no-answer' end,
      lease_by = null, lease_until = null
    where lease_by is not null and state = 'sending' and lease_until <= ${now.toString()}::timestamptz and citizen_id is not null`.execute(
    sql,
  )
  return Number(result.numAffectedRows ?? 0)
}

/** Which row a provider's status is about. The channel too: a late word of the last one says nothing of the next. */
export type StatusRef = ({ outboxId: string } | { providerId: string }) & { channel: ChannelKind }

const whichOf = (ref: StatusRef) =>
  'outboxId' in ref ? raw`o.id = ${ref.outboxId}::uuid` : raw`o.provider_id = ${ref.providerId}`

/** A provider's later word. `undefined`: no such row (yet). */
export const writeStatus = async (
  sql: Sql,
  ref: StatusRef,
  state: 'sent' | 'delivered' | 'failed',
  reason: string | null,
  now: Temporal.Instant,
): Promise<{ id: string; channelId: string | null; kind: string } | undefined> => {
  const at = raw`${now.toString()}::timestamptz`
  const { rows } = await raw<{ id: string; channel_id: string | null; kind: string }>`
    update outbox o set
      state = case when o.state = 'delivered' then o.state when ${state} = 'sent' and o.state <> 'unknown' then o.state else ${state} end,
      reason = case when o.state = 'delivered' then o.reason else ${reason}::text end,
      sent_at = coalesce(o.sent_at, ${at}),
      delivered_at = case when ${state} = 'delivered' then coalesce(o.delivered_at, ${at}) else o.delivered_at end
    where ${whichOf(ref)} and o.channel = ${ref.channel} and o.state in ('sending', 'sent', 'delivered', 'unknown')
    returning o.id, o.channel_id, o.kind`.execute(sql)
  const row = rows[0]
  return row && { id: row.id, channelId: row.channel_id, kind: row.kind }
}

/**
 * A message whose address is reported dead goes once more, by the next channel, when there is one and it is not too late.
 * It never has failed, so its question stays open. In one transaction with the closed address, which must not be chosen
 * again. @returns false: nothing was changed.
 */
export const sendAnew = (
  sql: Sql,
  ref: StatusRef,
  dead: { state: ChannelState; reason: string },
  now: Temporal.Instant,
): Promise<boolean> =>
  transact(sql, async (tx) => {
    const at = raw`${now.toString()}::timestamptz`
    const { rows } = await raw<{ channel_id: string }>`
      with it as (select o.id, o.channel_id from outbox o
        where ${whichOf(ref)} and o.channel = ${ref.channel} and o.state in ('sending', 'sent', 'unknown')
          and (o.expires_at is null or o.expires_at > ${at})
          and exists (select from citizen_channel ch where ch.citizen_id = o.citizen_id and ch.id <> o.channel_id
            and ch.state in ('ok', 'unverified'))
        for update)
      update outbox o set state = 'queued', reason = ${dead.reason}, due_at = ${at}, channel = null, channel_id = null,
        provider_id = null, attempts = 0, lease_by = null, lease_until = null,
        text_sealed = case when o.say is not null or o.say_sealed is not null then null else o.text_sealed end
      from it where o.id = it.id returning it.channel_id`.execute(tx)
    await closeChannels(
      tx,
      rows.map((row) => ({ id: row.channel_id, state: dead.state })),
      now,
    )
    return rows.length > 0
  })
