import { newId } from '../lib/ids.ts'
import { audit } from './audit.ts'
import type { Sql } from './pool.ts'

export const countCitizens = async (sql: Sql, caseworkerId: string): Promise<number> => {
  const row = await sql
    .selectFrom('citizen')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('caseworker_id', '=', caseworkerId)
    .where('status', '<>', 'ended')
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** The citizens of somebody who has left become another's. Open cases stay with who has them. @returns how many */
export const moveCaseload = (
  sql: Sql,
  { fromId, toId, by }: { fromId: string; toId: string; by: string },
  now: Temporal.Instant,
): Promise<number> =>
  sql.transaction().execute(async (tx) => {
    const moved = await tx
      .updateTable('citizen')
      .set({ caseworker_id: toId })
      .where('caseworker_id', '=', fromId)
      .returning('id')
      .execute()
    if (moved.length > 0)
      await tx
        .insertInto('audit')
        .values(
          moved.map(({ id }) => ({
            ...{ id: newId(), at: now, actor: by, action: 'takeover', citizen_id: id },
            why: `from ${fromId} to ${toId}`,
          })),
        )
        .execute()
    await audit(tx, { actor: by, action: 'takeover', why: `${moved.length} from ${fromId} to ${toId}`, at: now })
    return moved.length
  })

/** Slack ids of those who lead a team. */
export const leadsOf = async (sql: Sql, teamId: string): Promise<string[]> =>
  (
    await sql
      .selectFrom('caseworker')
      .select('slack')
      .where('team_id', '=', teamId)
      .where('role', '=', 'lead')
      .where('left_at', 'is', null)
      .orderBy('created_at')
      .execute()
  ).map(({ slack }) => slack)
