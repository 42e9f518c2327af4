import type { Effect } from '../core/effect.ts'
import { addCaseworker, findCaseworker } from '../db/caseworkers.ts'
import { addCitizen, listCitizens } from '../db/citizens.ts'
import { applyEffects } from '../db/effects.ts'
import { markJoined } from '../db/joining.ts'
import type { NewPlanItem } from '../db/plan-items.ts'
import { addPlanItem } from '../db/plan-items.ts'
import { claimSetting, readSetting } from '../db/settings.ts'
import { newToken } from '../lib/ids.ts'
import type { House } from './house.ts'

/** The demo town: one team, three colleagues, three citizens on the phone. Everybody here is made up. */
const STAFF = [
  { name: 'Lone Holm', slack: 'U0LONE', phone: '+4570101010' },
  { name: 'Samir Haddad', slack: 'U0SAMIR', phone: '+4570101011' },
  { name: 'Karen Juhl', slack: 'U0KAREN', lead: true, phone: '+4570101012' },
] as const
const TEAM = 'Team Solby'

type Item = Pick<NewPlanItem, 'what' | 'absence'> &
  Partial<Pick<NewPlanItem, 'place' | 'travel' | 'every'>> & { day: number; at: string }

interface Citizen {
  name: string
  phone: string
  worker: number
  language: 'da' | 'en'
  /** Undefined: invited and not joined yet. */
  planAt?: string
  items: Item[]
}

const CITIZENS: Citizen[] = [
  {
    ...{ name: 'Mette Lund', phone: '+4520304050', worker: 0, language: 'da', planAt: '08:15' },
    items: [
      {
        what: 'Gåtur med holdet',
        place: 'Medborgerhuset',
        travel: 'Bus 15 kl. 9.20 fra Torvet',
        day: 2,
        at: '10:00',
        every: 'week',
        absence: 'none',
      },
      { what: 'Samtale med Lone', place: 'Rådhuset, lokale 4', day: 4, at: '10:30', absence: 'counts' },
    ],
  },
  {
    ...{ name: 'Yusuf Demir', phone: '+4520304051', worker: 1, language: 'en', planAt: '08:30' },
    items: [
      {
        what: 'Danish class',
        place: 'the Language School',
        travel: 'Bus 3 at 12:10 from the station',
        day: 1,
        at: '13:00',
        every: 'week',
        absence: 'forward',
      },
      { what: 'Visit to the bakery', place: 'Bageriet, Havnegade 2', day: 3, at: '11:00', absence: 'none' },
    ],
  },
  { ...{ name: 'Bent Krogh', phone: '+4520304052', worker: 0, language: 'da' }, items: [] },
]

/** The local date of the coming `day` (1 Monday), today counted. */
const coming = (now: Temporal.Instant, zone: string, day: number): Temporal.PlainDate => {
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  return today.add({ days: (day - today.dayOfWeek + 7) % 7 })
}

/** Founds the town once. Cut off in the middle, the next start goes on where it was. */
export const seedTown = async (house: House): Promise<void> => {
  const { sql } = house.db
  if (await readSetting(sql, 'town')) return
  const now = house.clock.now()
  const workers: string[] = []
  for (const one of STAFF)
    workers.push((await findCaseworker(sql, one.slack))?.id ?? (await addCaseworker(sql, { ...one, team: TEAM }, now)))
  const there = (await listCitizens(sql)).length
  for (const citizen of CITIZENS.slice(there)) await settle(house, citizen, workers[citizen.worker]!, now)
  await claimSetting(sql, 'town', { founded: now.toString() })
  await house.wake()
}

const settle = async (house: House, citizen: Citizen, caseworkerId: string, now: Temporal.Instant): Promise<void> => {
  const { db, vault, config, content, effectParts } = house
  const token = newToken()
  const { name, phone, language } = citizen
  const worker = STAFF[citizen.worker]!.name.split(' ')[0]!
  const invitation = { key: 'invitation.sms', params: { token, caseworker: worker } }
  const { id } = await addCitizen(
    db.sql,
    vault,
    {
      ...{ name, phone, caseworkerId, channel: 'phone', language, zone: config.zone, token },
      ...(citizen.planAt === undefined && { invitation }),
    },
    now,
  )
  if (citizen.planAt === undefined) return
  const joined: Effect[] = [
    { do: 'set-plan-time', at: citizen.planAt },
    { do: 'set-status', status: 'active' },
  ]
  const key = await vault.keyFor(id)
  await db.sql.transaction().execute(async (tx) => {
    await markJoined(tx, id, now)
    await applyEffects(tx, joined, { citizenId: id, channelId: '', inboxId: '', key, now }, effectParts)
  })
  for (const { day, at, ...item } of citizen.items)
    await addPlanItem(
      db.sql,
      vault,
      {
        ...item,
        citizenId: id,
        startsLocal: coming(now, config.zone, day).toPlainDateTime(at),
        person: { zone: config.zone, quiet: { from: '21:00', to: '08:00' } },
        rules: content.rules,
      },
      now,
    )
}
