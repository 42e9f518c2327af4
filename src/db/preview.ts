import { sql as raw } from 'kysely'
import type { CheckInFact } from '../core/rules-engine.ts'
import { open } from '../lib/seal.ts'
import type { Sql } from './pool.ts'
import type { Vault } from './vault.ts'

/** Each colleague with the answers of their citizens since then, for `expectedCases`. `teamId`: of one team. */
export const answersByColleague = async (
  sql: Sql,
  vault: Vault,
  { since, teamId }: { since: Temporal.Instant; teamId?: string },
): Promise<{ id: string; name: string; citizens: CheckInFact[][] }[]> => {
  const { rows } = await raw<{
    id: string
    name: string
    citizen: string | null
    instrument: string | null
    at: Temporal.Instant | null
    result: Buffer | null
  }>`
    select w.id, w.name, c.id as citizen, q.instrument, q.completed_at as at, q.result_sealed as result
    from caseworker w
    left join citizen c on c.caseworker_id = w.id and c.status in ('active', 'paused')
    left join check_in q on q.citizen_id = c.id and q.state = 'completed' and q.result_sealed is not null
      and q.completed_at >= ${since.toString()}
    where w.left_at is null and (${teamId ?? null}::uuid is null or w.team_id = ${teamId ?? null}::uuid)
    order by w.name, w.id, c.id, q.completed_at`.execute(sql)
  const keys = await vault.keysFor([...new Set(rows.flatMap(({ citizen }) => citizen ?? []))])
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((own) => ({
    id: own[0]!.id,
    name: own[0]!.name,
    citizens: [
      ...Map.groupBy(
        own.filter(({ citizen }) => citizen !== null),
        ({ citizen }) => citizen!,
      ),
    ].map(([citizen, list]) =>
      list.flatMap(({ instrument, at, result }): CheckInFact[] => {
        const key = keys.get(citizen)
        if (!key || !instrument || !at || !result) return []
        const { answers, score } = JSON.parse(open(key, result, 'check_in.result')) as {
          answers: (number | null)[]
          score?: number
        }
        return [{ instrument, at, answers, ...(score !== undefined && { score }) }]
      }),
    ),
  }))
}
