import { z } from 'zod'
import type { House } from '../app/house.ts'
import { listCaseworkers } from '../db/caseworkers.ts'
import { findCitizen } from '../db/citizens.ts'
import { maskNumbers, type Removed } from '../lib/mask.ts'
import { Failed, WrongUse } from './output.ts'
import { today } from './when.ts'

/** The citizen behind an id or alias. @throws Failed in a sentence. */
export const citizenId = async ({ db }: House, idOrAlias: string): Promise<string> => {
  const id = await findCitizen(db.sql, idOrAlias)
  if (!id) throw new Failed(`There is no citizen ${idOrAlias}; "makker citizen list" shows them.`)
  return id
}

/** The names of all colleagues, also of those who have left, by id. */
export const colleagueNames = async (house: House): Promise<Map<string, string>> =>
  new Map((await listCaseworkers(house.db.sql, today(house))).map(({ id, name }) => [id, name]))

/** A name or a reference with a CPR number in it is sent back: hidden it would be no name. @throws WrongUse */
export const withoutCpr = (options: Record<string, string | undefined>): void => {
  for (const [name, text] of Object.entries(options))
    if (text !== undefined && maskNumbers(text).removed.includes('cpr'))
      throw new WrongUse(`--${name} holds a CPR number; leave it out.`)
}

/** What stands in lists and is put into messages: no line breaks, and nothing that a terminal would obey. */
const named = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)

/** The name of a person or a team, without what stands around it. @throws WrongUse */
export const nameIn = (option: string, text: string): string => {
  const name = named.safeParse(text)
  if (!name.success) throw new WrongUse(`${option} must be 1–200 characters, on one line.`)
  return name.data
}

/** Free text that a colleague types, as it may be stored and sent; what had to be hidden is told to them. */
export const masked = (name: string, text: string, tell: (line: string) => void): string => {
  const { text: clean, removed } = maskNumbers(text)
  if (removed.length > 0)
    tell(`--${name} held ${removed.map((what) => TOLD[what]).join(' and ')}; it is hidden and was not stored.`)
  return clean
}

const TOLD: Record<Removed, string> = { cpr: 'a CPR number', number: 'an account or card number' }
