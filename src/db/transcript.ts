import { sql as raw } from 'kysely'
import type { ChannelKind } from '../core/citizen.ts'
import type { Choice, MessageKind, MessageState, Rendered } from '../core/message.ts'
import { open } from '../lib/seal.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

/** One message either way, without its words. Inbox and outbox together are the transcript. */
export interface MessageView {
  id: string
  alias: string | null
  citizenId: string | null
  channel: ChannelKind | null
  direction: 'in' | 'out'
  /** A MessageKind when it went out; what came in: text, choice, voice, … */
  kind: MessageKind | string
  /** `received` when it came in. */
  state: MessageState | 'received'
  reason: string | null
  dueAt: Temporal.Instant
  sentAt: Temporal.Instant | null
  deliveredAt: Temporal.Instant | null
  segments: number | null
}

export interface MessageFilter {
  citizenId?: string
  id?: string
  state?: MessageState
  direction?: 'in' | 'out'
  limit?: number
}

interface Row extends Omit<MessageView, 'citizenId'> {
  citizen_id: string | null
  sealed: Buffer | null
}

const rowsOf = async (sql: Sql, of: MessageFilter): Promise<Row[]> => {
  const mine = of.citizenId ? raw`and m.citizen_id = ${of.citizenId}` : raw``
  const one = of.id ? raw`and m.id = ${of.id}` : raw``
  const state = of.state ? raw`and m.state = ${of.state}` : raw``
  const limit = of.limit ?? 500
  const out = raw`select m.id, m.citizen_id, m.channel, 'out' as direction, m.kind, m.state, m.reason, m.due_at as "dueAt",
      m.sent_at as "sentAt", m.delivered_at as "deliveredAt", m.segments::int as segments, m.text_sealed as sealed, coalesce(m.sent_at, m.due_at) as at, m.seq
    from outbox m where true ${mine} ${one} ${state} order by coalesce(m.sent_at, m.due_at) desc, m.seq desc limit ${limit}`
  const heard = raw`select m.id, m.citizen_id, m.channel, 'in' as direction, m.kind, 'received' as state, m.risk as reason, m.received_at as "dueAt",
      m.received_at as "sentAt", m.received_at as "deliveredAt", null::int as segments, m.text_sealed as sealed, m.received_at as at, 0 as seq
    from inbox m where true ${mine} ${one} order by m.received_at desc limit ${limit}`
  const parts =
    of.direction === 'out' || of.state
      ? raw`(${out})`
      : of.direction === 'in'
        ? raw`(${heard})`
        : raw`(${out}) union all (${heard})`
  const { rows } = await raw<Row>`select t.*, c.alias from (${parts}) t left join citizen c on c.id = t.citizen_id
    order by t.at desc, t.seq desc, t.id desc limit ${limit}`.execute(sql)
  return rows
}

const toView = ({ citizen_id, sealed: _sealed, ...row }: Row): MessageView => {
  const { id, alias, channel, direction, kind, state, reason, dueAt, sentAt, deliveredAt, segments } = row
  return {
    id,
    alias,
    citizenId: citizen_id,
    channel,
    direction,
    kind,
    state,
    reason,
    dueAt,
    sentAt,
    deliveredAt,
    segments,
  }
}

/** Messages, newest first, without their words. */
export const listMessages = async (sql: Sql, of: MessageFilter = {}): Promise<MessageView[]> =>
  (await rowsOf(sql, of)).map(toView)

/** Messages with their words, newest first; a message not rendered yet, or of an erased citizen, has none. */
export const readMessages = async (
  sql: Sql,
  vault: Vault,
  of: MessageFilter,
): Promise<(MessageView & { text: string | null; choices: Choice[] })[]> => {
  const rows = await rowsOf(sql, of)
  const keys = await vault.keysFor([...new Set(rows.flatMap(({ citizen_id }) => (citizen_id ? [citizen_id] : [])))])
  return rows.map((row) => {
    const key = row.citizen_id ? keys.get(row.citizen_id) : undefined
    if (!key || !row.sealed) return { ...toView(row), text: null, choices: [] }
    if (row.direction === 'in') return { ...toView(row), text: open(key, row.sealed, 'inbox.text'), choices: [] }
    const rendered = JSON.parse(open(key, row.sealed, 'outbox.text')) as Rendered
    return { ...toView(row), text: rendered.text, choices: rendered.choices }
  })
}

/** What has become of a message so far. */
export interface Became {
  state: MessageState
  reason: string | null
  dueAt: Temporal.Instant
}

export const whatBecame = (sql: Sql, ids: readonly string[]): Promise<Became[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : sql
        .selectFrom('outbox')
        .select(['state', 'reason', 'due_at as dueAt'])
        .where('id', 'in', [...ids])
        .execute()

/** Ids of the messages we started since an instant: what a job by hand brought about. */
export const startedSince = async (
  sql: Sql,
  since: Temporal.Instant,
  citizenIds?: readonly string[],
): Promise<string[]> => {
  let query = sql
    .selectFrom('outbox')
    .select('id')
    .where('created_at', '>=', since)
    .where('kind', 'not in', ['reply', 'safety', 'person'])
  if (citizenIds) query = query.where('citizen_id', 'in', citizenIds)
  return (await query.execute()).map(({ id }) => id)
}

/** The provider's own id of a message that has left. */
export const providerIdOf = async (sql: Sql, outboxId: string): Promise<string | undefined> =>
  (await sql.selectFrom('outbox').select('provider_id').where('id', '=', outboxId).executeTakeFirst())?.provider_id ??
  undefined
