import { sql as raw } from 'kysely'
import type { ChannelKind, ChannelState, CitizenStatus, Language, LocalTime } from '../core/citizen.ts'
import type { Say } from '../core/message.ts'
import { newAlias, newId } from '../lib/ids.ts'
import { open, seal } from '../lib/seal.ts'
import { invite, queueInvitation } from './joining.ts'
import { type Sql, transact } from './pool.ts'
import type { Vault } from './vault.ts'

export interface NewCitizen {
  name: string
  /** E.164. */
  phone: string
  caseworkerId: string
  channel: ChannelKind
  language: Language
  zone: string
  caseRef?: string
  /** The invitation's token; shown once, stored as a hash. */
  token: string
  /** Sent to their first address, in the same write. */
  invitation?: Say
}

/** A citizen as lists and `show` give them. */
export interface CitizenView {
  id: string
  alias: string
  language: Language
  status: CitizenStatus
  /** A caseworker's id. */
  caseworker: string
  programmes: string[]
  channels: { channel: ChannelKind; state: ChannelState; order: number }[]
}

export interface CitizenDetails extends CitizenView {
  name: string
  /** IANA zone. */
  zone: string
  planAt: LocalTime
  quiet: { from: LocalTime; to: LocalTime }
  caseRef: string | null
  joinedAt: Temporal.Instant | null
  routineStoppedAt: Temporal.Instant | null
}

/** The number belongs to another citizen already. */
export class AddressTaken extends Error {
  override name = 'AddressTaken'
  readonly alias: string
  constructor(alias: string) {
    super(`this number belongs to ${alias} already`)
    this.alias = alias
  }
}

/** Which addresses a new citizen starts with: the phone simulator by alias, else the number, also as a way back from Telegram. */
const firstAddress = ({ channel, phone }: NewCitizen, alias: string): { channel: ChannelKind; address: string } =>
  channel === 'phone' ? { channel: 'phone', address: alias } : { channel: 'sms', address: phone }

/** Makes a citizen with their key, conversation, first address and invitation. @throws AddressTaken */
export const addCitizen = async (
  sql: Sql,
  vault: Vault,
  citizen: NewCitizen,
  now: Temporal.Instant,
): Promise<{ id: string; alias: string }> =>
  sql.transaction().execute(async (tx) => {
    const id = newId()
    const alias = await freeAlias(tx)
    const first = firstAddress(citizen, alias)
    const index = vault.blindIndex(first.channel, first.address)
    const owner = await tx
      .selectFrom('citizen_channel as h')
      .innerJoin('citizen as c', 'c.id', 'h.citizen_id')
      .select('c.alias')
      .where('h.channel', '=', first.channel)
      .where('h.address_index', '=', index)
      .executeTakeFirst()
    if (owner) throw new AddressTaken(owner.alias)
    const key = await vault.create(tx, id)
    await tx
      .insertInto('citizen')
      .values({
        id,
        alias,
        status: 'invited',
        language: citizen.language,
        zone: citizen.zone,
        caseworker_id: citizen.caseworkerId,
        name_sealed: seal(key, citizen.name, 'citizen.name'),
        case_ref_sealed: citizen.caseRef ? seal(key, citizen.caseRef, 'citizen.case_ref') : null,
        created_at: now,
      })
      .execute()
    await tx.insertInto('conversation').values({ citizen_id: id }).execute()
    await tx
      .insertInto('citizen_channel')
      .values({
        id: newId(),
        citizen_id: id,
        channel: first.channel,
        address_index: index,
        address_sealed: seal(key, first.address, 'citizen_channel.address'),
        state: 'unverified',
        ord: 0,
        changed_at: now,
      })
      .execute()
    await invite(tx, id, citizen.token, now)
    if (citizen.invitation) await queueInvitation(tx, { citizenId: id, key }, citizen.invitation, now)
    return { id, alias }
  })

