import type { Case, Outcome } from '../core/case.ts'
import type { CasePolicy } from '../core/chain.ts'
import { acknowledge, type CaseChange, climb, isTooLate, resolve, type TooLate } from '../core/escalation.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { findCaseworker } from './caseworkers.ts'
import { type CaseFacts, findCase, loadCaseFacts } from './escalation-load.ts'
import { applyCase, type CaseWritten, settleChain } from './escalations.ts'
import type { Sql } from './pool.ts'

export interface CaseActionDeps {
  sql: Sql
  clock: Clock
  policy: CasePolicy
}

/** What became of a person's action. `too-late` names who was first; `reopened`: there is more to see than was seen. */
export type CaseActed =
  | { done: true; case: Case; after: CaseWritten }
  | { done: false; why: 'gone' }
  | { done: false; why: 'forbidden' }
  | { done: false; why: 'too-late'; case: Case; first: { id: string; name: string; slack: string } | null }
  | { done: false; why: 'reopened'; case: Case; first: null }

/** Who acts: a caseworker's id or Slack id. `seenVersion`: the version of the case that the person looked at. */
export interface CaseAct {
  caseId: string
  by: string
  seenVersion?: number
}

/**
 * A person takes the case. The first one wins; who looked at a card from before the last raise has not seen what it is
 * about now, and the citizen must not be told so. The one implementation behind console, commands and Slack.
 */
export const acknowledgeCase = (deps: CaseActionDeps, act: CaseAct): Promise<CaseActed> =>
  perform(deps, act, 'case.acknowledge', async (it, by, now, tx) =>
    it.state === 'open' && act.seenVersion !== undefined && (await isRaisedSince(tx, it.id, act.seenVersion))
      ? 'reopened'
      : acknowledge(it, by, now),
  )

/** A person closes the case; not by a button drawn before it was opened anew. */
export const resolveCase = (deps: CaseActionDeps, act: CaseAct & { outcome: Outcome }): Promise<CaseActed> =>
  perform(deps, act, 'case.resolve', async (it, by, now) =>
    it.state === 'open' && act.seenVersion !== undefined && act.seenVersion !== it.version
      ? 'reopened'
      : resolve(it, by.id, act.outcome, now),
  )

type Decide = (
  it: Case,
  by: { id: string; name: string },
  now: Temporal.Instant,
  tx: Sql,
) => Promise<CaseChange | TooLate | 'reopened'>

/** A climb or a note changes the version too, but not what there is to see: only a raise calls everybody anew. */
const isRaisedSince = async (tx: Sql, caseId: string, version: number): Promise<boolean> =>
  (await tx
    .selectFrom('staff_notice')
    .select('id')
    .where('escalation_id', '=', caseId)
    .where('reason', '=', 'raised')
    .where('case_version', '>', version)
    .limit(1)
    .executeTakeFirst()) !== undefined

const perform = (deps: CaseActionDeps, act: CaseAct, action: string, decide: Decide): Promise<CaseActed> =>
  deps.sql.transaction().execute(async (tx): Promise<CaseActed> => {
    const now = deps.clock.now()
    const by = await findCaseworker(tx, act.by)
    const known = await findCase(tx, act.caseId)
    if (!known) return { done: false, why: 'gone' }
    const facts = await loadCaseFacts(tx, known.citizenId, now, deps.policy.hours.zone)
    if (!by || !mayAct(by, known, facts)) return { done: false, why: 'forbidden' }
    const it = facts.open?.id === known.id ? facts.open : ((await findCase(tx, known.id)) ?? known)
    const decided = await decide(it, by, now, tx)
    if (decided === 'reopened') return { done: false, why: 'reopened', case: it, first: null }
    if (isTooLate(decided)) return { done: false, why: 'too-late', case: it, first: await firstOf(tx, it) }
    const after = await applyCase(tx, decided, now)
    await tx
      .insertInto('audit')
      .values({ id: newId(), at: now.toString(), actor: by.id, action, citizen_id: it.citizenId, why: it.id })
      .execute()
    return { done: true, case: decided.case, after }
  })

/** Who closed it, or else who has it. */
const firstOf = async (tx: Sql, it: Case): Promise<{ id: string; name: string; slack: string } | null> => {
  const row = await tx
    .selectFrom('escalation as e')
    .innerJoin('caseworker as w', (join) =>
      join.on((eb) => eb('w.id', '=', eb.fn.coalesce('e.resolved_by', 'e.acknowledged_by'))),
    )
    .select(['w.id', 'w.name', 'w.slack'])
    .where('e.id', '=', it.id)
    .executeTakeFirst()
  return row ?? null
}

/** The citizen's team, and whoever the chain has named. */
const mayAct = (by: { id: string; teamId: string }, it: Case, { citizen }: CaseFacts): boolean =>
  by.teamId === citizen.teamId || it.assigneeId === by.id || it.steps.some(({ who }) => who === by.id)

/**
 * The chain's next step, when it is due: what the follow-up `chain` does (its `ref` is the case). Run twice, late or
 * never it does no harm. Undefined: there was nothing to do.
 */
export const climbCase = (deps: CaseActionDeps, caseId: string): Promise<CaseWritten | undefined> =>
  deps.sql.transaction().execute(async (tx) => {
    const now = deps.clock.now()
    const known = await findCase(tx, caseId)
    if (!known) return undefined
    const { open, staff } = await loadCaseFacts(tx, known.citizenId, now, deps.policy.hours.zone)
    const change = open?.id === caseId ? climb(open, staff, now, deps.policy) : undefined
    if (change) return applyCase(tx, change, now)
    await settleChain(tx, caseId, open)
    return undefined
  })
