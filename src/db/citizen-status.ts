import type { CitizenStatus } from '../core/citizen.ts'
import { applyEffects, type EffectParts } from './effects.ts'
import { type Sql, transact } from './pool.ts'
import type { Vault } from './vault.ts'

/** What a colleague may do to a citizen's status, and from which one. Only a citizen joins, and only they undo a STOP. */
const MOVES = {
  pause: { to: 'paused', from: ['active'] },
  resume: { to: 'active', from: ['paused'] },
  end: { to: 'ended', from: ['invited', 'active', 'paused', 'stopped'] },
} as const satisfies Record<string, { to: CitizenStatus; from: readonly CitizenStatus[] }>
export type StatusMove = keyof typeof MOVES

/** `was`: what the citizen was before, and still is when it was not done. Undefined: there is no such citizen. */
export interface StatusMoved {
  done: boolean
  was: CitizenStatus | undefined
  status: CitizenStatus
}

/** What a colleague decides about a citizen, with the same effects as when the citizen writes it. */
export const moveStatus = async (
  sql: Sql,
  vault: Vault,
  { citizenId, move, now }: { citizenId: string; move: StatusMove; now: Temporal.Instant },
  parts: EffectParts,
): Promise<StatusMoved> => {
  const key = await vault.keyFor(citizenId)
  const { to, from } = MOVES[move]
  return transact(sql, async (tx) => {
    // Locked: a STOP of this moment is not written over.
    const before = await tx
      .selectFrom('citizen')
      .select('status')
      .where('id', '=', citizenId)
      .forUpdate()
      .executeTakeFirst()
    const done = from.some((one) => one === before?.status)
    if (done)
      await applyEffects(
        tx,
        [{ do: 'set-status', status: to }],
        { citizenId, channelId: '', inboxId: '', key, now },
        parts,
      )
    return { done, was: before?.status, status: to }
  })
}
