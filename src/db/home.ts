import { sql as raw } from 'kysely'
import { presentFor } from '../core/chain.ts'
import { byNeed, type HomeRow, type TeamView, trendOf } from '../core/home.ts'
import { open } from '../lib/seal.ts'
import { awayOn } from './covers.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

export interface HomeRules {
  /** Days without a word that count as quiet. */
  quietDays: number
  /** What counts as a change of a score. */
  step: number
}

interface Row {
  id: string
  alias: string
  status: HomeRow['status']
  caseworker_id: string
  of: string
  shared: 'plan' | 'case' | 'all' | null
  level: 'acute' | 'today' | 'soon' | null
  state: 'open' | 'acknowledged' | 'snoozed' | null
  assignee_id: string | null
  answered_at: Temporal.Instant | null
  heard_at: Temporal.Instant | null
  undelivered: boolean
  unanswered: number
  next_at: Temporal.Instant | null
}

/** Trends are of answers of this time. */
const TREND_DAYS = 120

/**
 * Everybody this colleague looks after today, by who needs them: their own, those they stand in for, those whose case is
 * with them, and those shared with them (as far as was agreed). Four statements, whatever the number.
 */
export const loadHome = async (
  sql: Sql,
  vault: Vault,
  caseworkerId: string,
  now: Temporal.Instant,
  { zone, quietDays, step }: HomeRules & { zone: string },
): Promise<HomeRow[]> => {
  const today = now.toZonedDateTimeISO(zone).toPlainDate().toString()
  const away = await awayOn(sql, today)
  const whose = [caseworkerId, ...Object.keys(away).filter((id) => presentFor(id, away) === caseworkerId)]
  const { rows } = await raw<Row>`
    select c.id, c.alias, c.status, c.caseworker_id, w.name as of, s.what as shared,
      e.level, e.state, e.assignee_id, v.answered_at, coalesce(v.last_inbound_at, c.joined_at) as heard_at,
      exists (select from citizen_channel h where h.citizen_id = c.id)
        and not exists (select from citizen_channel h where h.citizen_id = c.id and h.state in ('ok', 'unverified')) as undelivered,
      (select count(*)::int from check_in q where q.citizen_id = c.id and q.state in ('sent', 'started')) as unanswered,
      (select min(p.starts_at) from plan_item p where p.citizen_id = c.id and p.state = 'active'
        and p.starts_at > ${now.toString()}) as next_at
    from citizen c
    join conversation v on v.citizen_id = c.id
    join caseworker w on w.id = c.caseworker_id
    left join escalation e on e.citizen_id = c.id and e.state <> 'resolved'
    left join share s on s.citizen_id = c.id and s.caseworker_id = ${caseworkerId} and s.until >= ${today}
    where c.status <> 'ended'
      and (c.caseworker_id = any(${whose}::uuid[]) or e.assignee_id = ${caseworkerId} or s.id is not null)`.execute(sql)
  const trends = await trendsOf(
    sql,
    vault,
    rows.filter((row) => mine(row, caseworkerId, whose)).map(({ id }) => id),
    now,
    step,
  )
  const quietSince = now.subtract({ hours: quietDays * 24 })
  return byNeed(
    rows.map((row) => {
      const all = mine(row, caseworkerId, whose)
      const withCase = all || row.shared === 'case'
      return {
        citizenId: row.id,
        alias: row.alias,
        status: row.status,
        of: row.caseworker_id === caseworkerId ? null : row.of,
        case: withCase && row.level && row.state ? { level: row.level, state: row.state } : null,
        answerWaits: all && row.answered_at !== null,
        quiet:
          all &&
          row.status === 'active' &&
          row.heard_at !== null &&
          Temporal.Instant.compare(row.heard_at, quietSince) < 0,
        undelivered: all && row.undelivered && row.status !== 'stopped',
        unanswered: all ? row.unanswered : 0,
        nextAt: row.next_at,
        trend: trends.get(row.id) ?? null,
      }
    }),
  )
}

