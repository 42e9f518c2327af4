import type { ChannelKind } from '../core/citizen.ts'
import type { RiskLevel } from '../core/heard.ts'
import { PRIORITY, type Say } from '../core/message.ts'
import { newId } from '../lib/ids.ts'
import { seal } from '../lib/seal.ts'
import { applyEffects, type EffectParts } from './effects.ts'
import { type Sql, transact } from './pool.ts'
import type { Vault } from './vault.ts'

/** An event that could not be handled, as far as it can be read. */
export interface FailedEvent {
  channel: ChannelKind
  eventId: string
  address: string | undefined
  at: Temporal.Instant
  /** What the person wrote; '' when nothing of it can be read. */
  text: string
  risk: RiskLevel | null
}

/** What is done about it when it came from a citizen. */
export interface Instead {
  effects: Parameters<typeof applyEffects>[1]
  reply: { kind: 'safety' | 'reply'; say: Say; evenStopped: boolean }
}

/**
 * Writes down an event that failed again and again, so that it is passed over and can be found. What a citizen wrote is
 * kept for their caseworker, and a person is called in the same transaction. A stranger's words are not kept: there is
 * no key of theirs to seal them with. @returns undefined: it had been written down before, or came from nobody we know.
 */
export const setAside = async (
  sql: Sql,
  vault: Vault,
  event: FailedEvent,
  insteadOf: (stopped: boolean) => Instead,
  parts: EffectParts,
): Promise<Awaited<ReturnType<typeof applyEffects>> | undefined> => {
  const { channel, eventId, address, at, text, risk } = event
  const owner =
    address === undefined
      ? undefined
      : await sql
          .selectFrom('citizen_channel as h')
          .innerJoin('citizen as c', 'c.id', 'h.citizen_id')
          .select(['h.id as channelId', 'c.id', 'c.status'])
          .where('h.channel', '=', channel)
          .where('h.address_index', '=', vault.blindIndex(channel, address))
          .executeTakeFirst()
  const stopped = owner?.status === 'stopped' || owner?.status === 'ended'
  const instead = insteadOf(stopped)
  const key = owner && (await vault.keyFor(owner.id))
  const inboxId = newId()
  return transact(sql, async (tx) => {
    const inserted = await tx
      .insertInto('inbox')
      .values({
        ...{
          id: inboxId,
          channel,
          event_id: eventId,
          citizen_id: owner?.id ?? null,
          received_at: at,
          kind: 'other',
          risk,
        },
        ...(key && text !== '' && { text_sealed: seal(key, text, 'inbox.text'), kept: true }),
      })
      .onConflict((c) => c.columns(['channel', 'event_id']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted || !owner || !key) return undefined
    const after = await applyEffects(
      tx,
      instead.effects,
      { citizenId: owner.id, channelId: owner.channelId, inboxId, key, now: at },
      parts,
    )
    if (stopped && !instead.reply.evenStopped) return after
    const { kind, say } = instead.reply
    const when = { due_at: at.toString(), created_at: at.toString() }
    await tx
      .insertInto('outbox')
      .values({
        id: newId(),
        citizen_id: owner.id,
        kind,
        priority: PRIORITY[kind],
        say: JSON.stringify([say]),
        ...when,
      })
      .execute()
    return { ...after, outbox: true }
  })
}
