import { sql as raw } from 'kysely'
import type { Case, Wish } from '../core/case.ts'
import type { CasePolicy } from '../core/chain.ts'
import { type CaseChange, type News, type NoticeReason, OF_WHO_HAS_IT, raise, wish } from '../core/escalation.ts'
import { PRIORITY } from '../core/message.ts'
import { endOfQuiet } from '../core/quiet-hours.ts'
import { nextOpening } from '../core/working-hours.ts'
import { newId } from '../lib/ids.ts'
import { addCaseEvents } from './case-events.ts'
import { loadRota } from './duty.ts'
import { giveCode } from './duty-codes.ts'
import { type Armed, armFollowUp, cancelRoutine } from './effects.ts'
import { lastClosed, loadCaseFacts } from './escalation-load.ts'
import type { Sql } from './pool.ts'
import { stoppedAt } from './staff-notes.ts'

/** The case was changed by somebody else since it was read: read and decide again. */
export class CaseConflict extends Error {
  override name = 'CaseConflict'
  readonly caseId: string
  constructor(caseId: string) {
    super(`case ${caseId} has changed meanwhile`)
    this.caseId = caseId
  }
}

/** What waits when the transaction has committed. Losing it does no harm: the rows are there. */
export interface CaseWritten {
  caseId: string
  followUps: Armed[]
  notices: boolean
  outbox: boolean
}

/** Reasons to be told of which there is something to see that was not there before. */
const CALLS_ANEW: readonly NoticeReason[] = ['raised', 'reopened']

/** Writes one decided change in the caller's transaction: all of it or, by the version, nothing. @throws CaseConflict */
export const applyCase = async (tx: Sql, change: CaseChange, now: Temporal.Instant): Promise<CaseWritten> => {
  await writeRow(tx, change)
  const { id, citizenId, nextStepAt, state, version } = change.case
  if (change.reasons.length > 0)
    await tx
      .insertInto('escalation_reason')
      .values(
        change.reasons.map((it) => ({
          id: newId(),
          escalation_id: id,
          class: it.class,
          level: it.level,
          at: it.at.toString(),
          by_hand: it.byHand ?? false,
        })),
      )
      .execute()
  await addCaseEvents(tx, id, change.events ?? [])
  if (state !== 'open') await silence(tx, id)
  if (state === 'resolved') await answersOver(tx, citizenId)
  await giveCode(tx, id, {
    rings: change.notices.some(({ kind }) => kind === 'phone'),
    news: change.expected !== undefined && change.notices.some(({ reason }) => CALLS_ANEW.includes(reason)),
  })
  if (change.notices.length > 0)
    await tx
      .insertInto('staff_notice')
      .values(
        change.notices.map(({ kind, who, reason }) => ({
          id: newId(),
          escalation_id: id,
          kind,
          caseworker_id: who,
          case_version: version,
          reason,
          due_at: now.toString(),
        })),
      )
      .onConflict((c) => c.doNothing())
      .execute()
  const followUps: Armed[] = []
  if (nextStepAt) followUps.push(await armFollowUp(tx, { citizenId, kind: 'chain', ref: id, dueAt: nextStepAt }))
  else await disarm(tx, id)
  if (change.routine) await setRoutine(tx, citizenId, change.routine, now)
  if (change.routine === 'resume') followUps.push(...(await goOnSoon(tx, citizenId, now)))
  const outbox = change.say.length > 0 && (await tell(tx, change, now))
  return { caseId: id, followUps, notices: change.notices.length > 0, outbox }
}

const writeRow = async (tx: Sql, { case: it, expected, resolvedBy }: CaseChange): Promise<void> => {
  const values = {
    level: it.level,
    state: it.state,
    version: it.version,
    step: it.step,
    assignee_id: it.assigneeId,
    wish: it.wish,
    language: it.language,
    raised_at: it.raisedAt.toString(),
    acknowledged_at: it.acknowledgedAt?.toString() ?? null,
    acknowledged_by: it.acknowledgedBy,
    snoozed_until: it.snoozedUntil?.toString() ?? null,
    resolved_at: it.resolvedAt?.toString() ?? null,
    resolved_by: resolvedBy ?? null,
    outcome: it.outcome,
    filed: it.filed,
    meeting_until: it.meetingUntil?.toString() ?? null,
    asked_at: it.askedAt?.toString() ?? null,
    next_step_at: it.nextStepAt?.toString() ?? null,
    steps: JSON.stringify(it.steps),
  }
  const written =
    expected === undefined
      ? await tx
          .insertInto('escalation')
          .values({ id: it.id, citizen_id: it.citizenId, ...values })
          .onConflict((c) => c.column('citizen_id').where('state', '<>', 'resolved').doNothing())
          .executeTakeFirst()
      : await tx
          .updateTable('escalation')
          .set(values)
          .where('id', '=', it.id)
          .where('version', '=', expected)
          .executeTakeFirst()
  const rows = 'numUpdatedRows' in written ? written.numUpdatedRows : written.numInsertedOrUpdatedRows
  if (rows !== 1n) throw new CaseConflict(it.id)
}

/**
 * No more alerts once somebody has taken it. What is for who has it still leaves, and so does what a person should have
 * had before and Slack did not take: they hear how it stands.
 */
