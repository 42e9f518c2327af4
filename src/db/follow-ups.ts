import { sql as raw } from 'kysely'
import type { FollowUpKind } from '../core/effect.ts'
import type { Armed, CarriedOut, FollowUp, FollowUpFacts, FollowUpPlan, WhichFollowUps } from '../core/follow-up.ts'
import { lookBack, toUnasked, unaskedSince } from './due-facts.ts'
import { cancelRoutine } from './effects.ts'
import { cancelCheckInMessages, insertMessages } from './outbox.ts'
import { type Sql, transact } from './pool.ts'

/** What happens to a citizen beside messages; wired to the files of those tables. */
export interface FollowUpParts {
  /** Arms the reminder jobs of a citizen whose pause is over. */
  arm(tx: Sql, citizenId: string, now: Temporal.Instant): Promise<void>
  /** Raises a case `soon` because of 14 silent days, in this transaction. */
  raiseQuiet(tx: Sql, citizenId: string, now: Temporal.Instant): Promise<Armed[]>
}

interface Row {
  id: string
  citizen_id: string
  kind: FollowUpKind
  ref: string
  due_at: Temporal.Instant
  version: number
  status: FollowUpFacts['status']
  zone: string
  quiet_from: string
  quiet_to: string
  joined_at: Temporal.Instant | null
  resume_at: Temporal.Instant | null
  routine_stopped_at: Temporal.Instant | null
  last_inbound_at: Temporal.Instant | null
  open_dialog: string | null
  instrument: string | null
  check_in_state: NonNullable<FollowUpFacts['checkIn']>['state'] | null
  reached: boolean
  arrived: number
  unasked: [number, boolean][] | null
  check_in_next: Temporal.Instant | null
}

/**
 * Carries out follow-ups: locked, decided and done in one transaction. Steps of cases are only named, because the
 * cases lock and decide for themselves.
 */
export const carryOut = (
  sql: Sql,
  which: WhichFollowUps,
  now: Temporal.Instant,
  decide: (followUp: FollowUp, facts: FollowUpFacts) => FollowUpPlan,
  parts: FollowUpParts,
): Promise<CarriedOut> =>
  transact(sql, async (tx) => {
    const rows = await lockWith(tx, which, now)
    const result: CarriedOut = { due: rows.length, armed: [], climbs: [], goOns: [], done: [] }
    const plans = rows.map((row) => ({ row, plan: decide(toFollowUp(row), toFacts(row)) }))
    const of = <D extends FollowUpPlan['do']>(what: D) =>
      plans.filter((entry): entry is { row: Row; plan: Extract<FollowUpPlan, { do: D }> } => entry.plan.do === what)

    for (const { row } of of('climb')) result.climbs.push({ caseId: row.ref, id: row.id })
    for (const { row } of of('go-on')) result.goOns.push({ citizenId: row.citizen_id, id: row.id })
    await expireCheckIns(
      tx,
      of('expire').map(({ row }) => row.ref),
    )
    for (const { row } of of('resume')) await resume(tx, row.citizen_id, now, parts)
    for (const { row } of of('pause')) result.armed.push(...(await pause(tx, row.citizen_id, now, parts)))
    const messages = [...of('say'), ...of('pause')].map(({ plan }) => plan.message)
    await insertMessages(tx, messages, now)
    result.armed.push(
      ...(await again(
        tx,
        of('again').map(({ row, plan }) => ({ id: row.id, due_at: plan.dueAt })),
      )),
    )
    const finished = plans.filter(({ plan }) => !LEFT.has(plan.do)).map(({ row }) => row.id)
    await finish(tx, finished)
    result.done = plans.map(({ row, plan }) => ({ kind: row.kind, citizenId: row.citizen_id, did: plan.do }))
    return result
  })

/** Not over with this: due again, or finished by who carries it out. */
const LEFT: ReadonlySet<FollowUpPlan['do']> = new Set(['again', 'climb', 'go-on'])

