import { sql as raw } from 'kysely'
import type { NewMessage } from '../core/due.ts'
import { PRIORITY } from '../core/message.ts'
import { newId } from '../lib/ids.ts'
import { isWaiting } from './outbox-sent.ts'
import type { Sql } from './pool.ts'

/** What was really inserted: a message that was there already (same citizen, job and occurrence) is not in it. */
export interface Inserted {
  id: string
  jobId: string
  occurrence: string
}

/** Puts messages into the outbox, in order, in one statement. Each exists once, whatever runs twice. */
export const insertMessages = async (
  tx: Sql,
  messages: readonly NewMessage[],
  now: Temporal.Instant,
): Promise<Inserted[]> => {
  if (messages.length === 0) return []
  const rows = messages.map((message) => ({
    id: newId(),
    citizen_id: message.citizenId,
    kind: message.kind,
    priority: PRIORITY[message.kind],
    state: message.state,
    job_id: message.jobId,
    occurrence: message.occurrence,
    say: message.say,
    opens: message.opens,
    unasked: message.unasked,
    asks: message.asks,
    late: message.late,
    due_at: message.dueAt,
    expires_at: message.expiresAt,
  }))
  const done = await raw<{ id: string; job_id: string; occurrence: string }>`
    insert into outbox (id, citizen_id, kind, priority, state, job_id, occurrence, say, opens, unasked, asks, late,
      due_at, expires_at, created_at)
    select r.*, ${now.toString()}::timestamptz from json_to_recordset(${JSON.stringify(rows)}::json) as r(
      id uuid, citizen_id uuid, kind text, priority smallint, state text, job_id uuid, occurrence text, say jsonb,
      opens jsonb, unasked boolean, asks boolean, late text, due_at timestamptz, expires_at timestamptz)
    on conflict (citizen_id, job_id, occurrence) where job_id is not null do nothing
    returning id, job_id, occurrence`.execute(tx)
  return done.rows.map(({ id, job_id, occurrence }) => ({ id, jobId: job_id, occurrence }))
}

/** What has not left yet of check-ins is not needed any more, their nudges among it: those may open nothing. */
export const cancelCheckInMessages = async (tx: Sql, checkInIds: readonly string[], reason: string): Promise<void> => {
  const ids = [...checkInIds]
  await raw`
    update outbox o set state = 'cancelled', reason = ${reason}
    where ${isWaiting} and o.citizen_id in (select citizen_id from check_in where id = any(${ids}::uuid[]))
      and (o.opens->'data'->>'checkInId' = any(${ids}::text[])
        or o.job_id in (select id from follow_up where kind = 'nudge' and ref = any(${ids}::uuid[])))`.execute(tx)
}
