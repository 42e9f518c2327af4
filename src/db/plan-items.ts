import type { QuietHours } from '../core/citizen.ts'
import { firstLocal, isSameTime, occurrenceAt, type PlanAbsence, type PlanEvery } from '../core/plan-times.ts'
import { newId } from '../lib/ids.ts'
import { open, seal } from '../lib/seal.ts'
import { type Sql, transact } from './pool.ts'
import type { Vault } from './vault.ts'

export interface NewPlanItem {
  citizenId: string
  what: string
  place?: string
  travel?: string
  /** Local wall-clock time of the first occurrence; what is for weekdays begins on the first of them from here on. */
  startsLocal: Temporal.PlainDateTime
  /** Whose clock and quiet hours decide when the reminder goes. */
  person: { zone: string; quiet: QuietHours }
  every?: PlanEvery
  absence: PlanAbsence
  /** How long before the start the reminder goes, ISO duration; and the days on which nobody is at work. */
  rules: { remindBefore: string; closingDays: readonly string[] }
}

export interface PlanItemView {
  id: string
  what: string
  place: string | null
  travel: string | null
  startsAt: Temporal.Instant
  startsLocal: string
  every: PlanEvery | null
  absence: PlanAbsence
  answers: { occurrence: string; answer: 'ok' | 'no' | 'bus'; at: Temporal.Instant }[]
}

/** The citizen's plan has just this item: the same words, time, rhythm and meaning of a NEJ. */
export class SamePlanItem extends Error {
  override name = 'SamePlanItem'
}

/**
 * Adds an item to a citizen's plan. The reminder of an item that starts too soon for it is left out.
 * @throws SamePlanItem
 */
export const addPlanItem = async (
  sql: Sql,
  vault: Vault,
  item: NewPlanItem,
  now: Temporal.Instant,
): Promise<string> => {
  const id = newId()
  const key = await vault.keyFor(item.citizenId)
  const { remindBefore, closingDays } = item.rules
  const first = firstLocal(item.startsLocal, { every: item.every ?? null, absence: item.absence }, closingDays)
  const { startsAt, remindAt } = occurrenceAt(first, item.person, Temporal.Duration.from(remindBefore))
  const sealed = (text: string | undefined, column: string): Buffer | null =>
    text ? seal(key, text, `plan_item.${column}`) : null
  return transact(sql, async (tx) => {
    // Words are sealed, so no index can say that they are there twice: two who add at once go one after the other.
    await tx.selectFrom('citizen').select('id').where('id', '=', item.citizenId).forNoKeyUpdate().execute()
    if (await isThere(tx, key, item, first)) throw new SamePlanItem('the same item is in the plan already')
    await tx
      .insertInto('plan_item')
      .values({
        id,
        citizen_id: item.citizenId,
        what_sealed: seal(key, item.what, 'plan_item.what'),
        place_sealed: sealed(item.place, 'place'),
        travel_sealed: sealed(item.travel, 'travel'),
        starts_local: first.toString({ smallestUnit: 'second' }),
        starts_at: startsAt,
        every: item.every ?? null,
        absence: item.absence,
        remind_at: Temporal.Instant.compare(startsAt, now) > 0 || item.every ? remindAt : null,
        created_at: now,
      })
      .execute()
    return id
  })
}

const isThere = async (
  tx: Sql,
  key: Buffer,
  { citizenId, what, place, travel, every, absence }: NewPlanItem,
  first: Temporal.PlainDateTime,
): Promise<boolean> => {
  const rows = await tx
    .selectFrom('plan_item')
    .select(['what_sealed', 'place_sealed', 'travel_sealed', 'starts_local'])
    .where('citizen_id', '=', citizenId)
    .where('state', '=', 'active')
    .where('every', 'is not distinct from', every ?? null)
    .where('absence', '=', absence)
    .execute()
  const says = (sealed: Buffer | null, column: string, text = ''): boolean =>
    (sealed ? open(key, sealed, `plan_item.${column}`) : '').trim() === text.trim()
  return rows.some(
    (row) =>
      isSameTime(Temporal.PlainDateTime.from(row.starts_local), first, every ?? null) &&
      says(row.what_sealed, 'what', what) &&
      says(row.place_sealed, 'place', place) &&
      says(row.travel_sealed, 'travel', travel),
  )
}

/** The active items of a citizen, next first. */
export const listPlanItems = async (sql: Sql, vault: Vault, citizenId: string): Promise<PlanItemView[]> => {
  const rows = await sql
    .selectFrom('plan_item')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .where('state', '=', 'active')
    .orderBy('starts_at')
    .execute()
  if (rows.length === 0) return []
  const key = await vault.keyFor(citizenId)
  const answers = await sql
    .selectFrom('plan_answer')
    .selectAll()
    .where(
      'item_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('at')
    .execute()
  const text = (sealed: Buffer | null, column: string): string | null =>
    sealed ? open(key, sealed, `plan_item.${column}`) : null
  return rows.map((row) => ({
    id: row.id,
    what: text(row.what_sealed, 'what') ?? '',
    place: text(row.place_sealed, 'place'),
    travel: text(row.travel_sealed, 'travel'),
    startsAt: row.starts_at,
    startsLocal: row.starts_local,
    every: row.every,
    absence: row.absence,
    answers: answers
      .filter(({ item_id }) => item_id === row.id)
      .map(({ occurrence, answer, at }) => ({ occurrence, answer, at })),
  }))
}

/** Takes an item out of the plan, with what is unsent about it. @returns false when there was none. */
export const removePlanItem = (sql: Sql, id: string): Promise<boolean> =>
  transact(sql, async (tx) => {
    const row = await tx
      .updateTable('plan_item')
      .set((eb) => ({ state: 'removed', remind_at: null, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('state', '=', 'active')
      .returning('id')
      .executeTakeFirst()
    if (!row) return false
    await tx
      .updateTable('outbox')
      .set({ state: 'cancelled', reason: 'plan-changed' })
      .where('job_id', '=', id)
      .where('state', 'in', ['queued', 'held'])
      .execute()
    return true
  })