const lockWith = async (tx: Sql, which: WhichFollowUps, now: Temporal.Instant): Promise<Row[]> => {
  // A step of a case is claimed by the cases themselves: its row is not locked here.
  const locked =
    'one' in which
      ? raw`select f.id from follow_up f where f.id = ${which.one.id} and f.version = ${which.one.version}
          and f.state = 'pending' and f.due_at <= ${now.toString()}::timestamptz for update`
      : raw`select f.id from follow_up f where f.state = 'pending' and f.due_at <= ${which.due.toString()}::timestamptz
          order by f.due_at limit ${which.limit} for update skip locked`
  const { rows } = await raw<Row>`
    with locked as (${locked})
    select f.id, f.citizen_id, f.kind, f.ref, f.due_at, f.version, c.status, c.zone, c.quiet_from, c.quiet_to,
      c.joined_at, c.resume_at, v.routine_stopped_at, v.last_inbound_at, v.open->>'dialog' as open_dialog,
      q.instrument, q.state as check_in_state,
      coalesce(q.id is not null and exists (select from outbox o where o.citizen_id = f.citizen_id
        and o.due_at >= q.sent_at and o.opens->'data'->>'checkInId' = f.ref::text
        and o.state in ('sent', 'delivered', 'unknown')), false) as reached,
      case when f.kind = 'quiet' then (select count(*)::int from outbox o where o.citizen_id = f.citizen_id
        and o.state in ('sent', 'delivered') and o.kind not in ('safety', 'reply')
        and o.sent_at > coalesce(v.last_inbound_at, c.joined_at, c.created_at)) else 0 end as arrived,
      case when f.kind = 'nudge' then ${unaskedSince(lookBack(now))} end as unasked,
      (select j.next_fire from reminder_job j where j.citizen_id = c.id and j.name = 'check-in') as check_in_next
    from locked join follow_up f on f.id = locked.id
    join citizen c on c.id = f.citizen_id
    left join conversation v on v.citizen_id = c.id
    left join check_in q on q.id = f.ref and q.citizen_id = f.citizen_id
    order by f.due_at`.execute(tx)
  return rows
}

const toFollowUp = (row: Row): FollowUp => ({
  id: row.id,
  citizenId: row.citizen_id,
  kind: row.kind,
  ref: row.ref,
  dueAt: row.due_at,
  version: row.version,
})

const toFacts = (row: Row): FollowUpFacts => ({
  status: row.status,
  zone: row.zone,
  quiet: { from: row.quiet_from, to: row.quiet_to },
  joinedAt: row.joined_at,
  resumeAt: row.resume_at,
  routineStopped: row.routine_stopped_at !== null,
  lastInbound: row.last_inbound_at,
  unasked: toUnasked(row.unasked),
  checkInNext: row.check_in_next,
  checkIn:
    row.instrument && row.check_in_state
      ? { instrument: row.instrument, state: row.check_in_state, reached: row.reached }
      : null,
  openDialog: row.open_dialog,
  arrivedSince: row.arrived,
})

/**
 * Over unanswered: marked, its open question closed, what was not sent of it cancelled. An interrupted one is left: it
 * does not go on once it is expired, and what waits under it may be about something else.
 */
const expireCheckIns = async (tx: Sql, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  await cancelCheckInMessages(tx, ids, 'expired')
  // One check-in at a time, so an open question of that dialog is this one's.
  await raw`
    with over as (
      update check_in set state = 'expired' where id = any(${[...ids]}::uuid[]) and state in ('sent', 'started')
      returning citizen_id
    )
    update conversation v set version = v.version + 1, open = null, opened = null, open_sealed = null, asked_at = null
    from over where v.citizen_id = over.citizen_id and v.open->>'dialog' = 'check-in'`.execute(tx)
}

const resume = async (tx: Sql, citizenId: string, now: Temporal.Instant, parts: FollowUpParts): Promise<void> => {
  await tx
    .updateTable('citizen')
    .set({ status: 'active', resume_at: null })
    .where('id', '=', citizenId)
    .where('status', '=', 'paused')
    .execute()
  await parts.arm(tx, citizenId, now)
}

const pause = async (tx: Sql, citizenId: string, now: Temporal.Instant, parts: FollowUpParts): Promise<Armed[]> => {
  await tx
    .updateTable('citizen')
    .set({ status: 'paused', resume_at: null })
    .where('id', '=', citizenId)
    .where('status', '=', 'active')
    .execute()
  await cancelRoutine(tx, citizenId, 'paused')
  return parts.raiseQuiet(tx, citizenId, now)
}

const again = async (tx: Sql, rows: { id: string; due_at: Temporal.Instant }[]): Promise<Armed[]> => {
  if (rows.length === 0) return []
  const { rows: armed } = await raw<{ id: string; version: number; due_at: Temporal.Instant }>`
    update follow_up f set due_at = r.due_at, version = f.version + 1
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, due_at timestamptz)
    where f.id = r.id returning f.id, f.version, f.due_at`.execute(tx)
  return armed.map(({ id, version, due_at }) => ({ id, version, dueAt: due_at }))
}

const finish = async (tx: Sql, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  await raw`update follow_up set state = 'done', version = version + 1 where id = any(${[...ids]}::uuid[])`.execute(tx)
}
