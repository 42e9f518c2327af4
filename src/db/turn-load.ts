import type pg from 'pg'
import type { ChannelKind, Language } from '../core/citizen.ts'
import { nextLocal, type Repeats } from '../core/plan-times.ts'
import type { PastResult, PlanEntry, Snapshot } from '../core/snapshot.ts'
import { open } from '../lib/seal.ts'
import type { Db } from './pool.ts'
import { openPosition } from './position.ts'
import { openSafetyPlan } from './safety-plans.ts'
import type { Vault } from './vault.ts'

/**
 * One round trip for everything the turns of this moment look at. Lists come as JSON with sealed values in base64; a named statement,
 * so that Postgres plans it once a connection. What hardly ever changes (the key, the caseworker) is kept in memory:
 * each join costs a tenth of the whole.
 */
const LOAD = `
select asked.n, c.id, c.alias, c.status, c.language, c.zone, c.quiet_from, c.quiet_to, c.plan_at, c.caseworker_id, c.name_sealed, c.joined_at, c.safety_plan_sealed,
  ch.id as channel_id, ch.state as channel_state,
  v.version, v.open, v.opened, v.open_sealed, v.suspended, v.suspended_sealed,
  v.routine_stopped_at, v.person_until, v.last_inbound_at,
  e.level as case_level, e.state as case_state, e.wish as case_wish, e.language as case_language,
  exists (select from escalation_reason r where r.escalation_id = e.id and r.class in ('violence', 'threat')) as discreet,
  exists (select from escalation_event s where s.escalation_id = e.id and s.what = 'acknowledged'
    and s.at >= (select max(r.at) from escalation_reason r where r.escalation_id = e.id)) as seen,
  (select json_agg(r) from (
     select q.id, q.instrument, q.state, encode(q.result_sealed, 'base64') as sealed, q.completed_at as at from check_in q
     where q.citizen_id = c.id and q.state <> 'expired' order by q.sent_at desc limit 8) r) as check_ins,
  (select json_agg(p) from (
     select p.id, p.starts_at, p.starts_local, p.last_local, p.absence, p.every, encode(p.what_sealed, 'base64') as what,
       encode(p.place_sealed, 'base64') as place, encode(p.travel_sealed, 'base64') as travel from plan_item p
     where p.citizen_id = c.id and p.state = 'active' and p.starts_at < $4 and (p.starts_at > $3 or p.last_local is not null or p.every is not null)
     order by p.starts_at limit 40) p) as plan
from unnest($1::text[], $2::bytea[]) with ordinality as asked(channel, address_index, n)
join citizen_channel ch on ch.channel = asked.channel and ch.address_index = asked.address_index
join citizen c on c.id = ch.citizen_id
join conversation v on v.citizen_id = ch.citizen_id
left join escalation e on e.citizen_id = ch.citizen_id and e.state <> 'resolved'`

/** Runs the statement for nobody, so that the next turn on this connection finds it planned. */
export const warmLoad = async (client: pg.PoolClient, now: Temporal.Instant): Promise<void> => {
  const at = now.toString()
  await client.query({ name: 'turn-load', text: LOAD, values: [['phone'], [Buffer.alloc(32)], at, at] })
}

interface StoredItem extends Repeats {
  id: string
  starts_at: string
  starts_local: string
  /** A repeated item has moved on by the time its reminder is answered: the occurrence that was reminded. */
  last_local: string | null
  what: string
  place: string | null
  travel: string | null
}

interface StoredCheckIn {
  id: string
  instrument: string
  state: 'sent' | 'started' | 'completed'
  sealed: string | null
  at: string | null
}

/** Finished ones, newest first. */
const results = (key: Buffer, rows: readonly StoredCheckIn[]): PastResult[] =>
  rows.flatMap(({ instrument, state, sealed, at }) => {
    if (state !== 'completed' || !sealed || !at) return []
    const result: { answers: (number | null)[]; score?: number } = JSON.parse(
      open(key, Buffer.from(sealed, 'base64'), 'check_in.result'),
    )
    return [{ instrument, ...result, at: Temporal.Instant.from(at) }]
  })

/** The occurrences of an item up to `until`; a repeated one goes on at the same wall-clock time. */
const occurrences = (
  key: Buffer,
  zone: string,
  item: StoredItem,
  { from, until, closingDays }: { from: Temporal.Instant; until: Temporal.Instant; closingDays: readonly string[] },
): PlanEntry[] => {
  const text = (sealed: string, column: string): string =>
    open(key, Buffer.from(sealed, 'base64'), `plan_item.${column}`)
  const fixed = {
    id: item.id,
    what: text(item.what, 'what'),
    absence: item.absence,
    ...(item.place && { place: text(item.place, 'place') }),
    ...(item.travel && { travel: text(item.travel, 'travel') }),
  }
  const entries: PlanEntry[] = []
  /** False: past the end. */
  const add = (local: Temporal.PlainDateTime): boolean => {
    const startsAt = local.toZonedDateTime(zone).toInstant()
    if (Temporal.Instant.compare(startsAt, until) >= 0) return false
    if (Temporal.Instant.compare(startsAt, from) > 0)
      entries.push({
        ...fixed,
        startsAt,
        startsLocal: local.toString({ smallestUnit: 'second' }),
        occurrence: local.toPlainDate().toString(),
      })
    return true
  }
  if (item.last_local && item.last_local < item.starts_local) add(Temporal.PlainDateTime.from(item.last_local))
  let local = Temporal.PlainDateTime.from(item.starts_local)
  for (let n = 0; n < 400; n++) {
    if (!add(local) || !item.every) break
    local = nextLocal(local, item, closingDays)
  }
  return entries
}

