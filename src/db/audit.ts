import { newId } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** Who read or did what about whom, and when. `actor`: a caseworker's id, or `cli`. */
export const audit = async (
  sql: Sql,
  line: { actor: string; action: string; citizenId?: string; caseId?: string; why?: string; at: Temporal.Instant },
): Promise<void> => {
  await sql
    .insertInto('audit')
    .values({
      id: newId(),
      at: line.at,
      actor: line.actor,
      action: line.action,
      citizen_id: line.citizenId ?? null,
      case_id: line.caseId ?? null,
      why: line.why ?? null,
    })
    .execute()
}
