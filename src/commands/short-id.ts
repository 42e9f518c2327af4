import type { House } from '../app/house.ts'
import { type HasIds, idsEndingIn } from '../db/ids-ending.ts'
import { Failed } from './output.ts'

/** The end of an id: its beginning is the time, which all that was made together have in common. */
export const shortId = (id: string): string => id.slice(-8)

const WHOLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SHORT = /^[0-9a-f]{8}$/i

/**
 * The id that somebody typed, whole or as a table shows it. Undefined: it is neither, or there is none of these that ends so.
 * @throws Failed where it stands for several
 */
export const wholeId = async (house: House, text: string, ...tables: HasIds[]): Promise<string | undefined> => {
  if (WHOLE.test(text)) return text.toLowerCase()
  if (!SHORT.test(text)) return undefined
  const found = (await Promise.all(tables.map((table) => idsEndingIn(house.db.sql, table, text)))).flat()
  if (found.length > 1) throw new Failed(`${text} stands for more than one; take the whole id, which --json shows.`)
  return found[0]
}
