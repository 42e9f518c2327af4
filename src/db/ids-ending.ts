import { sql as raw } from 'kysely'
import type { Sql } from './pool.ts'

/** Tables of which people read, and type, the end of an id. */
export type HasIds = 'plan_item' | 'duty' | 'escalation' | 'outbox' | 'inbox'

/** The ids that end in these hex digits, at most two: more than one is no answer. Reads the whole table. */
export const idsEndingIn = async (sql: Sql, table: HasIds, digits: string): Promise<string[]> =>
  (
    await sql
      .selectFrom(table)
      .select('id')
      .where(raw<string>`right(id::text, ${digits.length})`, '=', digits.toLowerCase())
      .limit(2)
      .execute()
  ).map(({ id }) => id)
