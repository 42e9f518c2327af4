import type { Claimed } from '../core/outbox.ts'
import { namedOn } from './caseworkers.ts'
import type { Candidate } from './outbox-candidates.ts'
import type { Sql } from './pool.ts'

/** As in answers: whoever is there when it is read is named. `readOn` tells the local date of that, by zone. */
export const namingWhoIsThere = async (
  tx: Sql,
  leased: readonly { row: Pick<Candidate, 'zone' | 'caseworker_id'> }[],
  readOn: (zone: string) => string,
  claimed: readonly Claimed[],
): Promise<Claimed[]> => {
  const rows = leased.map(({ row }) => ({ id: row.caseworker_id, zone: row.zone }))
  const byZone = new Map<string, Awaited<ReturnType<typeof namedOn>>>()
  for (const [zone, of] of Map.groupBy(rows, (row) => row.zone))
    byZone.set(zone, await namedOn(tx, [...new Set(of.map(({ id }) => id))], readOn(zone)))
  return claimed.map((one, index) => {
    const { id, zone } = rows[index]!
    return { ...one, caseworker: byZone.get(zone)?.get(id) ?? one.caseworker }
  })
}
