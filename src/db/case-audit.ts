import { sql as raw } from 'kysely'
import type { Case } from '../core/case.ts'
import { askAgainAt, type CasePolicy } from '../core/chain.ts'
import type { CaseActionDeps } from './case-actions.ts'
import { addCaseEvents } from './case-events.ts'
import { type Armed, armFollowUp } from './effects.ts'
import { loadCaseFacts } from './escalation-load.ts'
import { type Sql, transact } from './pool.ts'

/** A step that is late by more than this was missed. */
const LATE = { minutes: 1 }

/** What was found and put right. */
export interface Repaired {
  caseId: string
  alias: string
  what: 'no next step' | 'nothing waits for it' | 'late'
  armed: Armed
}

/**
 * Looks at every unresolved case: it must have a next step that is still to come, and a follow-up that will carry it out;
 * one that somebody has must be asked about. What has none would wait for ever, so it is armed anew. A case that cannot
 * be looked at keeps no other from it. @throws the first fault, at the end
 */
export const auditCases = async ({ sql, clock, policy }: CaseActionDeps): Promise<Repaired[]> => {
  const now = clock.now()
  const { rows } = await raw<{ citizen_id: string }>`
    select e.citizen_id from escalation e
    left join follow_up f on f.kind = 'chain' and f.ref = e.id and f.state = 'pending'
    where e.state <> 'resolved' and (e.next_step_at is null or e.next_step_at < ${now.subtract(LATE).toString()}
      or f.id is null or f.due_at > e.next_step_at)
    limit 100`.execute(sql)
  const repaired: Repaired[] = []
  const faults: unknown[] = []
  for (const { citizen_id } of rows)
    try {
      const one = await transact(sql, (tx) => repair(tx, citizen_id, now, policy))
      if (one) repaired.push(one)
    } catch (fault) {
      faults.push(fault)
    }
  // What was armed before is carried out by the sweep.
  if (faults.length > 0) throw faults[0]
  return repaired
}

const repair = async (
  tx: Sql,
  citizenId: string,
  now: Temporal.Instant,
  policy: CasePolicy,
): Promise<Repaired | undefined> => {
  const { open: it, rota } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
  if (!it) return undefined
  const waiting = await tx
    .selectFrom('follow_up')
    .select('due_at')
    .where('kind', '=', 'chain')
    .where('ref', '=', it.id)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  const what = wrongWith(it, waiting?.due_at, now)
  if (!what) return undefined
  const dueAt = it.nextStepAt ?? missingStep(it, now, { ...policy, rota })
  if (!it.nextStepAt)
    await tx
      .updateTable('escalation')
      .set((eb) => ({ next_step_at: dueAt, version: eb('version', '+', 1) }))
      .where('id', '=', it.id)
      .execute()
  const armed = await armFollowUp(tx, { citizenId, kind: 'chain', ref: it.id, dueAt })
  if (what !== 'late') await addCaseEvents(tx, it.id, [{ what: 'repaired', at: now, who: null }])
  return { caseId: it.id, alias: it.alias, what, armed }
}

const wrongWith = (
  { nextStepAt }: Case,
  waitsFor: Temporal.Instant | undefined,
  now: Temporal.Instant,
): Repaired['what'] | undefined => {
  if (!nextStepAt) return 'no next step'
  if (!waitsFor || Temporal.Instant.compare(waitsFor, nextStepAt) > 0) return 'nothing waits for it'
  return Temporal.Instant.compare(nextStepAt, now.subtract(LATE)) < 0 ? 'late' : undefined
}

/** Nobody knows any more when it was to be: who has it is asked in due time, all else happens now. */
const missingStep = (it: Case, now: Temporal.Instant, policy: CasePolicy): Temporal.Instant => {
  if (it.state === 'acknowledged') return askAgainAt(it.level, now, policy)
  return it.state === 'snoozed' && it.snoozedUntil ? it.snoozedUntil : now
}
