import { open } from '../lib/seal.ts'
import { listCaseEvents } from './case-events.ts'
import { listCheckIns } from './check-ins.ts'
import { showCitizen } from './citizens.ts'
import { listCases } from './escalation-load.ts'
import { listPlanItems } from './plan-items.ts'
import type { Sql } from './pool.ts'
import { openSafetyPlan } from './safety-plans.ts'
import { listStaffNotes } from './staff-notes.ts'
import { readMessages } from './transcript.ts'
import type { Vault } from './vault.ts'

/** More than anybody's whole life with the companion. */
const ALL = 100_000

/** Everything stored about a citizen, readable: what a request for access is answered with. @throws KeyGone */
export const exportCitizen = async (sql: Sql, vault: Vault, citizenId: string) => {
  const key = await vault.keyFor(citizenId)
  const exercises = await sql
    .selectFrom('exercise_done')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .orderBy('at')
    .execute()
  const reads = await sql
    .selectFrom('audit')
    .select(['at', 'actor', 'action'])
    .where('citizen_id', '=', citizenId)
    .orderBy('at')
    .execute()
  const channels = await sql
    .selectFrom('citizen_channel')
    .select(['channel', 'address_sealed'])
    .where('citizen_id', '=', citizenId)
    .orderBy('ord')
    .execute()
  const { safety_plan_sealed } = await sql
    .selectFrom('citizen')
    .select('safety_plan_sealed')
    .where('id', '=', citizenId)
    .executeTakeFirstOrThrow()
  const shares = await sql
    .selectFrom('share as s')
    .innerJoin('caseworker as w', 'w.id', 's.caseworker_id')
    .select(['w.name as with', 's.what', 's.until'])
    .where('s.citizen_id', '=', citizenId)
    .execute()
  const cases = await listCases(sql, { citizenId, limit: ALL })
  const events = await listCaseEvents(
    sql,
    cases.map(({ id }) => id),
  )
  const notes = await listStaffNotes(sql, { citizenId, limit: ALL })
  return {
    citizen: await showCitizen(sql, vault, citizenId),
    addresses: channels.map(({ channel, address_sealed }) => ({
      channel,
      address: open(key, address_sealed, 'citizen_channel.address'),
    })),
    plan: await listPlanItems(sql, vault, citizenId),
    safetyPlan: safety_plan_sealed && openSafetyPlan(key, safety_plan_sealed),
    shares,
    checkIns: await listCheckIns(sql, vault, { citizenId }),
    exercises: exercises.map(({ exercise, at, result_sealed }) => ({
      exercise,
      at,
      ...(result_sealed && (JSON.parse(open(key, result_sealed, 'exercise_done.result')) as Record<string, unknown>)),
    })),
    cases: cases.map((it) => ({ ...it, events: events.get(it.id) ?? [] })),
    notes: notes.map(({ what, at, detail }) => ({
      what,
      at,
      detail: detail && open(key, detail, 'staff_note.detail'),
    })),
    messages: await readMessages(sql, vault, { citizenId, limit: ALL }),
    reads,
  }
}
