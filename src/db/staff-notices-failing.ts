import type { Sql } from './pool.ts'

/** A message to people at work that is not out, or had to go another way. */
export interface FailingNotice {
  id: string
  caseId: string | null
  alias: string | null
  kind: string
  attempts: number
  failure: string | null
  dueAt: Temporal.Instant
}

/** What could not be sent yet, the oldest first: for the console, `doctor` and metrics. */
export const failingNotices = (sql: Sql): Promise<FailingNotice[]> =>
  failures(sql).where('n.state', 'in', ['queued', 'sending']).execute()

/** What went another way than it should since then: somebody was told, and something is broken. */
export const detouredNotices = (sql: Sql, since: Temporal.Instant): Promise<FailingNotice[]> =>
  failures(sql)
    .where((eb) =>
      eb.or([eb.and([eb('n.state', '=', 'sent'), eb('n.sent_at', '>', since)]), eb('n.rung_at', '>', since)]),
    )
    .execute()

const failures = (sql: Sql) =>
  sql
    .selectFrom('staff_notice as n')
    .leftJoin('escalation as e', 'e.id', 'n.escalation_id')
    .leftJoin('citizen as c', 'c.id', 'e.citizen_id')
    .select(['n.id', 'n.escalation_id as caseId', 'c.alias', 'n.kind', 'n.attempts', 'n.failure', 'n.due_at as dueAt'])
    .where('n.failure', 'is not', null)
    .orderBy('n.seq')
