import type { Case } from '../core/case.ts'
import * as act from '../core/case-acts.ts'
import { climb } from '../core/case-steps.ts'
import { type CasePolicy, chainOf } from '../core/chain.ts'
import { type CaseChange, isNotSo, isTooLate, type NotSo, type TooLate } from '../core/escalation.ts'
import { type MeetingEnd, nextAt, type Snooze, snoozeUntil } from '../core/snooze.ts'
import type { Clock } from '../lib/clock.ts'
import { accessTo } from './access.ts'
import { audit } from './audit.ts'
import { findCaseworker } from './caseworkers.ts'
import { isOldCode } from './duty-codes.ts'
import type { Armed } from './effects.ts'
import { type CaseFacts, findCase, loadCaseFacts } from './escalation-load.ts'
import { applyCase, CaseConflict, type CaseWritten, settleChain } from './escalations.ts'
import { type Sql, transact } from './pool.ts'

export interface CaseActionDeps {
  sql: Sql
  clock: Clock
  policy: CasePolicy
  /** After the commit: the queue is punctual about what was armed. Losing it does no harm: the sweep finds the rows. */
  armed?(followUps: readonly Armed[]): Promise<unknown>
}

/** Also after the commit; nobody undoes what is written because the queue is away. */
const punctually = async (deps: CaseActionDeps, acted: CaseActed): Promise<CaseActed> => {
  if (acted.done) await deps.armed?.(acted.after.followUps)
  return acted
}

/**
 * What became of a person's action. `too-late` names who was first; `reopened`: there is more to see than was seen;
 * `acute`: it cannot be put aside; `unseen`: not before somebody has seen it; `not-assessed`: a child may be at risk, and whether to notify is not decided.
 */
export type CaseActed =
  | { done: true; case: Case; after: CaseWritten }
  | { done: false; why: 'gone' }
  | { done: false; why: 'forbidden' }
  | { done: false; why: 'too-late'; case: Case; first: { id: string; name: string; slack: string } | null }
  | { done: false; why: 'reopened'; case: Case; first: null }
  | { done: false; why: 'acute'; case: Case }
  | { done: false; why: 'unseen'; case: Case }
  | { done: false; why: 'not-assessed'; case: Case }

/**
 * Who acts: a caseworker's id or Slack id. `seenVersion`: the version of the case that the person looked at. `onBehalf`:
 * somebody at the command line, who did not say who they are, acts for them.
 */
export interface CaseAct {
  caseId: string
  by: string
  seenVersion?: number
  onBehalf?: boolean
}

/**
 * A person takes the case. The first one wins; who looked at a card from before the last raise has not seen what it is
 * about now, and the citizen must not be told so. The one implementation behind console, commands and Slack.
 */
export const acknowledgeCase = (deps: CaseActionDeps, it: CaseAct): Promise<CaseActed> =>
  perform(deps, it, 'case.acknowledge', async (at) =>
    (await hasNews(at, it)) ? 'reopened' : act.acknowledge(at.case, at.by, at.now, at.policy),
  )

/** A person closes the case; not by a button drawn before it was opened anew. */
export const resolveCase = (deps: CaseActionDeps, it: CaseAct & act.Ending): Promise<CaseActed> =>
  perform(deps, it, 'case.resolve', async (at) =>
    (await hasNews(at, it)) ? 'reopened' : act.resolve(at.case, at.by, it, at.now, at.policy),
  )

/** Put aside for a while. */
export const snoozeCase = (deps: CaseActionDeps, it: CaseAct & { until: Snooze }): Promise<CaseActed> =>
  perform(deps, it, 'case.snooze', async (at) =>
    (await hasNews(at, it))
      ? 'reopened'
      : act.snooze(at.case, at.by, snoozeUntil(it.until, at.now, at.policy.hours), at.now, at.policy),
  )

/** In a meeting until then. */
export const meetCase = (deps: CaseActionDeps, it: CaseAct & { until: MeetingEnd }): Promise<CaseActed> =>
  perform(deps, it, 'case.meeting', async (at) => {
    if (await hasNews(at, it)) return 'reopened'
    const { until } = it
    const end = 'minutes' in until ? at.now.add(until) : nextAt(until.at, at.now, at.policy.hours.zone)
    return act.meeting(at.case, at.by, end, at)
  })