/** Who writes: the address a turn came in by, and when. */
export interface TurnKey {
  channel: ChannelKind
  address: string
  now: Temporal.Instant
}

/** Looks at the plan this far back and ahead: an answer to a reminder of this morning, "min uge". */
const BACK = { hours: 14 }
const AHEAD = { hours: 24 * 8 }

/** Who is named: whoever is there on the date on which it is read, which at night is the next working day. */
interface Caseworkers {
  of(id: string, date: string): Promise<{ name: string; phone: string | null }>
  readOn(at: Temporal.Instant, zone: string): string
  /** On these, and on public holidays, nobody is. */
  closingDays: readonly string[]
}

/** In the order of who asked; undefined where nobody is known by the address. */
export const loadTurns = async (
  { pool }: Db,
  vault: Vault,
  caseworkers: Caseworkers,
  asked: readonly TurnKey[],
): Promise<Promise<Snapshot | undefined>[]> => {
  const moments = asked.map(({ now }) => now).sort(Temporal.Instant.compare)
  const { rows } = await pool.query({
    name: 'turn-load',
    text: LOAD,
    values: [
      asked.map(({ channel }) => channel),
      asked.map(({ channel, address }) => vault.blindIndex(channel, address)),
      moments[0]!.subtract(BACK).toString(),
      moments.at(-1)!.add(AHEAD).toString(),
    ],
  })
  const found = new Map(rows.map((row) => [Number(row.n) - 1, row]))
  const keys = await vault.keysFor(rows.map((row) => row.id))
  return asked.map(async (by, index) => {
    const row = found.get(index)
    return row && snapshotOf(row, keys.get(row.id) ?? (await vault.keyFor(row.id)), caseworkers, by)
  })
}

/** What one row of the statement says. @throws KeyGone */
const snapshotOf = async (
  row: pg.QueryResultRow,
  key: Buffer,
  caseworkers: Caseworkers,
  by: TurnKey,
): Promise<Snapshot> => {
  const from = by.now.subtract(BACK)
  const until = by.now.add(AHEAD)
  const caseworker = await caseworkers.of(row.caseworker_id, caseworkers.readOn(by.now, row.zone))
  const checkIns: StoredCheckIn[] = row.check_ins ?? []
  const open_ = openPosition(key, row.open, row.open_sealed, row.opened)
  const unfinished = checkIns.filter(({ state }) => state !== 'completed')
  // The next may have been asked for while one is being answered.
  const pending = unfinished.find(({ id }) => id === open_?.data.checkInId) ?? unfinished[0]
  const suspended = openPosition(key, row.suspended, row.suspended_sealed, null)
  return {
    citizen: {
      id: row.id,
      alias: row.alias,
      status: row.status,
      language: row.language as Language,
      zone: row.zone,
      quiet: { from: row.quiet_from, to: row.quiet_to },
      planAt: row.plan_at,
      caseworkerId: row.caseworker_id,
    },
    name: row.name_sealed ? open(key, row.name_sealed, 'citizen.name') : '',
    joinedAt: row.joined_at,
    channel: { id: row.channel_id, channel: by.channel, address: by.address, state: row.channel_state },
    caseworker: { id: row.caseworker_id, ...caseworker },
    conversation: {
      version: row.version,
      ...(open_ && { open: open_ }),
      ...(suspended && { suspended }),
      routineStoppedAt: row.routine_stopped_at,
      personUntil: row.person_until,
      lastInboundAt: row.last_inbound_at,
    },
    ...(row.case_level && {
      openCase: {
        level: row.case_level,
        state: row.case_state,
        wish: row.case_wish,
        language: row.case_language,
        discreet: row.discreet,
        seen: row.seen,
      },
    }),
    ...(row.safety_plan_sealed && { safetyPlan: openSafetyPlan(key, row.safety_plan_sealed) }),
    results: results(key, checkIns),
    plan: ((row.plan ?? []) as StoredItem[])
      .flatMap((item) => occurrences(key, row.zone, item, { from, until, closingDays: caseworkers.closingDays }))
      .sort((a, b) => Temporal.Instant.compare(a.startsAt, b.startsAt)),
    ...(pending && { pendingCheckIn: { id: pending.id, instrument: pending.instrument } }),
  }
}