const freeAlias = async (tx: Sql): Promise<string> => {
  for (;;) {
    const alias = newAlias()
    if (!(await tx.selectFrom('citizen').select('id').where('alias', '=', alias).executeTakeFirst())) return alias
  }
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The id behind an id or alias. */
export const findCitizen = async (sql: Sql, idOrAlias: string): Promise<string | undefined> =>
  (
    await sql
      .selectFrom('citizen')
      .select('id')
      .where(UUID.test(idOrAlias) ? 'id' : 'alias', '=', idOrAlias.toLowerCase())
      .executeTakeFirst()
  )?.id

const views = (sql: Sql) =>
  sql
    .selectFrom('citizen as c')
    .select((eb) => [
      'c.id',
      'c.alias',
      'c.language',
      'c.status',
      'c.caseworker_id',
      raw<
        CitizenView['channels']
      >`coalesce((select json_agg(json_build_object('channel', h.channel, 'state', h.state, 'order', h.ord) order by h.ord)
        from citizen_channel h where h.citizen_id = ${eb.ref('c.id')}), '[]')`.as('channels'),
    ])
    .orderBy('c.created_at')

type ViewRow = Awaited<ReturnType<ReturnType<typeof views>['execute']>>[number]

const toView = (row: ViewRow): CitizenView => ({
  id: row.id,
  alias: row.alias,
  language: row.language as Language,
  status: row.status,
  caseworker: row.caseworker_id,
  programmes: [],
  channels: row.channels,
})

export const listCitizens = async (sql: Sql): Promise<CitizenView[]> => (await views(sql).execute()).map(toView)

/** @returns undefined when there is no such citizen. A destroyed key leaves the name empty. */
export const showCitizen = async (sql: Sql, vault: Vault, id: string): Promise<CitizenDetails | undefined> => {
  const view = await views(sql).where('c.id', '=', id).executeTakeFirst()
  if (!view) return undefined
  const row = await sql
    .selectFrom('citizen as c')
    .innerJoin('conversation as v', 'v.citizen_id', 'c.id')
    .selectAll('c')
    .select('v.routine_stopped_at')
    .where('c.id', '=', id)
    .executeTakeFirstOrThrow()
  const key = (await vault.keysFor([id])).get(id)
  const text = (sealed: Buffer | null, context: string): string | null =>
    key && sealed ? open(key, sealed, context) : null
  return {
    ...toView(view),
    name: text(row.name_sealed, 'citizen.name') ?? '',
    caseRef: text(row.case_ref_sealed, 'citizen.case_ref'),
    zone: row.zone,
    planAt: row.plan_at,
    quiet: { from: row.quiet_from, to: row.quiet_to },
    joinedAt: row.joined_at,
    routineStoppedAt: row.routine_stopped_at,
  }
}

/** Names of many, for the people who may see them. */
export const namesOf = async (sql: Sql, vault: Vault, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map()
  const keys = await vault.keysFor(ids)
  const rows = await sql.selectFrom('citizen').select(['id', 'name_sealed']).where('id', 'in', ids).execute()
  return new Map(
    rows.flatMap(({ id, name_sealed }) => {
      const key = keys.get(id)
      return key && name_sealed ? [[id, open(key, name_sealed, 'citizen.name')] as const] : []
    }),
  )
}

/**
 * Erases a citizen: the key first, so that backups of the rows are unreadable too, then every row.
 * What stays is an audit line with the id.
 */
export const eraseCitizen = async (
  sql: Sql,
  vault: Vault,
  id: string,
  by: { actor: string; now: Temporal.Instant },
): Promise<void> =>
  transact(sql, async (tx) => {
    await vault.destroy(tx, id)
    // First the citizen: this waits for a turn that is being written, whose rows are then there to be deleted.
    await tx.deleteFrom('citizen').where('id', '=', id).execute()
    for (const table of ['inbox', 'outbox', 'staff_note'] as const)
      await tx.deleteFrom(table).where('citizen_id', '=', id).execute()
    await tx
      .insertInto('audit')
      .values({ id: newId(), at: by.now, actor: by.actor, action: 'erase', citizen_id: id })
      .execute()
  })
