import { sql as raw } from 'kysely'
import type { CheckInTimes, Decide, DueItem, DueJob, Fired, ItemDecision, JobDecision, JobName } from '../core/due.ts'
import { newId } from '../lib/ids.ts'
import { dueFacts } from './due-facts.ts'
import { insertMessages } from './outbox.ts'
import { advanceItems, lockDueItems } from './plan-due.ts'
import { type Sql, transact } from './pool.ts'
import { advanceJobs, lockDueJobs, lockJobsOf } from './reminder-jobs.ts'

/**
 * One batch of what is due: decided, put into the outbox and moved on in one transaction, so nothing is lost between
 * and nothing happens twice. `due` 0: nothing is left.
 */
export const fireDue = (
  sql: Sql,
  now: Temporal.Instant,
  limit: number,
  times: CheckInTimes,
  decide: Decide,
): Promise<Fired & { due: number }> =>
  transact(sql, async (tx) => {
    const items = await lockDueItems(tx, now, limit)
    const jobs = await lockDueJobs(tx, now, limit)
    const due = items.length + jobs.length
    if (due === 0) return { due, jobs: [], messages: 0 }
    const facts = await dueFacts(
      tx,
      [...items, ...jobs].map(({ citizenId }) => citizenId),
      now,
    )
    const decided = decide({ jobs, items }, facts)
    const messages = await store(tx, decided, now, times)
    await advanceJobs(tx, decided.jobs)
    await advanceItems(tx, decided.items)
    return { due, jobs: told(jobs, items, decided), messages }
  })

/**
 * A job run by hand, for these citizens or for every active one. `next_fire` stays: the scheduled one comes as well,
 * under its own occurrence.
 */
export const fireNow = (
  sql: Sql,
  by: { name: JobName; citizenIds?: readonly string[]; instrument?: string },
  now: Temporal.Instant,
  times: CheckInTimes,
  decide: Decide,
): Promise<Fired> =>
  transact(sql, async (tx) => {
    const occurrence = `manual-${newId()}`
    const forced = { occurrence, ...(by.instrument && { instrument: by.instrument }) }
    const jobs = (await lockJobsOf(tx, by.name, by.citizenIds, now)).map((job) => ({ ...job, forced }))
    const facts = await dueFacts(
      tx,
      jobs.map(({ citizenId }) => citizenId),
      now,
    )
    const decided = decide({ jobs, items: [] }, facts)
    const messages = await store(tx, decided, now, times)
    return { jobs: told(jobs, [], decided), messages }
  })

const store = async (
  tx: Sql,
  decided: { jobs: JobDecision[]; items: ItemDecision[] },
  now: Temporal.Instant,
  times: CheckInTimes,
): Promise<number> => {
  const messages = [...decided.items, ...decided.jobs].flatMap(({ message }) => message ?? [])
  const inserted = await insertMessages(tx, messages, now)
  const there = new Set(inserted.map(({ jobId, occurrence }) => `${jobId} ${occurrence}`))
  await storeCheckIns(
    tx,
    decided.jobs.filter(({ message }) => message && there.has(`${message.jobId} ${message.occurrence}`)),
    now,
    times,
  )
  return inserted.length
}

/**
 * The check-ins that were really asked, each with its nudge and its expiry. An older one that nobody has answered, or that
 * has not left yet, is over: two would ask for the same thing, and its nudge would come into the new one. One that is being
 * answered is over when the new one leaves (db/outbox-questions.ts), which waits for the conversation to rest.
 */
const storeCheckIns = async (
  tx: Sql,
  decisions: readonly JobDecision[],
  now: Temporal.Instant,
  times: CheckInTimes,
): Promise<void> => {
  const rows = decisions.flatMap(({ checkIn, message }) => {
    if (!checkIn || !message) return []
    const { dueAt, citizenId } = message
    return {
      id: checkIn.id,
      citizen_id: citizenId,
      instrument: checkIn.instrument,
      nudge_id: newId(),
      nudge_at: dueAt.add({ hours: times.nudgeAfterHours }),
      expiry_id: newId(),
      expiry_at: dueAt.add({ hours: times.expireAfterHours }),
    }
  })
  if (rows.length === 0) return
  const json = JSON.stringify(rows)
  await raw`
    with r as (
      select * from json_to_recordset(${json}::json) as r(id uuid, citizen_id uuid, instrument text,
        nudge_id uuid, nudge_at timestamptz, expiry_id uuid, expiry_at timestamptz)
    ), over as (
      update check_in q set state = 'expired' from r
      where q.citizen_id = r.citizen_id and q.state in ('sent', 'started')
        and not (q.state = 'started' and exists (select from conversation v
          where v.citizen_id = q.citizen_id and v.open->>'dialog' = 'check-in'))
      returning q.id, q.citizen_id
    ), unsent as (
      update outbox o set state = 'cancelled', reason = 'expired' from over
      where o.citizen_id = over.citizen_id and o.state in ('queued', 'held')
        and (o.opens->'data'->>'checkInId' = over.id::text
          or o.job_id in (select n.id from follow_up n where n.kind = 'nudge' and n.ref = over.id))
    ), cancelled as (
      update follow_up f set state = 'cancelled', version = f.version + 1 from over
      where f.ref = over.id and f.state = 'pending'
    ), asked as (
      insert into check_in (id, citizen_id, instrument, state, sent_at)
      select id, citizen_id, instrument, 'sent', ${now.toString()}::timestamptz from r
    )
    insert into follow_up (id, citizen_id, kind, ref, due_at)
    select nudge_id, citizen_id, 'nudge', id, nudge_at from r
    union all select expiry_id, citizen_id, 'expiry', id, expiry_at from r`.execute(tx)
}

const told = (
  jobs: readonly DueJob[],
  items: readonly DueItem[],
  decided: { jobs: JobDecision[]; items: ItemDecision[] },
): Fired['jobs'] => [
  ...items.map(({ citizenId }, n) => line(citizenId, 'reminder', decided.items[n]?.skipped)),
  ...jobs.map(({ citizenId, name }, n) => line(citizenId, name, decided.jobs[n]?.skipped)),
]

const line = (citizenId: string, name: string, skipped: string | undefined): Fired['jobs'][number] => ({
  citizenId,
  name,
  ...(skipped && { skipped }),
})