/** Nobody has it any more: the next person is told. */
export const unacknowledgeCase = (deps: CaseActionDeps, it: CaseAct): Promise<CaseActed> =>
  perform(deps, it, 'case.unacknowledge', async (at) => act.unacknowledge(at.case, at.by, at.staff, at.now, at.policy))

/** The answer to "are you still on it?". */
export const stillOnCase = (deps: CaseActionDeps, it: CaseAct): Promise<CaseActed> =>
  perform(deps, it, 'case.still-on-it', async (at) => act.stillOnIt(at.case, at.by, at.now, at.policy))

/** A closed case is opened again; not while the citizen has another one. */
export const reopenCase = (deps: CaseActionDeps, it: CaseAct): Promise<CaseActed> =>
  perform(deps, it, 'case.reopen', async (at) =>
    at.other
      ? { tooLate: at.other.state, by: at.other.acknowledgedBy }
      : act.reopen(at.case, at.by, at.staff, at.now, at.policy),
  )

/**
 * The one on duty takes it by their phone, or says that they are still on it. `by` null: a phone that belongs to nobody,
 * called `name`. `code`: the digits they answered with; those of before the last raise count for nothing.
 */
export const acknowledgeOnDuty = async (
  deps: CaseActionDeps,
  it: { caseId: string; by: string | null; name: string; code?: string },
): Promise<CaseActed> => {
  const acted = await transact(deps.sql, async (tx): Promise<CaseActed> => {
    const known = await findCase(tx, it.caseId)
    if (!known) return { done: false, why: 'gone' }
    const at = await around(tx, deps, known)
    const person = it.by === null ? undefined : await findCaseworker(tx, it.by)
    const by = person ?? { id: null, name: it.name }
    const mine = at.case.state === 'acknowledged' && at.case.acknowledgedBy === by.id
    const decided = mine
      ? act.stillOnIt(at.case, by, at.now, at.policy)
      : act.acknowledge(at.case, by, at.now, at.policy)
    if (isTooLate(decided)) return { done: false, why: 'too-late', case: at.case, first: await firstOf(tx, at.case) }
    if (it.code !== undefined && (await isOldCode(tx, known.id, it.code)))
      return { done: false, why: 'reopened', case: at.case, first: null }
    const thanks = { kind: 'phone', who: by.id, reason: 'thanks' } as const
    const after = await applyCase(
      tx,
      { ...decided, notices: [...decided.notices.filter(({ kind }) => kind !== 'phone'), thanks] },
      at.now,
    )
    await audit(tx, {
      ...{ actor: person?.id ?? 'duty', action: 'case.acknowledge', citizenId: known.citizenId, caseId: known.id },
      at: at.now,
    })
    return { done: true, case: decided.case, after }
  })
  return punctually(deps, acted)
}

/** A case with the people around it, at the moment of a decision. */
interface Around {
  case: Case
  /** The citizen has another, unresolved case. */
  other: Case | undefined
  staff: CaseFacts['staff']
  facts: CaseFacts
  now: Temporal.Instant
  policy: CasePolicy
  tx: Sql
}
type Decide = (at: Around & { by: act.Colleague }) => Promise<CaseChange | TooLate | NotSo | 'reopened'>

const around = async (tx: Sql, { clock, policy }: CaseActionDeps, known: Case): Promise<Around> => {
  const now = clock.now()
  const facts = await loadCaseFacts(tx, known.citizenId, now, policy.hours.zone)
  const { open, staff, rota } = facts
  const mine = open?.id === known.id
  const it = mine ? open : ((await findCase(tx, known.id)) ?? known)
  return { case: it, other: mine ? undefined : open, staff, facts, now, policy: { ...policy, rota }, tx }
}

/** A climb or a note changes the version too, but not what there is to see: only a raise calls everybody anew. */
const hasNews = async ({ case: it, tx }: Around, { seenVersion }: CaseAct): Promise<boolean> =>
  it.state === 'open' &&
  seenVersion !== undefined &&
  (await tx
    .selectFrom('staff_notice')
    .select('id')
    .where('escalation_id', '=', it.id)
    .where('reason', '=', 'raised')
    .where('case_version', '>', seenVersion)
    .limit(1)
    .executeTakeFirst()) !== undefined

