import { sql as raw } from 'kysely'
import { newId } from '../lib/ids.ts'
import { open, seal } from '../lib/seal.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

/** How much a professional believes that a citizen gets work, 0–10, and the next step. Sealed; read back for an access request alone. */
interface Belief {
  rating: number
  next?: string
}

const CONTEXT = 'belief.value'

export const rateBelief = async (
  sql: Sql,
  vault: Vault,
  it: { citizenId: string; caseworkerId: string; rating: number },
  now: Temporal.Instant,
): Promise<string> => {
  const id = newId()
  const belief: Belief = { rating: it.rating }
  await sql
    .insertInto('belief')
    .values({
      ...{ id, citizen_id: it.citizenId, caseworker_id: it.caseworkerId, at: now },
      value_sealed: seal(await vault.keyFor(it.citizenId), JSON.stringify(belief), CONTEXT),
    })
    .execute()
  return id
}

/** @returns false when there is no such rating of theirs. */
export const addNextStep = async (
  sql: Sql,
  vault: Vault,
  it: { id: string; citizenId: string; caseworkerId: string; text: string },
): Promise<boolean> => {
  const key = await vault.keyFor(it.citizenId)
  const mine = sql
    .selectFrom('belief')
    .select('value_sealed')
    .where('id', '=', it.id)
    .where('citizen_id', '=', it.citizenId)
    .where('caseworker_id', '=', it.caseworkerId)
  const row = await mine.executeTakeFirst()
  if (!row) return false
  const belief: Belief = { ...JSON.parse(open(key, row.value_sealed, CONTEXT)), next: it.text }
  await sql
    .updateTable('belief')
    .set({ value_sealed: seal(key, JSON.stringify(belief), CONTEXT) })
    .where('id', '=', it.id)
    .execute()
  return true
}

/** Part of what a request for access is answered with; nowhere else shown. */
export const openBeliefs = async (sql: Sql, vault: Vault, citizenId: string) => {
  const rows = await sql.selectFrom('belief').selectAll().where('citizen_id', '=', citizenId).orderBy('at').execute()
  if (rows.length === 0) return []
  const key = await vault.keyFor(citizenId)
  return rows.map(({ at, caseworker_id, value_sealed }) => ({
    at,
    by: caseworker_id,
    ...(JSON.parse(open(key, value_sealed, CONTEXT)) as Belief),
  }))
}

/** Asked once a quarter about each citizen who has been with us this long, at most so many a day and colleague. */
const KNOWN_DAYS = 14
const A_DAY = 3

/**
 * Whom colleagues are asked about next, at most `limit`, made in one statement: the row is the promise that it is asked
 * once a quarter. Not of who is away: the question is theirs alone; nor of the Slack ids in `notTo`. `quarter`: `2026-Q4`.
 * `today` and `away`, ids of the absent, are local.
 */
export const makeBeliefQuestions = async (
  sql: Sql,
  it: {
    now: Temporal.Instant
    today: string
    quarter: string
    away: readonly string[]
    notTo: readonly string[]
    limit: number
  },
): Promise<{ citizenId: string; alias: string; slack: string; language: 'da' | 'en' }[]> => {
  const { now, today, quarter, away, notTo, limit } = it
  const { rows } = await raw<{ citizenId: string; alias: string; slack: string; language: 'da' | 'en' }>`
    with asked as (
      select caseworker_id, count(*) as times from belief_question where asked_on = ${today} group by caseworker_id
    ), due as (
      select c.id, c.caseworker_id, coalesce(a.times, 0)
        + row_number() over (partition by c.caseworker_id order by c.joined_at, c.id) as nth
      from citizen c
      join caseworker w on w.id = c.caseworker_id
      left join asked a on a.caseworker_id = w.id
      where c.status in ('active', 'paused') and c.joined_at <= ${now.subtract({ hours: KNOWN_DAYS * 24 }).toString()}
        and w.left_at is null and not (w.id = any(${away}::uuid[])) and not (w.slack = any(${notTo}::text[]))
        and not exists (select from belief_question q where q.citizen_id = c.id and q.quarter = ${quarter})
    ), made as (
      insert into belief_question (citizen_id, caseworker_id, quarter, asked_on)
      select id, caseworker_id, ${quarter}, ${today} from due where nth <= ${A_DAY}
      order by caseworker_id, nth limit ${limit}
      on conflict do nothing returning citizen_id, caseworker_id
    )
    select c.id as "citizenId", c.alias, w.slack, w.language from made
    join citizen c on c.id = made.citizen_id join caseworker w on w.id = made.caseworker_id order by w.slack, c.alias`.execute(
    sql,
  )
  return rows
}

/** It could not be put: it is made anew another time. */
export const unaskBelief = async (sql: Sql, it: { citizenId: string; quarter: string }): Promise<void> => {
  await sql
    .deleteFrom('belief_question')
    .where('citizen_id', '=', it.citizenId)
    .where('quarter', '=', it.quarter)
    .execute()
}
