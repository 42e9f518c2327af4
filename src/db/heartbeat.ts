import type { Sql } from './pool.ts'

/** Notes that something was alive at this instant. Never moves back. */
export const beat = async (sql: Sql, name: string, at: Temporal.Instant): Promise<void> => {
  await sql
    .insertInto('heartbeat')
    .values({ name, at })
    .onConflict((c) => c.column('name').doUpdateSet({ at }).where('heartbeat.at', '<', at))
    .execute()
}

export const lastBeat = async (sql: Sql, name: string): Promise<Temporal.Instant | undefined> => {
  const row = await sql.selectFrom('heartbeat').select('at').where('name', '=', name).executeTakeFirst()
  return row?.at
}