const perform = async (deps: CaseActionDeps, it: CaseAct, action: string, decide: Decide): Promise<CaseActed> => {
  const once = (): Promise<CaseActed> =>
    transact(deps.sql, async (tx): Promise<CaseActed> => {
      const known = await findCase(tx, it.caseId)
      if (!known) return { done: false, why: 'gone' }
      const at = await around(tx, deps, known)
      const by = await permitted(it.by, at)
      if (!by) return { done: false, why: 'forbidden' }
      const decided = await decide({ ...at, by })
      if (decided === 'reopened') return { done: false, why: 'reopened', case: at.case, first: null }
      if (isNotSo(decided)) return { done: false, why: decided.notSo, case: at.case }
      if (isTooLate(decided)) {
        const seen = at.other ?? at.case
        return { done: false, why: 'too-late', case: seen, first: await firstOf(tx, seen) }
      }
      const after = await applyCase(tx, it.onBehalf ? onBehalfOf(by.id, decided, action, at.now) : decided, at.now)
      const actor = it.onBehalf ? { actor: 'cli', why: `on behalf of ${by.id}` } : { actor: by.id }
      await audit(tx, { ...actor, action, citizenId: known.citizenId, caseId: known.id, at: at.now })
      return { done: true, case: decided.case, after }
    })
  try {
    return await punctually(deps, await once())
  } catch (error) {
    // A closed case is locked by nobody: two who open it again at once are told apart by its version.
    if (!(error instanceof CaseConflict)) throw error
    return punctually(deps, await once())
  }
}

/**
 * Whoever reads the case later must not take it that they did this themselves. Who is said to have seen it hears of it at once:
 * the citizen may have been told that they have.
 */
const onBehalfOf = (who: string, change: CaseChange, action: string, at: Temporal.Instant): CaseChange => ({
  ...change,
  notices: [
    ...change.notices,
    ...(action === 'case.acknowledge' ? [{ kind: 'direct', who, reason: 'seen-for-you' } as const] : []),
  ],
  events: [...(change.events ?? []), { what: 'on-behalf', at, who }],
})

/** Whose case it is; whom the chain would name now may take it as well, or hears who was faster. */
const permitted = async (by: string, at: Around): Promise<act.Colleague | undefined> => {
  const { id: caseId, citizenId } = at.case
  const asked = await accessTo(at.tx, { by, citizenId, caseId, now: at.now, zone: at.policy.hours.zone })
  const { who } = asked
  const named = who?.active && chainOf(at.staff, at.now, at.policy).some((link) => link.who === who.id)
  return asked.act || named ? who : undefined
}

/** The case as somebody sees it who is about to close it; undefined for who may not. Nothing is changed. */
export const lookToClose = (
  deps: CaseActionDeps,
  { caseId, by }: Pick<CaseAct, 'caseId' | 'by'>,
): Promise<{ case: Case; who: string; now: Temporal.Instant } | 'gone' | 'forbidden'> =>
  transact(deps.sql, async (tx) => {
    const known = await findCase(tx, caseId)
    if (!known) return 'gone'
    const at = await around(tx, deps, known)
    const who = await permitted(by, at)
    return who ? { case: at.case, who: who.name, now: at.now } : 'forbidden'
  })

/** Who closed it, or else who has it. */
const firstOf = async (tx: Sql, it: Case): Promise<{ id: string; name: string; slack: string } | null> => {
  const row = await tx
    .selectFrom('escalation as e')
    .innerJoin('caseworker as w', (join) =>
      join.on((eb) =>
        eb(
          'w.id',
          '=',
          it.state === 'snoozed' ? eb.ref('e.assignee_id') : eb.fn.coalesce('e.resolved_by', 'e.acknowledged_by'),
        ),
      ),
    )
    .select(['w.id', 'w.name', 'w.slack'])
    .where('e.id', '=', it.id)
    .executeTakeFirst()
  return row ?? null
}

/**
 * What happens to the case by itself, when it is due: what the follow-up `chain` does (its `ref` is the case). Run twice,
 * late or never it does no harm. Undefined: there was nothing to do.
 */
export const climbCase = (deps: CaseActionDeps, caseId: string): Promise<CaseWritten | undefined> =>
  transact(deps.sql, async (tx) => {
    const known = await findCase(tx, caseId)
    if (!known) return undefined
    const { case: it, other, staff, now, policy } = await around(tx, deps, known)
    const change = other ? undefined : climb(it, staff, now, policy)
    if (change) return applyCase(tx, change, now)
    await settleChain(tx, caseId, it.state === 'resolved' ? undefined : it)
    return undefined
  })
