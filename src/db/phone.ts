import type { Choice } from '../core/message.ts'
import type { Sql } from './pool.ts'
import { readMessages } from './transcript.ts'
import type { Vault } from './vault.ts'

/** A message as the phone simulator shows it. */
export interface PhoneMessage {
  id: string
  at: Temporal.Instant
  from: 'citizen' | 'makker' | 'person'
  text: string
  choices: Choice[]
}

const ON_THE_PHONE = new Set(['sent', 'delivered', 'received'])
const KEPT = 200

/** What is on a citizen's phone, oldest first; undefined when there is no such phone. */
export const readPhone = async (sql: Sql, vault: Vault, alias: string): Promise<PhoneMessage[] | undefined> => {
  // Postgres takes no NUL in a text, and no alias has one.
  if (alias.includes('\0')) return undefined
  const owner = await sql
    .selectFrom('citizen as c')
    .innerJoin('citizen_channel as h', 'h.citizen_id', 'c.id')
    .select('c.id')
    .where('c.alias', '=', alias)
    .where('h.channel', '=', 'phone')
    .executeTakeFirst()
  if (!owner) return undefined
  const messages = await readMessages(sql, vault, { citizenId: owner.id, limit: KEPT })
  return messages
    .filter(({ state, text, channel }) => ON_THE_PHONE.has(state) && channel === 'phone' && text !== null)
    .map(({ id, sentAt, dueAt, direction, kind, text, choices }) => ({
      id,
      at: sentAt ?? dueAt,
      from: direction === 'in' ? ('citizen' as const) : kind === 'person' ? ('person' as const) : ('makker' as const),
      text: text!,
      choices,
    }))
    .reverse()
}
