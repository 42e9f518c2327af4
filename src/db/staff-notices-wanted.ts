import { sql as raw } from 'kysely'
import { OF_WHO_HAS_IT, OF_WORDS } from '../core/escalation.ts'
import type { StaffNotice } from '../core/staff-notice.ts'
import type { Sql } from './pool.ts'

/** Slack could not take in time what called a person to a case that cannot wait: they are told, however late. */
export const isOwed = (it: { kind: string; attempts: number; reason: string; level: string }): boolean =>
  it.kind === 'direct' && it.attempts > 1 && it.level !== 'soon' && !OF_WHO_HAS_IT.some((one) => one === it.reason)

/**
 * Is a message to a person still worth sending? Asked right before it goes. `reread`: it is, but not in the words of the
 * case as it was claimed.
 */
export const stillWanted = async (sql: Sql, notice: StaffNotice): Promise<boolean | 'reread'> => {
  const { case: it, kind, attempts, reason } = notice
  if (notice.late) return lateWanted(sql, notice)
  const row = await sql
    .selectFrom('escalation')
    .select(['state', 'asked_at'])
    .where('id', '=', it.id)
    .executeTakeFirst()
  if (reason === 'answered') return row !== undefined
  // Opened again since: everybody is told of that.
  if (OF_WORDS.includes(reason)) return row !== undefined && row.state !== 'open'
  if (reason === 'still-on-it') return row?.state === 'acknowledged' && row.asked_at !== null
  if (OF_WHO_HAS_IT.includes(reason)) return row?.state === 'acknowledged'
  return row?.state === 'open' || (row !== undefined && isOwed({ kind, attempts, reason, level: it.level }) && 'reread')
}

/** Not by who has it or closed it, nor by who left, and once: the newest of those who wait for the same person. */
const lateWanted = async (sql: Sql, { id, case: it, to }: StaffNotice): Promise<boolean | 'reread'> => {
  if (!to) return false
  const row = await sql
    .selectFrom('escalation as e')
    .innerJoin('staff_notice as n', 'n.escalation_id', 'e.id')
    .innerJoin('caseworker as w', 'w.id', 'n.caseworker_id')
    .select('e.state')
    .where('n.id', '=', id)
    .where('w.left_at', 'is', null)
    .where(raw<boolean>`w.id is distinct from
      case e.state when 'snoozed' then e.assignee_id else coalesce(e.resolved_by, e.acknowledged_by) end`)
    .where(raw<boolean>`not exists (select from staff_notice o where o.escalation_id = e.id and o.kind = 'direct'
      and o.caseworker_id = w.id and o.seq > n.seq
      and (o.state = 'sent' or o.attempts > 1 or o.state = 'queued' and o.attempts = 1))`)
    .executeTakeFirst()
  return row !== undefined && (row.state === it.state || 'reread')
}
