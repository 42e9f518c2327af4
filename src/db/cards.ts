import type { Sql } from './pool.ts'

/** Where cards about this citizen stand in Slack. */
export const cardsOf = async (sql: Sql, citizenId: string): Promise<{ channel: string; ts: string }[]> => {
  const rows = await sql
    .selectFrom('escalation')
    .select(['card_channel', 'card_ts'])
    .where('citizen_id', '=', citizenId)
    .execute()
  return rows.flatMap(({ card_channel: channel, card_ts: ts }) => (channel && ts ? [{ channel, ts }] : []))
}
