import { type CasePolicy, chainOf } from '../core/chain.ts'
import type { CitizenStatus } from '../core/citizen.ts'
import { handOver } from '../core/hand-over.ts'
import { PRIORITY } from '../core/message.ts'
import { newId } from '../lib/ids.ts'
import { audit } from './audit.ts'
import type { Armed } from './effects.ts'
import { loadCaseFacts } from './escalation-load.ts'
import { applyCase } from './escalations.ts'
import { type Sql, transact } from './pool.ts'

export const countCitizens = async (sql: Sql, caseworkerId: string): Promise<number> => {
  const row = await sql
    .selectFrom('citizen')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('caseworker_id', '=', caseworkerId)
    .where('status', '<>', 'ended')
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/**
 * The citizens of somebody who has left become another's, with their open cases: who takes over is told of each. A case
 * that another colleague has taken stays with them, for the citizen was told so. Who has joined hears who it is now, in
 * the day; not while they are worried about, when the new colleague speaks with them. @returns how many citizens, and
 * what the cases wait for now that it is committed
 */
export const moveCaseload = (
  sql: Sql,
  { fromId, toId, by }: { fromId: string; toId: string; by: string },
  now: Temporal.Instant,
  policy: CasePolicy,
): Promise<{ citizens: number; followUps: Armed[] }> =>
  transact(sql, async (tx) => {
    const moved = await tx
      .updateTable('citizen')
      .set({ caseworker_id: toId })
      .where('caseworker_id', '=', fromId)
      .returning(['id', 'status'])
      .execute()
    await tellOfChange(tx, moved, toId, now)
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
    const ids = moved.map(({ id }) => id)
    const followUps: Armed[] = []
    for (const citizenId of await withOpenCase(tx, ids)) {
      const { open, staff, rota } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
      if (!open || open.assigneeId === toId || (open.state !== 'open' && open.assigneeId !== fromId)) continue
      const then = { ...policy, rota }
      const links = chainOf(staff, now, then).filter(({ who }) => who !== fromId)
      followUps.push(...(await applyCase(tx, handOver(open, toId, links, now, then), now)).followUps)
    }
    return { citizens: moved.length, followUps }
  })

const tellOfChange = async (
  tx: Sql,
  moved: readonly { id: string; status: CitizenStatus }[],
  toId: string,
  now: Temporal.Instant,
): Promise<void> => {
  const joined = moved.filter(({ status }) => status === 'active' || status === 'paused')
  if (joined.length === 0) return
  const { name } = await tx.selectFrom('caseworker').select('name').where('id', '=', toId).executeTakeFirstOrThrow()
  // By name: a text that names whoever is there today would name a stand-in.
  const say = JSON.stringify([{ key: 'notice.caseworker-changed', params: { caseworker: name } }])
  const notice = { kind: 'notice', priority: PRIORITY.notice, late: 'hold', say, due_at: now, created_at: now } as const
  await tx
    .insertInto('outbox')
    .values(joined.map(({ id }) => ({ ...notice, id: newId(), citizen_id: id })))
    .execute()
}

const withOpenCase = async (tx: Sql, citizenIds: readonly string[]): Promise<string[]> => {
  if (citizenIds.length === 0) return []
  const rows = await tx
    .selectFrom('escalation')
    .select('citizen_id')
    .where('citizen_id', 'in', [...citizenIds])
    .where('state', '<>', 'resolved')
    .orderBy('citizen_id')
    .execute()
  return rows.map(({ citizen_id }) => citizen_id)
}

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
