import type { House } from '../src/app/house.ts'
import { applyEffects } from '../src/db/effects.ts'

/** As if the citizen had said yes: active, with their jobs armed. */
export const joins = async ({ db, vault, clock, effectParts }: House, citizenId: string): Promise<void> => {
  const key = await vault.keyFor(citizenId)
  const context = { citizenId, channelId: '', inboxId: '', key, now: clock.now() }
  const active = [{ do: 'set-status', status: 'active' }] as const
  await db.sql.transaction().execute((tx) => applyEffects(tx, active, context, effectParts))
}
