import type pg from 'pg'
import type { StaffNote } from '../core/effect.ts'
import { PRIORITY } from '../core/message.ts'
import type { TurnOrder } from '../core/turn-order.ts'
import { newId } from '../lib/ids.ts'
import { seal } from '../lib/seal.ts'
import { sealPosition } from './position.ts'

export interface TurnWrite extends TurnOrder {
  /** Lines for the caseworker's digest: almost every free text has one, so they ride along. */
  notes: readonly { what: StaffNote; detail?: string }[]
}

/** Another turn of the same citizen came first: read again and decide again. */
export class VersionConflict extends Error {
  override name = 'VersionConflict'
}
/** The event is in the inbox: everything it caused is done. */
export class AlreadyHandled extends Error {
  override name = 'AlreadyHandled'
}

/**
 * Inbox rows, new states *where version = n* and outgoing rows of many turns in one statement, atomic by itself: one
 * citizen at most once. A second copy of an event violates the inbox key, which undoes the whole statement. A closed or
 * opened channel is no word of the citizen's: no conversation runs because of it, and no silence ends. The citizens ($4)
 * are said once more: so the planner knows how few they are and goes by the key.
 */
const WRITE = `
with turn as materialized (
  select t.*, t.kind in ('blocked', 'unblocked') as silent
  from json_to_recordset($1::json) as t(citizen uuid, version int, open jsonb, open_sealed text, suspended jsonb,
    suspended_sealed text, at timestamptz, inbox uuid, channel text, event text, kind text, text text, risk text,
    kept boolean, state text, channel_id uuid, lease_by text, lease_until timestamptz)
), conv as (
  update conversation v set version = v.version + 1, open = t.open, opened = null,
    open_sealed = decode(t.open_sealed, 'base64'), suspended = t.suspended,
    suspended_sealed = decode(t.suspended_sealed, 'base64'),
    asked_at = case when t.open is null then null when t.silent then v.asked_at else t.at end,
    last_inbound_at = case when t.silent then v.last_inbound_at else t.at end
  from turn t where v.citizen_id = any($4::uuid[]) and v.citizen_id = t.citizen and v.version = t.version
  returning t.*
), heard as (
  insert into inbox (id, channel, event_id, citizen_id, received_at, kind, text_sealed, risk, kept)
  select inbox, channel, event, citizen, at, kind, decode(text, 'base64'), risk, kept from conv
), reply as (
  insert into outbox (id, citizen_id, kind, priority, state, text_sealed, due_at, created_at, channel, channel_id,
    lease_by, lease_until, sent_at, delivered_at)
  select r.id, r.citizen, r.kind, r.priority, conv.state, decode(r.text, 'base64'), conv.at, conv.at, conv.channel,
    conv.channel_id, conv.lease_by, conv.lease_until,
    case when conv.state = 'delivered' then conv.at end, case when conv.state = 'delivered' then conv.at end
  from conv join json_to_recordset($2::json) as r(id uuid, citizen uuid, kind text, priority smallint, text text)
    on r.citizen = conv.citizen
), note as (
  insert into staff_note (id, citizen_id, what, detail_sealed, at)
  select n.id, n.citizen, n.what, decode(n.detail, 'base64'), conv.at
  from conv join json_to_recordset($3::json) as n(id uuid, citizen uuid, what text, detail text)
    on n.citizen = conv.citizen
)
select citizen from conv`

const base64 = (sealed: Buffer | null): string | null => sealed?.toString('base64') ?? null

const turnRow = ({ key, inbound, ...turn }: TurnWrite) => {
  const open = sealPosition(key, turn.open)
  const suspended = sealPosition(key, turn.suspended)
  return {
    citizen: turn.citizenId,
    version: turn.version,
    open: open.where,
    open_sealed: base64(open.sealed),
    suspended: suspended.where,
    suspended_sealed: base64(suspended.sealed),
    at: turn.now.toString(),
    inbox: turn.inboxId,
    channel: inbound.channel,
    event: inbound.eventId,
    kind: inbound.kind,
    text: turn.text === null ? null : base64(seal(key, turn.text, 'inbox.text')),
    risk: turn.risk,
    kept: turn.kept,
    state: turn.instant ? 'delivered' : 'queued',
    channel_id: turn.channelId,
    lease_by: turn.instant ? null : turn.lease.by,
    lease_until: turn.instant ? null : turn.lease.until.toString(),
  }
}

const replyRows = ({ citizenId, key, replies }: TurnWrite) =>
  replies.map(({ id, kind, message }) => ({
    id,
    citizen: citizenId,
    kind,
    priority: PRIORITY[kind],
    text: base64(seal(key, JSON.stringify(message), 'outbox.text')),
  }))

const noteRows = ({ citizenId, key, notes }: TurnWrite) =>
  notes.map(({ what, detail }) => ({
    id: newId(),
    citizen: citizenId,
    what,
    detail: detail ? base64(seal(key, detail, 'staff_note.detail')) : null,
  }))

/** @returns the citizens whose turn was written; the others' had moved on. @throws AlreadyHandled, and then none was. */
export const writeTurns = async (
  client: pg.Pool | pg.PoolClient,
  turns: readonly TurnWrite[],
): Promise<ReadonlySet<string>> => {
  try {
    const { rows } = await client.query<{ citizen: string }>({
      name: 'turn-write',
      text: WRITE,
      values: [
        JSON.stringify(turns.map(turnRow)),
        JSON.stringify(turns.flatMap(replyRows)),
        JSON.stringify(turns.flatMap(noteRows)),
        turns.map(({ citizenId }) => citizenId),
      ],
    })
    return new Set(rows.map(({ citizen }) => citizen))
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'inbox_channel_event_id_key')
      throw new AlreadyHandled()
    throw error
  }
}

/** @throws VersionConflict, AlreadyHandled */
export const writeTurn = async (client: pg.Pool | pg.PoolClient, turn: TurnWrite): Promise<void> => {
  const written = await writeTurns(client, [turn])
  if (!written.has(turn.citizenId)) throw new VersionConflict()
}
