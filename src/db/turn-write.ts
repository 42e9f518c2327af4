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
 * Inbox row, new state *where version = n* and outgoing rows in one statement, atomic by itself. A second copy of the
 * event violates the inbox key, which undoes the whole statement. A closed or opened channel is no word of the citizen's:
 * no conversation runs because of it, and no silence ends.
 */
const WRITE = `
with conv as (
  update conversation set version = version + 1, open = $3, opened = null, open_sealed = $4, suspended = $5, suspended_sealed = $6,
    asked_at = case when $3::jsonb is null then null when $11 in ('blocked', 'unblocked') then asked_at else $7::timestamptz end,
    last_inbound_at = case when $11 in ('blocked', 'unblocked') then last_inbound_at else $7::timestamptz end
  where citizen_id = $1 and version = $2 returning citizen_id
), heard as (
  insert into inbox (id, channel, event_id, citizen_id, received_at, kind, text_sealed, risk, kept)
  select $8, $9, $10, citizen_id, $7, $11, $12, $13, $14 from conv
), reply as (
  insert into outbox (id, citizen_id, kind, priority, state, text_sealed, due_at, created_at, channel, channel_id,
    lease_by, lease_until, sent_at, delivered_at)
  select r.id, conv.citizen_id, r.kind, r.priority, $15, decode(r.text, 'base64'), $7, $7, $9, $16, $17, $18,
    case when $15 = 'delivered' then $7::timestamptz end, case when $15 = 'delivered' then $7::timestamptz end
  from conv, jsonb_to_recordset($19::jsonb) as r(id uuid, kind text, priority smallint, text text)
), note as (
  insert into staff_note (id, citizen_id, what, detail_sealed, at)
  select n.id, conv.citizen_id, n.what, decode(n.detail, 'base64'), $7
  from conv, jsonb_to_recordset($20::jsonb) as n(id uuid, what text, detail text)
)
select count(*)::int as n from conv`

/** @throws VersionConflict, AlreadyHandled */
export const writeTurn = async (client: pg.Pool | pg.PoolClient, turn: TurnWrite): Promise<void> => {
  const { inbound, key } = turn
  const open = sealPosition(key, turn.open)
  const suspended = sealPosition(key, turn.suspended)
  const replies = turn.replies.map(({ id, kind, message }) => ({
    id,
    kind,
    priority: PRIORITY[kind],
    text: seal(key, JSON.stringify(message), 'outbox.text').toString('base64'),
  }))
  const notes = turn.notes.map(({ what, detail }) => ({
    id: newId(),
    what,
    detail: detail ? seal(key, detail, 'staff_note.detail').toString('base64') : null,
  }))
  const at = turn.now.toString()
  try {
    const { rows } = await client.query({
      name: 'turn-write',
      text: WRITE,
      values: [
        turn.citizenId,
        turn.version,
        open.where,
        open.sealed,
        suspended.where,
        suspended.sealed,
        at,
        turn.inboxId,
        inbound.channel,
        inbound.eventId,
        inbound.kind,
        turn.text === null ? null : seal(key, turn.text, 'inbox.text'),
        turn.risk,
        turn.kept,
        turn.instant ? 'delivered' : 'queued',
        turn.channelId,
        turn.instant ? null : turn.lease.by,
        turn.instant ? null : turn.lease.until.toString(),
        JSON.stringify(replies),
        JSON.stringify(notes),
      ],
    })
    if (rows[0].n === 0) throw new VersionConflict()
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'inbox_channel_event_id_key')
      throw new AlreadyHandled()
    throw error
  }
}
