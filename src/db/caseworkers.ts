import { presentFor } from '../core/chain.ts'
import { stopwatch } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { awayOn } from './covers.ts'
import { type Sql, transact } from './pool.ts'

/** A colleague as the outside sees one. `cover`: who stands in on the asked date. */
export interface Caseworker {
  id: string
  name: string
  /** Slack user id. */
  slack: string
  team: string
  role: 'caseworker' | 'lead'
  cover: { id: string; name: string; from: string; to: string } | null
}

/** The Slack id belongs to somebody already. */
export class SlackIdTaken extends Error {
  override name = 'SlackIdTaken'
  readonly slack: string
  constructor(slack: string) {
    super(`a caseworker with the Slack id ${slack} is there already`)
    this.slack = slack
  }
}

/** The same name for who reads it: neither the size of its letters nor space makes another. */
const folded = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('da')

/** The team of this name, made when it is new. A given channel replaces the known one. */
export const ensureTeam = async (sql: Sql, given: { name: string; slackChannel?: string }): Promise<string> => {
  const names = (await sql.selectFrom('team').select('name').orderBy('id').execute()).map(({ name }) => name)
  const known = names.find((name) => name === given.name) ?? names.find((name) => folded(name) === folded(given.name))
  const team = { ...given, name: known ?? given.name }
  const { id } = await sql
    .insertInto('team')
    .values({ id: newId(), name: team.name, slack_channel: team.slackChannel ?? null })
    .onConflict((c) =>
      c.column('name').doUpdateSet((eb) => ({
        slack_channel: eb.fn.coalesce('excluded.slack_channel', 'team.slack_channel'),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Adds a colleague, and the team if it is new. @throws SlackIdTaken */
export const addCaseworker = (
  sql: Sql,
  it: { name: string; slack: string; team: string; lead?: boolean; phone?: string; language?: 'da' | 'en' },
  now: Temporal.Instant,
): Promise<string> =>
  transact(sql, async (tx) => {
    const teamId = await ensureTeam(tx, { name: it.team })
    const row = await tx
      .insertInto('caseworker')
      .values({
        id: newId(),
        team_id: teamId,
        name: it.name,
        slack: it.slack,
        role: it.lead ? 'lead' : 'caseworker',
        phone: it.phone ?? null,
        ...(it.language && { language: it.language }),
        created_at: now.toString(),
      })
      .onConflict((c) => c.column('slack').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) throw new SlackIdTaken(it.slack)
    return row.id
  })

/** All colleagues by team and seniority. `today` is the local date covers are read for, `YYYY-MM-DD`. */
export const listCaseworkers = async (sql: Sql, today: string): Promise<Caseworker[]> => {
  const rows = await sql
    .selectFrom('caseworker as c')
    .innerJoin('team as t', 't.id', 'c.team_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('cover as v')
          .innerJoin('caseworker as by', 'by.id', 'v.by_id')
          .select(['by.id as cover_id', 'by.name as cover_name', 'v.from_date', 'v.to_date'])
          .whereRef('v.caseworker_id', '=', 'c.id')
          .where('v.from_date', '<=', today)
          .where('v.to_date', '>=', today)
          .orderBy('v.from_date', 'desc')
          .limit(1)
          .as('cover'),
      (join) => join.onTrue(),
    )
    .select(['c.id', 'c.name', 'c.slack', 'c.role', 't.name as team'])
    .select(['cover.cover_id', 'cover.cover_name', 'cover.from_date', 'cover.to_date'])
    .orderBy('t.name')
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute()
  return rows.map(({ cover_id, cover_name, from_date, to_date, ...row }) => ({
    ...row,
    cover: cover_id ? { id: cover_id, name: cover_name!, from: from_date!, to: to_date! } : null,
  }))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** By our id or the Slack user id. */
export const findCaseworker = (
  sql: Sql,
  idOrSlack: string,
): Promise<{ id: string; name: string; slack: string; teamId: string; role: 'caseworker' | 'lead' } | undefined> =>
  sql
    .selectFrom('caseworker')
    .select(['id', 'name', 'slack', 'team_id as teamId', 'role'])
    .where(UUID.test(idOrSlack) ? 'id' : 'slack', '=', idOrSlack)
    .executeTakeFirst()

/** What Slack says to this user; Danish to whom we do not know. */
export const languageOf = async (sql: Sql, slack: string): Promise<'da' | 'en'> =>
  (await sql.selectFrom('caseworker').select('language').where('slack', '=', slack).executeTakeFirst())?.language ??
  'da'

/** Whom a text names for each of these on a local date: the caseworker, or who stands in for them. */
export const namedOn = async (
  sql: Sql,
  ids: readonly string[],
  date: string,
): Promise<Map<string, { name: string; phone: string | null }>> => {
  const away = await awayOn(sql, date)
  const there = new Map(ids.map((id) => [id, presentFor(id, away) ?? id]))
  const people = await sql
    .selectFrom('caseworker')
    .select(['id', 'name', 'phone'])
    .where('id', 'in', [...there.values()])
    .execute()
  return new Map(
    [...there].flatMap(([id, who]) => {
      const found = people.find((one) => one.id === who)
      return found ? [[id, { name: found.name, phone: found.phone }]] : []
    }),
  )
}

/** A new name, phone number or absence of a colleague is known everywhere after this long. */
const REMEMBERED_MS = 30_000

/** `namedOn` of one, kept in memory for a while: every turn asks. */
export const rememberCaseworkers = (sql: Sql) => {
  let known = new Map<string, { name: string; phone: string | null }>()
  let age = stopwatch()
  return async (id: string, date: string): Promise<{ name: string; phone: string | null }> => {
    if (age() > REMEMBERED_MS) {
      known = new Map()
      age = stopwatch()
    }
    const there = known.get(`${id} ${date}`)
    if (there) return there
    const found = (await namedOn(sql, [id], date)).get(id)!
    known.set(`${id} ${date}`, found)
    return found
  }
}
