import { sql as raw } from 'kysely'
import type { RiskLevel } from '../core/heard.ts'
import type { Inbound } from '../core/traffic.ts'
import { newId } from '../lib/ids.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

/**
 * Notes that somebody unknown wrote. Their words are not stored: there is no key of theirs to seal them with.
 * @returns `duplicate`: this event was seen; `reply`: an answer is due (always on risk, else once a day); `quiet`: not today.
 */
export const hearStranger = async (
  sql: Sql,
  vault: Vault,
  inbound: Inbound,
  today: string,
  risk: RiskLevel | null,
): Promise<{ outcome: 'duplicate' | 'quiet' } | { outcome: 'reply'; outboxId: string }> =>
  sql.transaction().execute(async (tx) => {
    const inserted = await tx
      .insertInto('inbox')
      .values({
        id: newId(),
        channel: inbound.channel,
        event_id: inbound.eventId,
        received_at: inbound.receivedAt,
        kind: inbound.kind,
        risk,
      })
      .onConflict((c) => c.columns(['channel', 'event_id']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) return { outcome: 'duplicate' as const }
    const due = await tx
      .insertInto('stranger')
      .values({
        channel: inbound.channel,
        address_index: vault.blindIndex(inbound.channel, inbound.address),
        replied_on: today,
      })
      .onConflict((c) =>
        c
          .columns(['channel', 'address_index'])
          .doUpdateSet({ replied_on: today })
          .where('stranger.replied_on', '<', raw<string>`${today}::date`),
      )
      .returning('replied_on')
      .executeTakeFirst()
    if (!due && !risk) return { outcome: 'quiet' as const }
    // A row before the send; without text or address, which are nobody's to keep.
    const outboxId = newId()
    await tx
      .insertInto('outbox')
      .values({
        id: outboxId,
        kind: risk ? 'safety' : 'reply',
        priority: risk ? 0 : 1,
        state: 'sending',
        channel: inbound.channel,
        due_at: inbound.receivedAt,
        created_at: inbound.receivedAt,
      })
      .execute()
    return { outcome: 'reply' as const, outboxId }
  })

/** What became of the one reply to a stranger. */
export const markStranger = async (sql: Sql, outboxId: string, sent: boolean, at: Temporal.Instant): Promise<void> => {
  await sql
    .updateTable('outbox')
    .set(sent ? { state: 'sent', sent_at: at } : { state: 'failed', reason: 'provider' })
    .where('id', '=', outboxId)
    .execute()
}
