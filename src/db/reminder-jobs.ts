import { sql as raw } from 'kysely'
import type { CitizenStatus } from '../core/citizen.ts'
import type { DueJob, JobDecision, JobName } from '../core/due.ts'
import type { LatePolicy } from '../core/message.ts'
import { nextFire, type Schedule, scheduleSchema } from '../core/schedule.ts'
import { newId } from '../lib/ids.ts'
import { armFollowUp } from './effects.ts'
import type { Sql } from './pool.ts'

/** What everybody who has joined gets: the plan at their own time, a check-in on Sunday, an exercise on Wednesday. */
const STANDARD: { name: JobName; late: LatePolicy; schedule(planAt: string): Schedule }[] = [
  // A plan that is hours late says nothing new, and neither does a prompt; a check-in can wait for the morning.
  { name: 'plan', late: 'drop', schedule: (at) => ({ kind: 'daily', at }) },
  { name: 'check-in', late: 'hold', schedule: () => ({ kind: 'weekly', day: 7, at: '17:00' }) },
  { name: 'exercise', late: 'drop', schedule: () => ({ kind: 'weekly', day: 3, at: '19:00' }) },
]

/**
 * Creates the standard jobs of a citizen, or arms anew what has changed (the time of the plan) or has no next fire.
 * Also starts the watch for 14 silent days. In the caller's transaction.
 */
export const armJobs = async (
  tx: Sql,
  citizenId: string,
  now: Temporal.Instant,
  pauseAfterDays: number,
): Promise<void> => {
  const { zone, plan_at } = await tx
    .selectFrom('citizen')
    .select(['zone', 'plan_at'])
    .where('id', '=', citizenId)
    .executeTakeFirstOrThrow()
  for (const { name, late, schedule } of STANDARD) {
    const wanted = schedule(plan_at)
    await raw`
      insert into reminder_job (id, citizen_id, name, schedule, late, next_fire)
      values (${newId()}, ${citizenId}, ${name}, ${JSON.stringify(wanted)}::jsonb, ${late},
        ${nextFire(wanted, zone, now).toString()})
      on conflict (citizen_id, name) do update set schedule = excluded.schedule, next_fire = excluded.next_fire,
        version = reminder_job.version + 1
      where (reminder_job.schedule <> excluded.schedule and reminder_job.name = 'plan')
        or reminder_job.next_fire is null or reminder_job.next_fire <= ${now.toString()}::timestamptz`.execute(tx)
  }
  const watched = await tx
    .selectFrom('follow_up')
    .select('id')
    .where('kind', '=', 'quiet')
    .where('ref', '=', citizenId)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (!watched)
    await armFollowUp(tx, { citizenId, kind: 'quiet', ref: citizenId, dueAt: now.add({ hours: pauseAfterDays * 24 }) })
}

interface StoredJob {
  id: string
  citizen_id: string
  name: JobName
  schedule: string
  next_fire: Temporal.Instant
  late: LatePolicy
}

/** Locks what is due, at most `limit`; what another process has is skipped. */
export const lockDueJobs = async (tx: Sql, now: Temporal.Instant, limit: number): Promise<DueJob[]> => {
  const { rows } = await raw<StoredJob>`
    select id, citizen_id, name, schedule::text as schedule, next_fire, late from reminder_job
    where state = 'active' and next_fire <= ${now.toString()}::timestamptz
    order by next_fire limit ${limit} for update skip locked`.execute(tx)
  const toDue = dueJobs()
  return rows.map((row) => toDue(row, row.next_fire))
}

/** Locks one job of each of these citizens; of every active citizen when none are named. */
export const lockJobsOf = async (
  tx: Sql,
  name: JobName,
  citizenIds: readonly string[] | undefined,
  now: Temporal.Instant,
): Promise<DueJob[]> => {
  const { rows } = await raw<StoredJob>`
    select j.id, j.citizen_id, j.name, j.schedule::text as schedule, j.late from reminder_job j
    join citizen c on c.id = j.citizen_id
    where j.name = ${name} and ${citizenIds ? raw`c.id = any(${[...citizenIds]}::uuid[])` : raw`c.status = 'active'`}
    order by j.id for update of j`.execute(tx)
  const toDue = dueJobs()
  return rows.map((row) => toDue(row, now))
}

const dueJobs = (): ((row: StoredJob, fire: Temporal.Instant) => DueJob) => {
  const toSchedule = schedules()
  return ({ id, citizen_id, name, schedule, late }, fire) => {
    return { id, citizenId: citizen_id, name, schedule: toSchedule(schedule), fire, late }
  }
}

/** Thousands of rows share a handful of schedules: each is parsed once. */
const schedules = (): ((text: string) => Schedule) => {
  const known = new Map<string, Schedule>()
  return (text) => {
    const parsed = known.get(text) ?? scheduleSchema.parse(JSON.parse(text))
    known.set(text, parsed)
    return parsed
  }
}

/** Moves jobs on to their next fire. */
export const advanceJobs = async (tx: Sql, decisions: readonly JobDecision[]): Promise<void> => {
  if (decisions.length === 0) return
  const rows = decisions.map((decision) => ({ id: decision.id, next_fire: decision.nextFire }))
  await raw`
    update reminder_job j set next_fire = r.next_fire, version = j.version + 1
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, next_fire timestamptz)
    where j.id = r.id`.execute(tx)
}

/** A job as `job list` shows it. */
export interface ReminderJobView {
  id: string
  alias: string
  name: string
  schedule: Schedule
  /** Null while it is not active. */
  nextFire: Temporal.Instant | null
  /** Its own, or where that is active the citizen's: the jobs of who is paused, stopped or gone rest with them. */
  state: CitizenStatus
  citizenStatus: CitizenStatus
  late: string
}

/** The next to fire first; what rests stands last. */
export const listReminderJobs = async (sql: Sql): Promise<ReminderJobView[]> => {
  const rows = await sql
    .selectFrom('reminder_job as j')
    .innerJoin('citizen as c', 'c.id', 'j.citizen_id')
    .select(['j.id', 'c.alias', 'j.name', 'j.next_fire', 'j.state as own', 'j.late', 'c.status'])
    .select((eb) => eb.cast<string>('j.schedule', 'text').as('schedule'))
    .orderBy((eb) => eb.and([eb('j.state', '=', 'active'), eb('c.status', '=', 'active')]), 'desc')
    .orderBy('j.next_fire')
    .execute()
  const toSchedule = schedules()
  return rows.map(({ own, status, next_fire, schedule, ...row }) => {
    const state = own === 'active' ? status : own
    return {
      ...row,
      ...{ schedule: toSchedule(schedule), state, citizenStatus: status },
      nextFire: state === 'active' ? next_fire : null,
    }
  })
}
