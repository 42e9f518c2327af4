import type { SafetyPlan } from '../core/safety-plan.ts'
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
