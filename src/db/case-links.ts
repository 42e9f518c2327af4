import { createHash } from 'node:crypto'
import type { LookReason } from '../core/access.ts'
import { hashToken, newCode, newToken } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** A link is used within this, and once. */
const LINK_LIVES = { minutes: 5 }
/** The page stays open for so long after the code was given. */
const SESSION_LIVES = { minutes: 30 }
/** Wrong codes until the link is dead. */
const TRIES = 3

export interface CaseLink {
  /** Null: whoever holds a duty phone that belongs to nobody. */
  caseworkerId: string | null
  citizenId: string
  /** Null: the link is about the citizen, not about one case. */
  caseId: string | null
  what: 'case' | 'export' | 'invite'
  why: LookReason | null
}

/** Salted with the link's own token: four digits alone would be found in a table of ten thousand. */
const hashCode = (token: string, code: string): Buffer => createHash('sha256').update(`${token} ${code}`).digest()

/**
 * Makes a link. Only hashes are stored; the token and the code are told once, to the one it is for. `code`: one that they
 * have already.
 */
export const makeLink = async (
  sql: Sql,
  link: CaseLink,
  now: Temporal.Instant,
  how: { code?: string; lives?: { minutes: number } } = {},
): Promise<{ token: string; code: string; expiresAt: Temporal.Instant }> => {
  const token = newToken()
  const code = how.code ?? newCode()
  const expiresAt = now.add(how.lives ?? LINK_LIVES)
  await sql
    .insertInto('case_link')
    .values({
      token_hash: hashToken(token),
      caseworker_id: link.caseworkerId,
      citizen_id: link.citizenId,
      escalation_id: link.caseId,
      what: link.what,
      why: link.why,
      code_hash: hashCode(token, code),
      expires_at: expiresAt,
    })
    .execute()
  return { token, code, expiresAt }
}

/** Links nobody could use for a day are forgotten. */
export const forgetLinks = (sql: Sql, now: Temporal.Instant): Promise<unknown> =>
  sql
    .deleteFrom('case_link')
    .where('expires_at', '<', now.subtract({ hours: 24 }))
    .execute()

/** What a link is worth. `open`: its code may be given; `session`: this browser has given it. */
export type Looked =
  | { state: 'open'; link: CaseLink }
  | { state: 'session'; link: CaseLink; until: Temporal.Instant }
  | { state: 'dead' }

const linkOf = (row: {
  caseworker_id: string | null
  citizen_id: string
  escalation_id: string | null
  what: 'case' | 'export' | 'invite'
  why: string | null
}): CaseLink => ({
  caseworkerId: row.caseworker_id,
  citizenId: row.citizen_id,
  caseId: row.escalation_id,
  what: row.what,
  why: row.why as LookReason | null,
})

/** Looks at a link and uses nothing up: scanners of mail and chat open what they see. */
export const lookAt = async (
  sql: Sql,
  token: string,
  session: string | undefined,
  now: Temporal.Instant,
): Promise<Looked> => {
  const row = await sql
    .selectFrom('case_link')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!row) return { state: 'dead' }
  if (row.used_at) {
    const until = row.session_until
    const mine = session !== undefined && row.session_hash?.equals(hashToken(session)) === true
    return mine && until && Temporal.Instant.compare(until, now) > 0
      ? { state: 'session', link: linkOf(row), until }
      : { state: 'dead' }
  }
  const alive = row.tries < TRIES && Temporal.Instant.compare(row.expires_at, now) > 0
  return alive ? { state: 'open', link: linkOf(row) } : { state: 'dead' }
}

/** Uses a link up by its code. `wrong` says how many tries are left. Two at once: one of them has it. */
export const useLink = (
  sql: Sql,
  token: string,
  code: string,
  now: Temporal.Instant,
): Promise<{ done: true; link: CaseLink; session: string; until: Temporal.Instant } | { done: false; left: number }> =>
  sql.transaction().execute(async (tx) => {
    const hash = hashToken(token)
    const row = await tx
      .selectFrom('case_link')
      .selectAll()
      .where('token_hash', '=', hash)
      .where('used_at', 'is', null)
      .where('tries', '<', TRIES)
      .where('expires_at', '>', now)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return { done: false, left: 0 }
    if (!row.code_hash.equals(hashCode(token, code))) {
      const tries = row.tries + 1
      await tx.updateTable('case_link').set({ tries }).where('token_hash', '=', hash).execute()
      return { done: false, left: TRIES - tries }
    }
    const session = newToken()
    const until = now.add(SESSION_LIVES)
    await tx
      .updateTable('case_link')
      .set({ used_at: now, session_hash: hashToken(session), session_until: until })
      .where('token_hash', '=', hash)
      .execute()
    return { done: true, link: linkOf(row), session, until }
  })
