import type { Sql } from './pool.ts'

/** A value the house remembers by name; JSON. Undefined: never written. */
export const readSetting = async <T>(sql: Sql, name: string): Promise<T | undefined> =>
  (await sql.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value as T | undefined

export const writeSetting = async (sql: Sql, name: string, value: unknown): Promise<void> => {
  const json = JSON.stringify(value)
  await sql
    .insertInto('setting')
    .values({ name, value: json })
    .onConflict((c) => c.column('name').doUpdateSet({ value: json }))
    .execute()
}

/** Writes unless it is there; what is there wins. */
export const claimSetting = async <T>(sql: Sql, name: string, value: T): Promise<T> => {
  await sql
    .insertInto('setting')
    .values({ name, value: JSON.stringify(value) })
    .onConflict((c) => c.column('name').doNothing())
    .execute()
  return (await readSetting<T>(sql, name)) as T
}
