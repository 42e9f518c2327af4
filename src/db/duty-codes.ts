import { sql as raw } from 'kysely'
import { newCode } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** A case keeps all it ever had, the newest first, so that an answer to an older message is known for what it is. */
const codesIn = (kept: string | null): string[] => kept?.split(' ') ?? []

/** What the one on duty answers with by now. */
export const newestCode = (kept: string | null): string | null => codesIn(kept)[0] ?? null

const isOneOf = (code: string) => raw<boolean>`${code} = any(string_to_array(duty_code, ' '))`

/**
 * What the one on duty answers with: digits that no other unresolved case has or had. They stay while the case does,
 * until there is news: who answers the message of before has not read it. `rings`: the phone is rung now.
 */
export const giveCode = async (tx: Sql, caseId: string, how: { rings: boolean; news: boolean }): Promise<void> => {
  if (!how.rings && !how.news) return
  for (;;) {
    const code = newCode()
    const taken = await tx
      .selectFrom('escalation')
      .select('id')
      .where('duty_code', 'is not', null)
      .where('state', '<>', 'resolved')
      .where(isOneOf(code))
      .executeTakeFirst()
    if (taken) continue
    await tx
      .updateTable('escalation')
      .set({ duty_code: raw<string>`concat_ws(' ', ${code}::text, duty_code)` })
      .where('id', '=', caseId)
      .where(raw<boolean>`case when duty_code is null then ${how.rings}::boolean else ${how.news}::boolean end`)
      .execute()
    return
  }
}

/** The unresolved case that the one on duty answers about, be it with the digits of an older message. */
export const caseByCode = async (sql: Sql, code: string): Promise<string | undefined> =>
  (
    await sql
      .selectFrom('escalation')
      .select('id')
      .where('duty_code', 'is not', null)
      .where('state', '<>', 'resolved')
      .where(isOneOf(code))
      // A case that was opened anew may have had what is another's by now.
      .orderBy(raw`split_part(duty_code, ' ', 1) = ${code}`, 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.id

/** The digits that count now. */
export const codeOf = async (tx: Sql, caseId: string): Promise<string | null> => {
  const row = await tx.selectFrom('escalation').select('duty_code').where('id', '=', caseId).executeTakeFirst()
  return newestCode(row?.duty_code ?? null)
}

/** Has the case had news since these digits were given? */
export const isOldCode = async (tx: Sql, caseId: string, code: string): Promise<boolean> =>
  (await codeOf(tx, caseId)) !== code
