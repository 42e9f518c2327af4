import type { QuietHours } from '../core/citizen.ts'
import { occurrenceAt } from '../core/plan-times.ts'
import { type Sql, transact } from './pool.ts'

/** An item starts at another time; what is unsent about the old one goes no more. @returns false: no such item of theirs */
export const movePlanItem = (
  sql: Sql,
  it: {
    id: string
    citizenId: string
    startsLocal: Temporal.PlainDateTime
    person: { zone: string; quiet: QuietHours }
    remindBefore: string
  },
  now: Temporal.Instant,
): Promise<boolean> =>
  transact(sql, async (tx) => {
    const { startsAt, remindAt } = occurrenceAt(it.startsLocal, it.person, Temporal.Duration.from(it.remindBefore))
    const ahead = Temporal.Instant.compare(startsAt, now) > 0
    const row = await tx
      .updateTable('plan_item')
      .set((eb) => ({
        starts_local: it.startsLocal.toString({ smallestUnit: 'second' }),
        starts_at: startsAt,
        remind_at: ahead ? remindAt : null,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', it.id)
      .where('citizen_id', '=', it.citizenId)
      .where('state', '=', 'active')
      .returning('id')
      .executeTakeFirst()
    if (!row) return false
    await tx
      .updateTable('outbox')
      .set({ state: 'cancelled', reason: 'plan-changed' })
      .where('job_id', '=', it.id)
      .where('state', 'in', ['queued', 'held'])
      .execute()
    return true
  })
