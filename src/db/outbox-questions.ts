import { sql as raw } from 'kysely'
import type { Position } from '../core/dialog.ts'
import type { Candidate } from './outbox-candidates.ts'
import type { Sql } from './pool.ts'

/** Conversations that are not over because something else is asked: they go on afterwards. */
const KEPT = ['check-in', 'safety']
const isKept = raw`coalesce(v.open->>'dialog' = any(${KEPT}::text[]) and v.open->>'dialog' <> r.where->>'dialog', false)`

/**
 * Opens the questions of these rows. An idle open check-in, or a question about safety, is put aside to go on
 * afterwards; any other question is closed. What waits already is sealed, so it is laid under it as it is (see
 * `position.ts`). @returns citizens whose conversation moved since it was read: their row waits for the next claim.
 */
export const openQuestions = async (
  tx: Sql,
  rows: readonly Candidate[],
  now: Temporal.Instant,
): Promise<Set<string>> => {
  const opening = rows.filter(({ id, opens, open }) => opens && open?.question !== id)
  if (opening.length === 0) return new Set()
  const json = opening.map(({ id, citizen_id, conversation, opens }) => {
    const { data, ...where } = opens as Position
    return { citizen_id, conversation, where: { ...where, question: id }, data }
  })
  const { rows: opened } = await raw<{ citizen_id: string }>`
    update conversation v set version = v.version + 1,
      suspended = case when not ${isKept} then v.suspended else v.open
        || case when v.opened is null then '{}' else jsonb_build_object('data', v.opened) end
        || case when v.suspended is null then '{}' else jsonb_build_object('under', v.suspended
          || jsonb_build_object('sealed', encode(v.suspended_sealed, 'base64'))) end end,
      suspended_sealed = case when ${isKept} then v.open_sealed else v.suspended_sealed end,
      open = r.where, opened = r.data, open_sealed = null, asked_at = ${now.toString()}::timestamptz
    from json_to_recordset(${JSON.stringify(json)}::json)
      as r(citizen_id uuid, conversation int, "where" jsonb, data jsonb)
    where v.citizen_id = r.citizen_id and v.version = r.conversation
    returning v.citizen_id`.execute(tx)
  const done = new Set(opened.map(({ citizen_id }) => citizen_id))
  await endOlderCheckIns(
    tx,
    opening.filter(({ citizen_id, opens }) => opens?.dialog === 'check-in' && done.has(citizen_id)),
  )
  return new Set(opening.map(({ citizen_id }) => citizen_id).filter((id) => !done.has(id)))
}

/** One that was being answered when the next was asked for is over when that one leaves; its nudge would come into it. */
const endOlderCheckIns = async (tx: Sql, rows: readonly Candidate[]): Promise<void> => {
  if (rows.length === 0) return
  const json = rows.map(({ citizen_id, opens }) => ({ citizen_id, asked: opens?.data.checkInId }))
  await raw`
    with over as (
      update check_in q set state = 'expired'
      from json_to_recordset(${JSON.stringify(json)}::json) as r(citizen_id uuid, asked uuid)
      join check_in a on a.id = r.asked
      where q.citizen_id = r.citizen_id and q.sent_at < a.sent_at and q.state in ('sent', 'started') returning q.id
    )
    update follow_up f set state = 'cancelled', version = f.version + 1 from over
    where f.ref = over.id and f.state = 'pending'`.execute(tx)
}
