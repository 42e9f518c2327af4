import { presentFor } from '../core/chain.ts'
import { localDate } from '../core/local-time.ts'
import type { Claimed } from '../core/outbox.ts'
import { awayOn } from './covers.ts'
import type { Candidate } from './outbox-candidates.ts'
import type { Sql } from './pool.ts'

/** As in answers: who stands in is named while the caseworker is away. Most days nobody is, and nothing more is read. */
export const namingWhoIsThere = async (
  tx: Sql,
  leased: readonly { row: Pick<Candidate, 'zone' | 'caseworker_id'> }[],
  now: Temporal.Instant,
  claimed: readonly Claimed[],
): Promise<Claimed[]> => {
  const days = new Map<string, Readonly<Record<string, string>>>()
  for (const zone of new Set(claimed.map((one) => one.zone)))
    days.set(zone, await awayOn(tx, localDate(now, zone).toString()))
  const standIns = leased.map(({ row }) => {
    const away = days.get(row.zone)!
    return Object.hasOwn(away, row.caseworker_id) ? presentFor(row.caseworker_id, away) : null
  })
  const ids = [...new Set(standIns.filter((id) => id !== null))]
  if (ids.length === 0) return [...claimed]
  const people = await tx.selectFrom('caseworker').select(['id', 'name', 'phone']).where('id', 'in', ids).execute()
  return claimed.map((one, index) => {
    const there = people.find(({ id }) => id === standIns[index])
    return there ? { ...one, caseworker: { name: there.name, phone: there.phone } } : one
  })
}
