import type { Position } from '../core/dialog.ts'
import { PRIORITY, type Say } from '../core/message.ts'
import type { SafetyPlan } from '../core/safety-plan.ts'
import { newId } from '../lib/ids.ts'
import { open, seal } from '../lib/seal.ts'
import type { Sql } from './pool.ts'

const CONTEXT = 'citizen.safety_plan'

/** A citizen's own plan as its sealed column has it. */
export const openSafetyPlan = (key: Buffer, sealed: Buffer): SafetyPlan => JSON.parse(open(key, sealed, CONTEXT))

/** Takes the place of the one before; one without anything in it is deleted. */
export const saveSafetyPlan = (tx: Sql, citizenId: string, key: Buffer, plan: SafetyPlan): Promise<unknown> =>
  tx
    .updateTable('citizen')
    .set({
      safety_plan_sealed: Object.keys(plan).length > 0 ? seal(key, JSON.stringify(plan), CONTEXT) : null,
    })
    .where('id', '=', citizenId)
    .execute()

/**
 * Puts the offer to make one into the outbox; it opens its question when it leaves, and waits for the morning at night.
 * @returns its id, or undefined when nothing may be asked of this citizen now.
 */
export const queueSafetyPlanOffer = async (
  sql: Sql,
  citizenId: string,
  { at, say }: { at: Position; say: Say[] },
  now: Temporal.Instant,
): Promise<string | undefined> => {
  const calm = await sql
    .selectFrom('citizen as c')
    .innerJoin('conversation as v', 'v.citizen_id', 'c.id')
    .select('c.id')
    .where('c.id', '=', citizenId)
    .where('c.status', '=', 'active')
    .where('v.routine_stopped_at', 'is', null)
    .executeTakeFirst()
  if (!calm) return undefined
  const id = newId()
  await sql
    .insertInto('outbox')
    .values({
      ...{ id, citizen_id: citizenId, kind: 'notice', priority: PRIORITY.notice, late: 'hold', asks: true },
      say: JSON.stringify(say),
      opens: JSON.stringify(at),
      due_at: now,
      expires_at: now.add({ hours: 48 }),
      created_at: now,
    })
    .execute()
  return id
}
