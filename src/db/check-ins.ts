import { open } from '../lib/seal.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

export interface CheckInView {
  id: string
  alias: string
  citizenId: string
  instrument: string
  state: 'sent' | 'started' | 'completed' | 'expired'
  /** WHO-5: 0–100. Null: none, or not finished. */
  score: number | null
  answers: (number | null)[]
  sentAt: Temporal.Instant
  completedAt: Temporal.Instant | null
}

/** Check-ins, newest first. Answers are health data: whoever calls this logs why. */
export const listCheckIns = async (
  sql: Sql,
  vault: Vault,
  of: { citizenId?: string; limit?: number } = {},
): Promise<CheckInView[]> => {
  let query = sql
    .selectFrom('check_in as q')
    .innerJoin('citizen as c', 'c.id', 'q.citizen_id')
    .select([
      'q.id',
      'q.citizen_id',
      'c.alias',
      'q.instrument',
      'q.state',
      'q.result_sealed',
      'q.sent_at',
      'q.completed_at',
    ])
    .orderBy('q.sent_at', 'desc')
    .limit(of.limit ?? 1000)
  if (of.citizenId) query = query.where('q.citizen_id', '=', of.citizenId)
  const rows = await query.execute()
  const keys = await vault.keysFor([...new Set(rows.map(({ citizen_id }) => citizen_id))])
  return rows.map((row) => {
    const key = keys.get(row.citizen_id)
    const result: { answers: (number | null)[]; score?: number } =
      key && row.result_sealed ? JSON.parse(open(key, row.result_sealed, 'check_in.result')) : { answers: [] }
    return {
      id: row.id,
      alias: row.alias,
      citizenId: row.citizen_id,
      instrument: row.instrument,
      state: row.state,
      score: row.state === 'completed' ? (result.score ?? null) : null,
      answers: result.answers,
      sentAt: row.sent_at,
      completedAt: row.completed_at,
    }
  })
}
