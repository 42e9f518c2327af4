import { type CasePolicy, chainOf, presentFor } from '../core/chain.ts'
import { handOver } from '../core/hand-over.ts'
import { audit } from './audit.ts'
import { addCover, awayOn, type Cover, overlapping } from './covers.ts'
import { listCases, loadCaseFacts } from './escalation-load.ts'
import { applyCase, type CaseWritten } from './escalations.ts'
import { type Sql, transact } from './pool.ts'

/** A colleague as decisions about access see one. `active` false: deactivated, may see and do nothing. */
export interface Colleague {
  id: string
  name: string
  slack: string
  teamId: string
  role: 'caseworker' | 'lead'
  language: 'da' | 'en'
  active: boolean
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** By our id or the Slack user id, also somebody who has left. */
export const findColleague = async (sql: Sql, idOrSlack: string): Promise<Colleague | undefined> => {
  const row = await sql
    .selectFrom('caseworker')
    .select(['id', 'name', 'slack', 'team_id as teamId', 'role', 'language', 'left_at'])
    .where(UUID.test(idOrSlack) ? 'id' : 'slack', '=', idOrSlack)
    .executeTakeFirst()
  if (!row) return undefined
  const { left_at, ...it } = row
  return { ...it, active: left_at === null }
}

/** As long as there are dates: a cover that ends when somebody takes the citizens over. */
const FOR_GOOD = '9999-12-31'

/** What deactivating has led to. `heir` null: nobody is left in the team, which somebody must look at. */
export interface Deactivated {
  heir: { id: string; name: string } | null
  cases: CaseWritten[]
}

/**
 * A colleague has left: from this moment they see and do nothing. Who covers for them today, else the next colleague,
 * else the lead, stands in from now on, and has their open cases, which are open anew. @returns undefined: had left already.
 */
export const deactivate = (
  sql: Sql,
  { id, by, why }: { id: string; by: string; why: string },
  now: Temporal.Instant,
  policy: CasePolicy,
): Promise<Deactivated | undefined> =>
  transact(sql, async (tx) => {
    const gone = await tx
      .updateTable('caseworker')
      .set({ left_at: now })
      .where('id', '=', id)
      .where('left_at', 'is', null)
      .returning(['team_id'])
      .executeTakeFirst()
    if (!gone) return undefined
    await audit(tx, { actor: by, action: 'deactivate', why: `${id}: ${why}`, at: now })
    await tx.deleteFrom('case_link').where('caseworker_id', '=', id).execute()
    const today = now.toZonedDateTimeISO(policy.hours.zone).toPlainDate().toString()
    const heir = await heirOf(tx, id, gone.team_id, today)
    if (!heir) return { heir: null, cases: [] }
    await addCover(tx, { caseworkerId: id, byId: heir.id, from: today, to: FOR_GOOD })
    // What a citizen answers them goes to who has the case; nobody is said to write who does not.
    await tx.updateTable('conversation').set({ person_id: null }).where('person_id', '=', id).execute()
    return { heir, cases: await passCases(tx, { fromId: id, heirId: heir.id }, now, policy) }
  })

/** All that is with the one goes to the other, who is told. */
const passCases = async (
  tx: Sql,
  { fromId, heirId }: { fromId: string; heirId: string },
  now: Temporal.Instant,
  policy: CasePolicy,
): Promise<CaseWritten[]> => {
  const cases: CaseWritten[] = []
  for (const { citizenId } of await listCases(tx, { assigneeId: fromId, state: 'unresolved' })) {
    const { open, staff, rota } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
    if (open?.assigneeId !== fromId) continue
    const links = chainOf(staff, now, { ...policy, rota }).filter(({ who }) => who !== fromId)
    cases.push(await applyCase(tx, handOver(open, heirId, links, now, { ...policy, rota }), now))
  }
  return cases
}

/** Somebody stands in. From today on: what is with who is away goes to them at once. `others`: their covers that overlap. */
export const standIn = (
  sql: Sql,
  cover: Cover,
  now: Temporal.Instant,
  policy: CasePolicy,
): Promise<{ id: string; cases: CaseWritten[]; others: { who: string; from: string; to: string }[] }> =>
  transact(sql, async (tx) => {
    const others = await overlapping(tx, cover)
    const id = await addCover(tx, cover)
    const today = now.toZonedDateTimeISO(policy.hours.zone).toPlainDate().toString()
    if (cover.from > today || cover.to < today) return { id, cases: [], others }
    const heirId = presentFor(cover.caseworkerId, await awayOn(tx, today)) ?? cover.byId
    return { id, cases: await passCases(tx, { fromId: cover.caseworkerId, heirId }, now, policy), others }
  })

const heirOf = async (
  tx: Sql,
  id: string,
  teamId: string,
  today: string,
): Promise<{ id: string; name: string } | null> => {
  const away = await awayOn(tx, today)
  const cover = presentFor(id, away)
  const team = await tx
    .selectFrom('caseworker')
    .select(['id', 'name', 'role'])
    .where('team_id', '=', teamId)
    .where('id', '<>', id)
    .where('left_at', 'is', null)
    .orderBy((eb) => eb('role', '=', 'lead'))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const stands = cover && cover !== id ? await findColleague(tx, cover) : undefined
  if (stands?.active) return { id: stands.id, name: stands.name }
  const next = team.find((one) => !Object.hasOwn(away, one.id)) ?? team[0]
  return next ? { id: next.id, name: next.name } : null
}

/** Back again, with their citizens: the cover for good ends. @returns false when they had not left. */
export const activate = (sql: Sql, { id, by }: { id: string; by: string }, now: Temporal.Instant): Promise<boolean> =>
  sql.transaction().execute(async (tx) => {
    const back = await tx
      .updateTable('caseworker')
      .set({ left_at: null })
      .where('id', '=', id)
      .where('left_at', 'is not', null)
      .executeTakeFirst()
    if (back.numUpdatedRows === 0n) return false
    await tx.deleteFrom('cover').where('caseworker_id', '=', id).where('to_date', '=', FOR_GOOD).execute()
    await audit(tx, { actor: by, action: 'activate', why: id, at: now })
    return true
  })
