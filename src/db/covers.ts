import { newId } from '../lib/ids.ts'
import type { Sql } from './pool.ts'

/** `byId` stands in for `caseworkerId` on these local dates, both included. Dates are `YYYY-MM-DD`. */
export interface Cover {
  caseworkerId: string
  byId: string
  from: string
  to: string
}

export const addCover = async (sql: Sql, cover: Cover): Promise<string> => {
  const id = newId()
  await sql
    .insertInto('cover')
    .values({ id, caseworker_id: cover.caseworkerId, by_id: cover.byId, from_date: cover.from, to_date: cover.to })
    .execute()
  return id
}

/** Who is away on this local date, and who stands in: caseworker ids. The cover that began last counts. */
export const awayOn = async (sql: Sql, date: string): Promise<Record<string, string>> => {
  const rows = await sql
    .selectFrom('cover')
    .select(['caseworker_id', 'by_id'])
    .where('from_date', '<=', date)
    .where('to_date', '>=', date)
    .orderBy('from_date')
    .orderBy('id')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.caseworker_id, row.by_id]))
}

/** Other covers of the same colleague on any of these days, the first first. */
export const overlapping = (
  sql: Sql,
  { caseworkerId, from, to }: Pick<Cover, 'caseworkerId' | 'from' | 'to'>,
): Promise<{ who: string; from: string; to: string }[]> =>
  sql
    .selectFrom('cover as c')
    .innerJoin('caseworker as w', 'w.id', 'c.by_id')
    .select((eb) => [
      'w.name as who',
      eb.cast<string>('c.from_date', 'text').as('from'),
      eb.cast<string>('c.to_date', 'text').as('to'),
    ])
    .where('c.caseworker_id', '=', caseworkerId)
    .where('c.from_date', '<=', to)
    .where('c.to_date', '>=', from)
    .orderBy('c.from_date')
    .execute()

/** Only their own. @returns false when there was none. */
export const removeCover = async (
  sql: Sql,
  { id, caseworkerId }: { id: string; caseworkerId: string },
): Promise<boolean> =>
  (await sql.deleteFrom('cover').where('id', '=', id).where('caseworker_id', '=', caseworkerId).executeTakeFirst())
    .numDeletedRows > 0n
