import { sql as raw } from 'kysely'
import { PRIORITY } from '../core/message.ts'
import type { SecondOrder } from '../core/turn-order.ts'
import { seal } from '../lib/seal.ts'
import { type AfterCommit, applyEffects, type EffectParts } from './effects.ts'
import { type Db, isDeadlock, type Sql } from './pool.ts'
import { sealPosition } from './position.ts'

/** `settled`: it was done before, or what it should replace has left. `conflict`: the conversation moved on. */
export type Reconsidered = { outcome: 'written'; after: AfterCommit } | { outcome: 'settled' | 'conflict' }

class Undo extends Error {
  override name = 'Undo'
  readonly outcome: 'settled' | 'conflict'
  constructor(outcome: 'settled' | 'conflict') {
    super(outcome)
    this.outcome = outcome
  }
}

/** The kind of an inbox row whose text was spoken and written down by a machine. */
export const TRANSCRIPT = 'voice-transcript'

/**
 * Writes what a second look at a stored event decided: the new state *where version = n*, the replies in place of those
 * that have not left, the effects. What makes it happen once lies in the inbox row itself, whatever runs twice.
 */
export const writeSecondLook = async (db: Db, order: SecondOrder, parts: EffectParts): Promise<Reconsidered> => {
  try {
    return await db.sql.transaction().execute(async (tx) => {
      // The same order of locks as a turn: conversation, inbox, outbox, case.
      await moveOn(tx, order)
      await markOnce(tx, order)
      await replace(tx, order)
      const { citizenId, channelId, inboxId, key, heardAt } = order
      const context = { citizenId, channelId, inboxId, key, now: heardAt }
      const after = await applyEffects(tx, order.effects, context, parts)
      return { outcome: 'written', after }
    })
  } catch (error) {
    if (error instanceof Undo) return { outcome: error.outcome }
    if (isDeadlock(error)) return { outcome: 'conflict' }
    throw error
  }
}

const moveOn = async (tx: Sql, { citizenId, version, key, now, ...order }: SecondOrder): Promise<void> => {
  const open = sealPosition(key, order.open)
  const suspended = sealPosition(key, order.suspended)
  const moved = await raw`
    update conversation set version = version + 1, open = ${json(open.where)}::jsonb, opened = null,
      open_sealed = ${open.sealed}, suspended = ${json(suspended.where)}::jsonb, suspended_sealed = ${suspended.sealed},
      asked_at = case when ${open.where === null} then null else ${now.toString()}::timestamptz end
    where citizen_id = ${citizenId} and version = ${version}`.execute(tx)
  if (moved.numAffectedRows !== 1n) throw new Undo('conflict')
}

const json = (value: object | null): string | null => (value ? JSON.stringify(value) : null)

const markOnce = async (tx: Sql, { inboxId, raises, heard, key }: SecondOrder): Promise<void> => {
  if (heard) {
    const done = await tx
      .updateTable('inbox')
      .set({ kind: TRANSCRIPT, text_sealed: seal(key, heard.text, 'inbox.text'), risk: heard.risk, kept: heard.kept })
      .where('id', '=', inboxId)
      .where('kind', '=', 'voice')
      .executeTakeFirst()
    if (done.numUpdatedRows !== 1n) throw new Undo('settled')
  } else if (raises) {
    // S1 < S2 < S3 also as words.
    const done = await tx
      .updateTable('inbox')
      .set({ risk: raises })
      .where('id', '=', inboxId)
      .where((eb) => eb.or([eb('risk', 'is', null), eb('risk', '<', raises)]))
      .executeTakeFirst()
    if (done.numUpdatedRows !== 1n) throw new Undo('settled')
  }
}

const replace = async (tx: Sql, { replaces, replies, key, now, ...order }: SecondOrder): Promise<void> => {
  if (replaces.length > 0) {
    // Said by nobody yet: only this process holds them, and it has not begun to send.
    const gone = await tx
      .deleteFrom('outbox')
      .where('id', 'in', [...replaces])
      .where('state', '=', 'queued')
      .where('lease_by', '=', order.lease.by)
      .executeTakeFirst()
    // They have left after all. Danger, and words that nobody has yet, are worth a second reply.
    const left = gone.numDeletedRows !== BigInt(replaces.length)
    if (left && !order.raises && !order.heard) throw new Undo('settled')
  }
  if (replies.length === 0) return
  await tx
    .insertInto('outbox')
    .values(
      replies.map(({ id, kind, message }) => ({
        ...{ id, kind, citizen_id: order.citizenId, priority: PRIORITY[kind], state: 'queued' },
        text_sealed: seal(key, JSON.stringify(message), 'outbox.text'),
        ...{ due_at: now.toString(), created_at: now.toString(), channel: order.channel, channel_id: order.channelId },
        ...{ lease_by: order.lease.by, lease_until: order.lease.until.toString() },
      })),
    )
    .execute()
}
