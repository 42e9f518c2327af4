import { sql as raw } from 'kysely'
import type { Case } from '../core/case.ts'
import { refill } from '../core/dispatch.ts'
import type { NoticeReason } from '../core/escalation.ts'
import type { StaffNotice } from '../core/staff-notice.ts'
import { onDuty } from './duty.ts'
import { newestCode } from './duty-codes.ts'
import { findCase } from './escalation-load.ts'
import { type Sql, transact } from './pool.ts'
import { isOwed } from './staff-notices-wanted.ts'

/** Any constant. Claims take turns, so that one case's card is never drawn by two senders at once. */
const LOCK = 6_255_374
/** Of one channel or person at most so many are looked at in one claim. */
const PLACES = 20

/** How fast Slack takes messages of one channel, by the real time: its limits know of no demo's clock. */
export interface Pace {
  /** Messages a second; 0 is as fast as we can. */
  perSecond: number
  wall: Temporal.Instant
}

export interface Claimed {
  notices: StaffNotice[]
  /** Milliseconds until more may leave, where something waits for the pace. */
  againMs?: number
}

interface Due {
  id: string
  bucket: string
  urgent: boolean
}

/**
 * Claims what is due, at most `limit`, until `lease` ends; what was left in the middle of sending is claimed again. What
 * is acute or shows what a person has just done comes first and is not held up by the pace of its channel, which it
 * owes; the rest takes turns, the most urgent first, cards before messages. Of a case's cards only the newest: it shows
 * what the older ones would.
 */