/** Everything about them may be seen: only the plan, or only a case, was agreed with others. */
const mine = (row: Row, id: string, whose: readonly string[]): boolean =>
  whose.includes(row.caseworker_id) || row.assignee_id === id || row.shared === 'all'

const trendsOf = async (
  sql: Sql,
  vault: Vault,
  ids: readonly string[],
  now: Temporal.Instant,
  step: number,
): Promise<Map<string, HomeRow['trend']>> => {
  if (ids.length === 0) return new Map()
  const { rows } = await raw<{ citizen_id: string; result_sealed: Buffer }>`
    select citizen_id, result_sealed from (
      select citizen_id, result_sealed, completed_at, row_number() over (partition by citizen_id order by completed_at desc) as nth
      from check_in where citizen_id = any(${ids}::uuid[]) and instrument = 'who5' and state = 'completed'
        and result_sealed is not null and completed_at > ${now.subtract({ hours: TREND_DAYS * 24 }).toString()}
    ) r where nth <= 2 order by citizen_id, completed_at desc`.execute(sql)
  const keys = await vault.keysFor([...new Set(rows.map(({ citizen_id }) => citizen_id))])
  const scores = new Map<string, number[]>()
  for (const { citizen_id, result_sealed } of rows) {
    const key = keys.get(citizen_id)
    const { score } = key ? (JSON.parse(open(key, result_sealed, 'check_in.result')) as { score?: number }) : {}
    if (score === undefined) continue
    const known = scores.get(citizen_id)
    if (known) known.push(score)
    else scores.set(citizen_id, [score])
  }
  return new Map([...scores].map(([id, list]) => [id, trendOf(list, step)]))
}

/** What a lead sees of their team: states only. Two statements. */
export const loadTeam = async (sql: Sql, teamId: string): Promise<TeamView> => {
  const { rows: colleagues } = await raw<{
    name: string
    left: boolean
    citizens: number
    acute: number
    today: number
    soon: number
  }>`
    select w.name, w.left_at is not null as left, count(c.id)::int as citizens, count(e.id) filter (where e.level = 'acute')::int as acute,
      count(e.id) filter (where e.level = 'today')::int as today, count(e.id) filter (where e.level = 'soon')::int as soon
    from caseworker w
    left join citizen c on c.caseworker_id = w.id and c.status <> 'ended'
    left join escalation e on e.citizen_id = c.id and e.state <> 'resolved'
    where w.team_id = ${teamId} and (w.left_at is null or c.id is not null)
    group by w.id order by w.name, w.id`.execute(sql)
  const { rows: cases } = await raw<TeamView['cases'][number]>`
    select c.alias, e.level, e.state, a.name as who
    from escalation e
    join citizen c on c.id = e.citizen_id
    join caseworker w on w.id = c.caseworker_id
    join caseworker a on a.id = e.assignee_id
    where w.team_id = ${teamId} and e.state <> 'resolved'
    order by array_position(array['acute', 'today', 'soon'], e.level), e.state = 'open' desc, e.raised_at, c.alias`.execute(
    sql,
  )
  return {
    colleagues: colleagues.map(({ name, left, citizens, ...cases }) => ({ name, left, citizens, cases })),
    cases,
  }
}

/** Slack ids of those on whose Home tab a case stands: who has it, whose citizen it is, and their lead. */
export const watchersOf = async (sql: Sql, caseId: string): Promise<string[]> => {
  const { rows } = await raw<{ slack: string }>`
    select distinct w.slack from escalation e
    join citizen c on c.id = e.citizen_id
    join caseworker own on own.id = c.caseworker_id
    join caseworker w on w.id in (e.assignee_id, own.id) or w.team_id = own.team_id and w.role = 'lead'
    where e.id = ${caseId} and w.left_at is null`.execute(sql)
  return rows.map(({ slack }) => slack)
}
