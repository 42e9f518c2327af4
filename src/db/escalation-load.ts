import { sql as raw } from 'kysely'
import { CASE_LEVELS, type Case, type CaseState, type CaseStep, type Filed, type Wish } from '../core/case.ts'
import type { StaffFacts } from '../core/chain.ts'
import type { Language } from '../core/citizen.ts'
import type { Shift } from '../core/duty.ts'
import { REASON_CLASSES, type ReasonClass } from '../core/heard.ts'
import { awayOn } from './covers.ts'
import { loadRota } from './duty.ts'
import type { Sql } from './pool.ts'

/** What raising or moving a case is decided on. */
export interface CaseFacts {
  citizen: { id: string; alias: string; teamId: string }
  open: Case | undefined
  staff: StaffFacts
  rota: readonly Shift[]
}

/** Cases with their reasons, as one row each. */
const cases = (sql: Sql) =>
  sql
    .selectFrom('escalation as e')
    .innerJoin('citizen as c', 'c.id', 'e.citizen_id')
    .selectAll('e')
    .select('c.alias')
    .select((eb) =>
      eb
        .selectFrom('escalation_reason as r')
        .whereRef('r.escalation_id', '=', 'e.id')
        .select(
          raw<
            { class: string; at: string; by_hand: boolean }[]
          >`json_agg(json_build_object('class', r.class, 'at', r.at, 'by_hand', r.by_hand) order by r.at, r.id)`.as(
            'list',
          ),
        )
        .as('reasons'),
    )

type Row = Awaited<ReturnType<ReturnType<typeof cases>['execute']>>[number]

const classOf = (text: string): ReasonClass => REASON_CLASSES.find((it) => it === text) ?? 'other'

const toCase = (row: Row): Case => ({
  id: row.id,
  citizenId: row.citizen_id,
  alias: row.alias,
  level: row.level,
  state: row.state,
  version: row.version,
  step: row.step,
  reasons: (row.reasons ?? []).map(({ class: it, at, by_hand }) => ({
    class: classOf(it),
    at: Temporal.Instant.from(at),
    ...(by_hand && { byHand: true as const }),
  })),
  assigneeId: row.assignee_id,
  wish: row.wish as Wish | null,
  language: row.language as Language | null,
  raisedAt: row.raised_at,
  acknowledgedAt: row.acknowledged_at,
  acknowledgedBy: row.acknowledged_by,
  snoozedUntil: row.snoozed_until,
  resolvedAt: row.resolved_at,
  outcome: row.outcome,
  filed: row.filed as Filed | null,
  meetingUntil: row.meeting_until,
  askedAt: row.asked_at,
  nextStepAt: row.next_step_at,
  steps: (row.steps as (Omit<CaseStep, 'at'> & { at: string })[]).map(({ step, role, who, at }) => ({
    step,
    role,
    who,
    at: Temporal.Instant.from(at),
  })),
})

/**
 * The citizen's unresolved case and the people around it on the local date of `now`. Locks the conversation and then the
 * case, in the order of a turn: a colleague's press and a citizen's words at the same moment wait for each other.
 */
export const loadCaseFacts = async (
  tx: Sql,
  citizenId: string,
  now: Temporal.Instant,
  zone: string,
): Promise<CaseFacts> => {
  const { alias, caseworker_id, team_id } = await tx
    .selectFrom('citizen as c')
    .innerJoin('caseworker as w', 'w.id', 'c.caseworker_id')
    .innerJoin('conversation as v', 'v.citizen_id', 'c.id')
    .select(['c.alias', 'c.caseworker_id', 'w.team_id'])
    .where('c.id', '=', citizenId)
    .forNoKeyUpdate('v')
    .executeTakeFirstOrThrow()
  const row = await cases(tx)
    .where('e.citizen_id', '=', citizenId)
    .where('e.state', '<>', 'resolved')
    .forUpdate('e')
    .executeTakeFirst()
  const team = await tx
    .selectFrom('caseworker')
    .select(['id', 'role', 'left_at'])
    .where('team_id', '=', team_id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const place = team.findIndex(({ id }) => id === caseworker_id)
  // The next in line comes first, so that one colleague is not everybody's cover.
  const others = [...team.slice(place + 1), ...team.slice(0, place)].filter(({ left_at }) => left_at === null)
  const leads = team.filter(({ role }) => role === 'lead')
  return {
    citizen: { id: citizenId, alias, teamId: team_id },
    open: row && toCase(row),
    staff: {
      caseworkerId: caseworker_id,
      leadId: (leads.find(({ left_at }) => left_at === null) ?? leads[0])?.id ?? null,
      colleagueIds: others.filter(({ role }) => role === 'caseworker').map(({ id }) => id),
      away: await awayOn(tx, now.toZonedDateTimeISO(zone).toPlainDate().toString()),
      left: team.filter(({ left_at }) => left_at !== null).map(({ id }) => id),
    },
    rota: await loadRota(tx, now),
  }
}

/** Which cases, the most urgent and longest waiting first. `state` 'unresolved' is all but resolved. */
export interface CaseFilter {
  state?: CaseState | 'unresolved'
  citizenId?: string
  assigneeId?: string
  limit?: number
}

export const listCases = async (sql: Sql, filter: CaseFilter = {}): Promise<Case[]> => {
  const { state, citizenId, assigneeId } = filter
  const rows = await cases(sql)
    .$if(state === 'unresolved', (q) => q.where('e.state', '<>', 'resolved'))
    .$if(state !== undefined && state !== 'unresolved', (q) => q.where('e.state', '=', state as CaseState))
    .$if(citizenId !== undefined, (q) => q.where('e.citizen_id', '=', citizenId!))
    .$if(assigneeId !== undefined, (q) => q.where('e.assignee_id', '=', assigneeId!))
    .orderBy((eb) => eb('e.state', '=', 'resolved'))
    .orderBy(raw`array_position(${raw.val([...CASE_LEVELS])}::text[], e.level)`)
    .orderBy('e.raised_at')
    .orderBy('e.id')
    .limit(filter.limit ?? 500)
    .execute()
  return rows.map(toCase)
}

/** The citizen's case that was closed last. */
export const lastClosed = async (sql: Sql, citizenId: string): Promise<Case | undefined> => {
  const row = await cases(sql)
    .where('e.citizen_id', '=', citizenId)
    .where('e.state', '=', 'resolved')
    .orderBy('e.resolved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toCase(row)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A case by its id, or the latest of a citizen by alias. */
export const findCase = async (sql: Sql, idOrAlias: string): Promise<Case | undefined> => {
  const row = await cases(sql)
    .where(UUID.test(idOrAlias) ? 'e.id' : 'c.alias', '=', idOrAlias)
    .orderBy('e.raised_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toCase(row)
}
