import type { ChannelKind } from '../core/citizen.ts'
import type { Position } from '../core/dialog.ts'
import { type MessageKind, PRIORITY, type Say } from '../core/message.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { newId } from '../lib/ids.ts'
import { open, seal } from '../lib/seal.ts'
import { type Armed, armFollowUp } from './effects.ts'
import { type Sql, transact } from './pool.ts'
import { sealPosition } from './position.ts'
import type { Vault } from './vault.ts'

/** What was interrupted, asked again: where that leaves the conversation, and the words. */
export interface TakenUp {
  open: Position
  suspended: Position | undefined
  say: Say[]
  kind: MessageKind
}

export interface GoOnDeps {
  sql: Sql
  vault: Vault
  load(by: { channel: ChannelKind; address: string; now: Temporal.Instant }): Promise<Snapshot | undefined>
  /** Undefined: nothing waits, or something else is being asked. */
  takeUp(snapshot: Snapshot, now: Temporal.Instant): TakenUp | undefined
}

/** A question asked again is no news after this. */
const EXPIRES = { hours: 24 }
/** The citizen has written in this very moment: looked at again after this. */
const MOMENT = { seconds: 30 }

/**
 * Carries out the follow-up `go-on`: the new state *where version = n* and the message that asks, in one transaction. A
 * word of the citizen that comes in between takes the question up itself, and then there is nothing left to do here.
 */
export const goOn = async (
  { sql, vault, load, takeUp }: GoOnDeps,
  { citizenId, followUpId, now }: { citizenId: string; followUpId: string; now: Temporal.Instant },
): Promise<{ followUps: Armed[] }> => {
  const address = await sql
    .selectFrom('citizen_channel')
    .select(['channel', 'address_sealed'])
    .where('citizen_id', '=', citizenId)
    .where('state', 'in', ['ok', 'unverified'])
    .orderBy('ord')
    .executeTakeFirst()
  const key = await vault.keyFor(citizenId)
  const found =
    address &&
    (await load({
      channel: address.channel,
      address: open(key, address.address_sealed, 'citizen_channel.address'),
      now,
    }))
  const until = found?.conversation.personUntil
  return transact(sql, async (tx) => {
    const mine = await tx
      .updateTable('follow_up')
      .set((eb) => ({ state: 'done', version: eb('version', '+', 1) }))
      .where('id', '=', followUpId)
      .where('state', '=', 'pending')
      .executeTakeFirst()
    if (mine.numUpdatedRows === 0n || !found) return { followUps: [] }
    const later = (dueAt: Temporal.Instant) => armFollowUp(tx, { citizenId, kind: 'go-on', ref: citizenId, dueAt })
    // Silent while a person writes.
    if (until && Temporal.Instant.compare(until, now) > 0) return { followUps: [await later(until)] }
    const taken = takeUp(found, now)
    if (!taken) return { followUps: [] }
    const id = newId()
    const at = sealPosition(key, { ...taken.open, question: id })
    const waits = sealPosition(key, taken.suspended)
    const moved = await tx
      .updateTable('conversation')
      .set((eb) => ({
        version: eb('version', '+', 1),
        open: at.where && JSON.stringify(at.where),
        opened: null,
        open_sealed: at.sealed,
        suspended: waits.where && JSON.stringify(waits.where),
        suspended_sealed: waits.sealed,
        asked_at: now,
      }))
      .where('citizen_id', '=', citizenId)
      .where('version', '=', found.conversation.version)
      .executeTakeFirst()
    if (moved.numUpdatedRows === 0n) return { followUps: [await later(now.add(MOMENT))] }
    await tx
      .insertInto('outbox')
      .values({
        id,
        citizen_id: citizenId,
        kind: taken.kind,
        priority: PRIORITY[taken.kind],
        // Where somebody had got to in their answers is theirs.
        say_sealed: seal(key, JSON.stringify(taken.say), 'outbox.say'),
        asks: true,
        late: 'hold',
        due_at: now,
        expires_at: now.add(EXPIRES),
        created_at: now,
      })
      .execute()
    return { followUps: [] }
  })
}
