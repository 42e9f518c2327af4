import { CASE_EVENTS, type CaseEvent, type CaseStep } from '../core/case.ts'
import { newId } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

export const addCaseEvents = async (tx: Sql, caseId: string, events: readonly CaseEvent[]): Promise<void> => {
  if (events.length === 0) return
  await tx
    .insertInto('escalation_event')
    .values(
      events.map(({ what, at, who, until, role }) => ({
        ...{ id: newId(), escalation_id: caseId, what, at, caseworker_id: who },
        until: until ?? null,
        role: role ?? null,
      })),
    )
    .execute()
}

/** What happened with these cases, by case, the oldest first. */
export const listCaseEvents = async (sql: Sql, caseIds: readonly string[]): Promise<Map<string, CaseEvent[]>> => {
  if (caseIds.length === 0) return new Map()
  const rows = await sql
    .selectFrom('escalation_event')
    .selectAll()
    .where('escalation_id', 'in', [...caseIds])
    .orderBy('at')
    // Of one moment: first why, and for whom, then who was told.
    .orderBy((eb) => eb('what', '=', 'told'))
    .orderBy((eb) => eb('what', '=', 'on-behalf'))
    .orderBy('id')
    .execute()
  const events = rows.flatMap((row) => {
    const what = CASE_EVENTS.find((one) => one === row.what)
    const event: CaseEvent | undefined = what && {
      ...{ what, at: row.at, who: row.caseworker_id },
      ...(row.until && { until: row.until }),
      ...(row.role && { role: row.role as NonNullable<CaseStep['role']> }),
    }
    return event ? [{ caseId: row.escalation_id, event }] : []
  })
  return new Map([...Map.groupBy(events, ({ caseId }) => caseId)].map(([id, of]) => [id, of.map(({ event }) => event)]))
}