const silence = (tx: Sql, caseId: string): Promise<unknown> =>
  tx
    .updateTable('staff_notice')
    .set({ state: 'cancelled' })
    .where('escalation_id', '=', caseId)
    .where('kind', 'in', ['direct', 'phone'])
    .where('reason', 'not in', [...OF_WHO_HAS_IT])
    .where('state', '=', 'queued')
    .where((eb) => eb.or([eb('kind', '<>', 'direct'), eb('attempts', '=', 0)]))
    .execute()

/** With the case the answer that waited in it is over. */
const answersOver = (tx: Sql, citizenId: string): Promise<unknown> =>
  tx
    .updateTable('conversation')
    .set({ answered_at: null, answer_seen_at: null })
    .where('citizen_id', '=', citizenId)
    .where('answered_at', 'is not', null)
    .execute()

const disarm = (tx: Sql, caseId: string): Promise<unknown> =>
  tx
    .updateTable('follow_up')
    .set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) }))
    .where('kind', '=', 'chain')
    .where('ref', '=', caseId)
    .where('state', '=', 'pending')
    .execute()

/** A follow-up that is due while its case is not is put right, or it would be due at every sweep. */
export const settleChain = async (tx: Sql, caseId: string, open: Case | undefined): Promise<void> => {
  if (open?.id !== caseId || !open.nextStepAt) {
    await disarm(tx, caseId)
    return
  }
  const due = open.nextStepAt.toString()
  await tx
    .updateTable('follow_up')
    .set((eb) => ({ due_at: due, version: eb('version', '+', 1) }))
    .where('kind', '=', 'chain')
    .where('ref', '=', caseId)
    .where('state', '=', 'pending')
    .where('due_at', '<', open.nextStepAt)
    .execute()
}

const setRoutine = async (
  tx: Sql,
  citizenId: string,
  routine: 'stop' | 'resume',
  now: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable('conversation')
    .set({ routine_stopped_at: routine === 'stop' ? now.toString() : null })
    .where('citizen_id', '=', citizenId)
    .where('routine_stopped_at', routine === 'stop' ? 'is' : 'is not', null)
    .execute()
  if (routine === 'stop') await cancelRoutine(tx, citizenId, 'routine-stopped')
}

/** A question that was interrupted is asked again, when it is not night: the citizen need not write first. */
const goOnSoon = async (tx: Sql, citizenId: string, now: Temporal.Instant): Promise<Armed[]> => {
  const waiting = await tx
    .selectFrom('conversation as v')
    .innerJoin('citizen as c', 'c.id', 'v.citizen_id')
    .select(['c.zone', 'c.quiet_from as from', 'c.quiet_to as to'])
    .where('v.citizen_id', '=', citizenId)
    .where((eb) =>
      // A welcome stays open while a person is called, and nothing else asks for it again.
      eb.or([eb('v.suspended', 'is not', null), eb(raw`v.open->>'dialog'`, '=', 'welcome')]),
    )
    .executeTakeFirst()
  if (!waiting) return []
  const dueAt = endOfQuiet(now, waiting.zone, waiting)
  return [await armFollowUp(tx, { citizenId, kind: 'go-on', ref: citizenId, dueAt })]
}

/** The citizen hears who has seen it. After STOP only about what they wrote themselves after it. */
const tell = async (tx: Sql, { case: it, say }: CaseChange, now: Temporal.Instant): Promise<boolean> => {
  const citizen = await tx
    .selectFrom('citizen')
    .select('status')
    .where('id', '=', it.citizenId)
    .executeTakeFirstOrThrow()
  if (citizen.status === 'stopped' || citizen.status === 'ended') {
    const since = await stoppedAt(tx, it.citizenId)
    if (!since || !it.reasons.some(({ at, byHand }) => !byHand && Temporal.Instant.compare(at, since) > 0)) return false
  }
  await tx
    .insertInto('outbox')
    .values({
      id: newId(),
      citizen_id: it.citizenId,
      kind: 'safety',
      priority: PRIORITY.safety,
      say: JSON.stringify(say),
      due_at: now.toString(),
      created_at: now.toString(),
    })
    .execute()
  return true
}

/** Raising and wishing inside somebody else's transaction, decided on the rows as they are in it. */
export const caseParts = (policy: CasePolicy) => ({
  async raise(tx: Sql, citizenId: string, news: Omit<News, 'at'>, now: Temporal.Instant): Promise<CaseWritten> {
    for (let tries = 0; ; tries++) {
      // Who is there when it is read: at night that may be who stands in from the morning on.
      const there = nextOpening(now, policy.hours)
      const { citizen, open, staff } = await loadCaseFacts(tx, citizenId, there, policy.hours.zone)
      const last = open ?? (await lastClosed(tx, citizenId))
      const then = { ...policy, rota: await loadRota(tx, now) }
      try {
        return await applyCase(tx, raise(last, citizen, { ...news, at: now }, staff, then, newId), now)
      } catch (error) {
        // Another transaction made the case first: it is there to be read now.
        if (!(error instanceof CaseConflict) || tries >= 2) throw error
      }
    }
  },
  async wish(tx: Sql, citizenId: string, wanted: Wish, now: Temporal.Instant): Promise<{ notices: boolean }> {
    const { open } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
    const change = open && wish(open, wanted)
    return change ? applyCase(tx, change, now) : { notices: false }
  },
})
