import {
  type Access,
  type AccessFacts,
  accessOf,
  accessOnDuty,
  DUTY,
  type LookReason,
  type Shared,
} from '../core/access.ts'
import type { Case } from '../core/case.ts'
import { newId } from '../lib/ids.ts'
import { audit } from './audit.ts'
import { type Colleague, findColleague } from './colleagues.ts'
import { awayOn } from './covers.ts'
import { findCase, listCases } from './escalation-load.ts'
import type { Sql } from './pool.ts'

/** Who asks (a caseworker's id or Slack id, or `DUTY`), about whom, when. `caseId`: one case; else the unresolved one. */
export interface Asking {
  by: string
  citizenId: string
  caseId?: string
  now: Temporal.Instant
  /** Of the local date on which covers and shares are looked up. */
  zone: string
  reason?: LookReason
}

export interface Asked extends Access {
  /** Undefined: nobody we know, or no such citizen. */
  who: Colleague | undefined
  case: Case | undefined
  /** Of the citizen; '' where there is none. */
  alias: string
}

/** What one colleague may see and do about one citizen now. The one question behind Slack, pages and commands. */
export const accessTo = async (sql: Sql, asking: Asking): Promise<Asked> => {
  const { by, citizenId, caseId, now, zone, reason } = asking
  const today = now.toZonedDateTimeISO(zone).toPlainDate().toString()
  const who = await findColleague(sql, by)
  const citizen = await sql
    .selectFrom('citizen as c')
    .innerJoin('caseworker as w', 'w.id', 'c.caseworker_id')
    .select(['c.alias', 'c.caseworker_id as caseworkerId', 'w.team_id as teamId'])
    .where('c.id', '=', citizenId)
    .executeTakeFirst()
  const found = caseId
    ? await findCase(sql, caseId)
    : (await listCases(sql, { citizenId, state: 'unresolved', limit: 1 }))[0]
  const it = found?.citizenId === citizenId ? found : undefined
  if (by === DUTY && citizen) return { ...accessOnDuty(it), who: undefined, case: it, alias: citizen.alias }
  if (!who || !citizen)
    return {
      ...{ see: 'nothing', act: false, talk: false, withReason: false, because: 'nobody' },
      ...{ who, case: it, alias: citizen?.alias ?? '' },
    }
  const facts: AccessFacts = {
    who,
    citizen,
    away: await awayOn(sql, today),
    shared: await sharedWith(sql, citizenId, who.id, today),
    case: it ?? null,
    told: it !== undefined && (await wasTold(sql, it.id, who.id)),
  }
  return { ...accessOf(facts, now, reason), who, case: it, alias: citizen.alias }
}

/**
 * `until` is the last local date. Sharing again replaces what was agreed before.
 * @returns false when just this is shared already: nothing is written.
 */
export const share = (
  sql: Sql,
  it: { citizenId: string; caseworkerId: string; what: Shared; until: string; byId: string | null },
  now: Temporal.Instant,
): Promise<boolean> =>
  sql.transaction().execute(async (tx) => {
    const written = await tx
      .insertInto('share')
      .values({
        id: newId(),
        citizen_id: it.citizenId,
        caseworker_id: it.caseworkerId,
        what: it.what,
        until: it.until,
        by_id: it.byId,
        created_at: now,
      })
      .onConflict((c) =>
        c
          .columns(['citizen_id', 'caseworker_id'])
          .doUpdateSet({ what: it.what, until: it.until, by_id: it.byId })
          .where((eb) => eb.or([eb('share.what', '<>', it.what), eb('share.until', '<>', it.until)])),
      )
      .returning('id')
      .executeTakeFirst()
    if (!written) return false
    await audit(tx, {
      actor: it.byId ?? 'cli',
      action: 'share',
      citizenId: it.citizenId,
      why: `${it.what} with ${it.caseworkerId} until ${it.until}`,
      at: now,
    })
    return true
  })

/** @returns false when nothing was shared. */
export const unshare = async (
  sql: Sql,
  it: { citizenId: string; caseworkerId: string; byId: string | null },
  now: Temporal.Instant,
): Promise<boolean> => {
  const done = await sql
    .deleteFrom('share')
    .where('citizen_id', '=', it.citizenId)
    .where('caseworker_id', '=', it.caseworkerId)
    .executeTakeFirst()
  if (done.numDeletedRows === 0n) return false
  await audit(sql, {
    actor: it.byId ?? 'cli',
    action: 'unshare',
    citizenId: it.citizenId,
    why: `with ${it.caseworkerId}`,
    at: now,
  })
  return true
}

const sharedWith = async (sql: Sql, citizenId: string, id: string, today: string): Promise<Shared | null> =>
  (
    await sql
      .selectFrom('share')
      .select('what')
      .where('citizen_id', '=', citizenId)
      .where('caseworker_id', '=', id)
      .where('until', '>=', today)
      .executeTakeFirst()
  )?.what ?? null

const wasTold = async (sql: Sql, caseId: string, id: string): Promise<boolean> =>
  (await sql
    .selectFrom('staff_notice')
    .select('id')
    .where('escalation_id', '=', caseId)
    .where('caseworker_id', '=', id)
    .limit(1)
    .executeTakeFirst()) !== undefined