export const claimNotices = (
  sql: Sql,
  by: { worker: string; now: Temporal.Instant; lease: Temporal.Instant; limit: number; pace?: Pace },
): Promise<Claimed> =>
  transact(sql, async (tx) => {
    await raw`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const due = await dueNow(tx, by.now)
    const { taken, againMs } = await paced(tx, due, by.limit, by.pace)
    const ids = await lease(tx, taken, by)
    const notices = ids.length > 0 ? await describe(tx, ids, by.now) : []
    return { notices, ...(againMs !== undefined && { againMs }) }
  })

/** Asked again of each row, for it was read without a lock: it may have been sent or called off meanwhile. */
const lease = async (
  tx: Sql,
  ids: string[],
  by: { worker: string; now: Temporal.Instant; lease: Temporal.Instant },
): Promise<string[]> => {
  if (ids.length === 0) return []
  const { rows } = await raw<{ id: string }>`
    update staff_notice set state = 'sending', attempts = least(attempts + 1, 30000),
      lease_by = ${by.worker}, lease_until = ${by.lease.toString()}
    where id = any(${ids}::uuid[])
      and (state = 'queued' or state = 'sending' and lease_until <= ${by.now.toString()})
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}

const dueNow = async (tx: Sql, at: Temporal.Instant): Promise<Due[]> => {
  const now = at.toString()
  const { rows } = await raw<Due>`
    with due as (
      select n.id, n.seq, n.kind, array_position(array['acute', 'today', 'soon'], e.level) as rank,
        case n.kind when 'card' then 'slack:' || coalesce(e.card_channel, t.slack_channel, 'team')
          when 'phone' then 'phone' else 'slack:' || n.caseworker_id end as bucket,
        n.kind = 'phone' or e.level = 'acute' and e.state <> 'resolved' or n.reason = 'acted'
          or n.kind = 'card' and exists (select from staff_notice o where o.escalation_id = n.escalation_id
            and o.kind = 'card' and o.state = 'queued' and o.reason = 'acted') as urgent
      from staff_notice n
      join escalation e on e.id = n.escalation_id
      join citizen c on c.id = e.citizen_id
      join caseworker w on w.id = c.caseworker_id
      join team t on t.id = w.team_id
      where (n.state = 'queued' and n.due_at <= ${now} or n.state = 'sending' and n.lease_until <= ${now})
        and n.kind in ('card', 'direct', 'phone')
        and not (n.kind = 'card' and exists (
          select 1 from staff_notice o where o.escalation_id = n.escalation_id and o.kind = 'card' and o.id <> n.id
            and (o.state = 'queued' and o.seq > n.seq or o.state = 'sending' and o.lease_until > ${now})))
    ), placed as (
      select *, row_number() over (partition by bucket order by urgent desc, rank, seq) as place from due
    )
    select id, bucket, urgent from placed where place <= ${PLACES}
    order by urgent desc, rank, kind = 'card' desc, seq`.execute(tx)
  return rows
}

/** What may leave now by the buckets of its channels, and when more may. */
const paced = async (
  tx: Sql,
  due: Due[],
  limit: number,
  pace: Pace | undefined,
): Promise<{ taken: string[]; againMs?: number }> => {
  if (!pace || pace.perSecond === 0 || due.length === 0) return { taken: due.slice(0, limit).map(({ id }) => id) }
  const { perSecond, wall } = pace
  const names = [...new Set(due.map(({ bucket }) => bucket))].filter((name) => name !== 'phone')
  const rows =
    names.length === 0 ? [] : await tx.selectFrom('token_bucket').selectAll().where('name', 'in', names).execute()
  const buckets = new Map(
    names.map((name) => {
      const row = rows.find((one) => one.name === name)
      const full = { tokens: Math.max(1, perSecond), refilledAt: wall, notBefore: null }
      const known = row && { tokens: row.tokens, refilledAt: row.refilled_at, notBefore: row.not_before }
      return [name, { ...refill(known ?? full, perSecond, wall) }]
    }),
  )
  const taken: string[] = []
  let againMs: number | undefined
  const wait = (ms: number): void => {
    againMs = Math.min(againMs ?? Number.POSITIVE_INFINITY, Math.max(50, Math.ceil(ms)))
  }
  for (const { id, bucket: name, urgent } of due) {
    if (taken.length >= limit) break
    const bucket = buckets.get(name)
    if (bucket?.notBefore && Temporal.Instant.compare(bucket.notBefore, wall) > 0) {
      wait(bucket.notBefore.since(wall).total('milliseconds'))
      continue
    }
    if (bucket && !urgent && bucket.tokens < 1) {
      wait(((1 - bucket.tokens) / perSecond) * 1000)
      continue
    }
    if (bucket) bucket.tokens -= 1
    taken.push(id)
  }
  const kept = [...buckets].map(([name, { tokens, refilledAt }]) => ({ name, tokens, refilled_at: refilledAt }))
  if (taken.length > 0 && kept.length > 0)
    await raw`
      insert into token_bucket (name, tokens, refilled_at)
      select * from json_to_recordset(${JSON.stringify(kept)}::json) as r(name text, tokens float8, refilled_at timestamptz)
      on conflict (name) do update set tokens = excluded.tokens, refilled_at = excluded.refilled_at`.execute(tx)
  return { taken, ...(againMs !== undefined && { againMs }) }
}

/** Slack asked for silence in the channel of this notice: nothing goes there before then, by the real time. */
export const holdNotices = async (
  sql: Sql,
  notice: Pick<StaffNotice, 'kind' | 'to' | 'channel' | 'card'>,
  notBefore: Temporal.Instant,
  wall: Temporal.Instant,
): Promise<void> => {
  if (notice.kind === 'phone') return
  const where = notice.kind === 'card' ? (notice.card?.channel ?? notice.channel ?? 'team') : (notice.to?.id ?? 'team')
  await raw`
    insert into token_bucket as b (name, tokens, refilled_at, not_before)
    values (${`slack:${where}`}, 0, ${wall.toString()}, ${notBefore.toString()})
    on conflict (name) do update set not_before = greatest(b.not_before, excluded.not_before)`.execute(sql)
}

/** The cases are read before all else that a card shows: what comes later has a later version, and so a card of its own. */
const casesOf = async (tx: Sql, ids: string[]): Promise<Map<string, Case | undefined>> => {
  const found = await tx
    .selectFrom('staff_notice')
    .select('escalation_id as id')
    .distinct()
    .where('id', 'in', ids)
    .execute()
  const cases = new Map<string, Case | undefined>()
  for (const { id } of found) if (id) cases.set(id, await findCase(tx, id))
  return cases
}

const describe = async (tx: Sql, ids: string[], now: Temporal.Instant): Promise<StaffNotice[]> => {
  const cases = await casesOf(tx, ids)
  const rows = await tx
    .selectFrom('staff_notice as n')
    .innerJoin('escalation as e', 'e.id', 'n.escalation_id')
    .innerJoin('citizen as c', 'c.id', 'e.citizen_id')
    .innerJoin('conversation as v', 'v.citizen_id', 'c.id')
    .innerJoin('caseworker as w', 'w.id', 'c.caseworker_id')
    .innerJoin('team as t', 't.id', 'w.team_id')
    .leftJoin('caseworker as r', 'r.id', 'e.resolved_by')
    .leftJoin('caseworker as p', 'p.id', 'n.caseworker_id')
    .select([
      'n.id',
      'n.kind',
      'n.reason',
      'n.attempts',
      'n.rung_at',
      'e.id as caseId',
      'e.card_channel',
      'e.card_ts',
      'e.duty_code',
    ])
    .select(['t.slack_channel as channel', 'r.name as resolvedBy', 'p.id as toId', 'p.name as toName', 'p.slack'])
    .select(['p.language as toLanguage', 'w.language', 'v.answered_at', 'v.person_until', 'v.person_id'])
    .select((eb) =>
      eb
        .selectFrom('outbox as o')
        .select('o.state')
        .whereRef('o.citizen_id', '=', 'e.citizen_id')
        .where('o.kind', '=', 'person')
        .whereRef('o.created_at', '>=', 'e.raised_at')
        .orderBy('o.seq', 'desc')
        .limit(1)
        .as('said'),
    )
    .where('n.id', 'in', ids)
    .orderBy((eb) => eb('n.kind', '=', 'card'), 'desc')
    .orderBy('n.seq')
    .execute()
  const names = Object.fromEntries(
    (await tx.selectFrom('caseworker').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]),
  )
  const number = rows.some(({ kind }) => kind !== 'card') ? ((await onDuty(tx, now))?.phone ?? null) : null
  const notices: StaffNotice[] = []
  for (const row of rows) {
    const it = cases.get(row.caseId)
    if (!it || row.kind === 'ephemeral') continue
    notices.push({
      id: row.id,
      kind: row.kind,
      reason: row.reason as NoticeReason,
      attempts: row.attempts,
      rung: row.rung_at !== null,
      late:
        it.state !== 'open' && isOwed({ kind: row.kind, attempts: row.attempts, reason: row.reason, level: it.level }),
      case: it,
      to: row.toId ? { id: row.toId, name: row.toName!, slack: row.slack! } : null,
      language: row.toLanguage ?? row.language,
      names,
      resolvedBy: row.resolvedBy,
      talk: {
        answeredAt: row.answered_at,
        until: isAhead(row.person_until, now),
        who: row.person_id,
        message: row.said,
      },
      duty: { number, code: newestCode(row.duty_code) },
      channel: row.channel,
      card: row.card_channel && row.card_ts ? { channel: row.card_channel, ts: row.card_ts } : null,
    })
  }
  return notices
}

const isAhead = (at: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant | null =>
  at && Temporal.Instant.compare(at, now) > 0 ? at : null
