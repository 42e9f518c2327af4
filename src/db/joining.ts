import type { ChannelKind } from '../core/citizen.ts'
import { PRIORITY, type Say } from '../core/message.ts'
import { hashToken, newId } from '../lib/ids.ts'
import { seal } from '../lib/seal.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

/** What became of an invitation token somebody sent. */
export type Joining = 'linked' | 'used' | 'expired' | 'unknown' | 'someone-else'

/**
 * Links the address a token came from to the citizen it was made for. The token is good once; a used or expired one
 * is told to the caseworker, since the person at the other end is somebody they wanted to reach.
 */
export const join = async (
  sql: Sql,
  vault: Vault,
  by: { token: string; channel: ChannelKind; address: string; now: Temporal.Instant },
): Promise<Joining> => {
  const hash = hashToken(by.token)
  return sql.transaction().execute(async (tx) => {
    const invitation = await tx
      .selectFrom('invitation as i')
      .innerJoin('citizen as c', 'c.id', 'i.citizen_id')
      .select(['i.citizen_id', 'i.expires_at', 'i.used_at', 'c.status'])
      .where('i.token_hash', '=', hash)
      .forUpdate()
      .executeTakeFirst()
    if (!invitation) return 'unknown'
    const citizenId = invitation.citizen_id
    const expired = Temporal.Instant.compare(invitation.expires_at, by.now) <= 0
    if (invitation.used_at || expired || invitation.status !== 'invited') {
      await tx
        .insertInto('staff_note')
        .values({ id: newId(), citizen_id: citizenId, what: 'token-used', at: by.now })
        .execute()
      return invitation.used_at || !expired ? 'used' : 'expired'
    }
    const index = vault.blindIndex(by.channel, by.address)
    const owner = await tx
      .selectFrom('citizen_channel')
      .select('citizen_id')
      .where('channel', '=', by.channel)
      .where('address_index', '=', index)
      .executeTakeFirst()
    if (owner && owner.citizen_id !== citizenId) return 'someone-else'
    if (!owner) {
      const sealed = seal(await vault.keyFor(citizenId), by.address, 'citizen_channel.address')
      // The channel the citizen joined by is tried first; what was there moves down.
      await tx
        .updateTable('citizen_channel')
        .set((eb) => ({ ord: eb('ord', '+', 1) }))
        .where('citizen_id', '=', citizenId)
        .execute()
      await tx
        .insertInto('citizen_channel')
        .values({
          id: newId(),
          citizen_id: citizenId,
          channel: by.channel,
          address_index: index,
          address_sealed: sealed,
          state: 'ok',
          ord: 0,
          changed_at: by.now,
        })
        .onConflict((c) =>
          c
            .columns(['citizen_id', 'channel'])
            .doUpdateSet({ address_index: index, address_sealed: sealed, state: 'ok', ord: 0, changed_at: by.now }),
        )
        .execute()
    }
    await useInvitations(tx, citizenId, by.now)
    return 'linked'
  })
}

/** All of a citizen's invitations are used up when one was, or when they said yes from a number we knew. */
export const useInvitations = (tx: Sql, citizenId: string, now: Temporal.Instant): Promise<unknown> =>
  tx
    .updateTable('invitation')
    .set({ used_at: now })
    .where('citizen_id', '=', citizenId)
    .where('used_at', 'is', null)
    .execute()

/** A new invitation. Only its hash is stored: the token is shown once. */
export const invite = async (
  tx: Sql,
  citizenId: string,
  token: string,
  now: Temporal.Instant,
  days = 14,
): Promise<void> => {
  await tx
    .insertInto('invitation')
    .values({
      token_hash: hashToken(token),
      citizen_id: citizenId,
      created_at: now,
      expires_at: now.add({ hours: days * 24 }),
    })
    .execute()
}

/** Puts an invitation into the outbox; its token is sealed like all else. */
export const queueInvitation = async (
  tx: Sql,
  to: { citizenId: string; key: Buffer },
  say: Say,
  now: Temporal.Instant,
): Promise<void> => {
  await tx
    .insertInto('outbox')
    .values({
      id: newId(),
      citizen_id: to.citizenId,
      kind: 'invitation',
      priority: PRIORITY.invitation,
      say_sealed: seal(to.key, JSON.stringify([say]), 'outbox.say'),
      due_at: now,
      created_at: now,
    })
    .execute()
}

/** The citizen has joined by the first of their channels: it works, and the invitation is used. */
export const markJoined = async (tx: Sql, citizenId: string, now: Temporal.Instant): Promise<void> => {
  await tx
    .updateTable('citizen_channel')
    .set({ state: 'ok', changed_at: now })
    .where('citizen_id', '=', citizenId)
    .where('ord', '=', 0)
    .execute()
  await useInvitations(tx, citizenId, now)
}
