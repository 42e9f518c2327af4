import type { CasePolicy } from '../../src/core/chain.ts'
import type { Db } from '../../src/db/pool.ts'
import { newId } from '../../src/lib/ids.ts'

/** Working days from eight to three, the table's deadlines, and nobody after hours. */
export const policy: CasePolicy = {
  hours: { from: '08:00', to: '15:00', days: [1, 2, 3, 4, 5], closingDays: [], zone: 'Europe/Copenhagen' },
  rules: {
    acute: { acknowledgeMinutes: 15, everyMinutes: 5 },
    today: { everyHours: 2, lateAfter: '14:00', lateDue: '12:00' },
    stillOnIt: { acuteMinutes: 30, todayHours: 4, soonDays: 2 },
    afterHours: { cover: 'none', emergency: '112' },
  },
}

/** The same, and the duty phone is called after hours. */
export const withDuty: CasePolicy = {
  ...policy,
  rules: { ...policy.rules, afterHours: { cover: 'duty', dutyPhone: '+4520000000', emergency: '112' } },
}

let aliases = 0
/** The id of a citizen of this caseworker, with a conversation and nothing else. */
export const bareCitizen = async ({ sql }: Pick<Db, 'sql'>, caseworkerId: string, at: Temporal.Instant) => {
  const id = newId()
  const rest = { status: 'active', language: 'da', zone: policy.hours.zone, caseworker_id: caseworkerId } as const
  await sql
    .insertInto('citizen')
    .values({ id, alias: `ask-${100 + aliases++}`, ...rest, created_at: at })
    .execute()
  await sql.insertInto('conversation').values({ citizen_id: id }).execute()
  return id
}
