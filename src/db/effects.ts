import type { CaseLevel } from '../core/case.ts'
import type { Effect } from '../core/effect.ts'
import type { ReasonClass, RiskLevel } from '../core/heard.ts'
import { newId } from '../lib/ids.ts'
import { seal } from '../lib/seal.ts'
import { cancelCheckInMessages } from './outbox.ts'
import type { Sql } from './pool.ts'
import { saveSafetyPlan } from './safety-plans.ts'

/** What a case is raised with. */
export interface News {
  level: CaseLevel
  class: ReasonClass
  risk?: RiskLevel
}

/** A follow-up row that was armed: what the queue needs to be punctual about it. */
export interface Armed {
  id: string
  version: number
  dueAt: Temporal.Instant
}

/** What is to be done when the write has committed. Losing it does no harm: the sweep finds the rows. */
export interface AfterCommit {
  followUps: Armed[]
  /** Rows for people at work are waiting. */
  notices: boolean
  /** Rows for citizens are waiting. */
  outbox: boolean
}

export interface EffectContext {
  citizenId: string
  channelId: string
  inboxId: string
  key: Buffer
  now: Temporal.Instant
}

/** The rows other tables keep, as far as effects touch them. Wired to the files of those tables. */
export interface EffectParts {
  /** Raises or merges the citizen's case in this transaction. */
  raise(
    tx: Sql,
    citizenId: string,
    news: News,
    now: Temporal.Instant,
  ): Promise<{ followUps: Armed[]; notices: boolean }>
  wish(tx: Sql, citizenId: string, wish: 'ring' | 'sms' | 'wait', now: Temporal.Instant): Promise<{ notices: boolean }>
  /** Tells the person who writes with the citizen that an answer waits. */
  answered(tx: Sql, citizenId: string, now: Temporal.Instant): Promise<{ notices: boolean }>
  /** Arms the citizen's reminder jobs, or re-arms them after a change of time. */
  arm(tx: Sql, citizenId: string, now: Temporal.Instant): Promise<void>
}

type Carry<E extends Effect> = (
  tx: Sql,
  effect: E,
  context: EffectContext,
  parts: EffectParts,
  after: AfterCommit,
) => Promise<unknown>
type Of<D extends Effect['do']> = Extract<Effect, { do: D }>

const note: Carry<Of<'tell-caseworker'>> = (tx, { what, detail }, { citizenId, key, now }) =>
  tx
    .insertInto('staff_note')
    .values({
      id: newId(),
      citizen_id: citizenId,
      what,
      detail_sealed: detail ? seal(key, detail, 'staff_note.detail') : null,
      at: now,
    })
    .execute()

/** What is planned and not yet sent, and is nobody's own words, goes no more. */
export const cancelRoutine = (tx: Sql, citizenId: string, reason: string): Promise<unknown> =>
  tx
    .updateTable('outbox')
    .set({ state: 'cancelled', reason })
    .where('citizen_id', '=', citizenId)
    .where('state', 'in', ['queued', 'held'])
    .where('kind', 'not in', ['safety', 'reply', 'person'])
    .execute()

/** @returns whether there was any */
const cancelPersonal = async (tx: Sql, citizenId: string, reason: string): Promise<boolean> => {
  const ended = await tx
    .updateTable('outbox')
    .set({ state: 'cancelled', reason })
    .where('citizen_id', '=', citizenId)
    .where('state', 'in', ['queued', 'held'])
    .where('kind', '=', 'person')
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

const setStatus: Carry<Of<'set-status'>> = async (tx, { status, resumeAt }, { citizenId, now }, parts, after) => {
  await tx
    .updateTable('citizen')
    .set({
      status,
      resume_at: resumeAt ?? null,
      ...(status === 'active' && { joined_at: (eb) => eb.fn.coalesce('joined_at', eb.val(now)) }),
    })
    .where('id', '=', citizenId)
    .execute()
  if (status === 'active') await parts.arm(tx, citizenId, now)
  else await cancelRoutine(tx, citizenId, status)
  if (status === 'stopped' || status === 'ended') {
    // STOP holds for a colleague's words too that have not left; who was told of danger may write anew.
    if (await cancelPersonal(tx, citizenId, status)) after.notices = true
    await tx
      .updateTable('follow_up')
      .set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) }))
      .where('citizen_id', '=', citizenId)
      .where('state', '=', 'pending')
      .where('kind', '<>', 'chain')
      .execute()
    await tx
      .updateTable('check_in')
      .set({ state: 'expired' })
      .where('citizen_id', '=', citizenId)
      .where('state', 'in', ['sent', 'started'])
      .execute()
  }
}

/**
 * Arms, or arms anew with a higher version, the one follow-up of this kind for this thing. What waits for that very time
 * already keeps its version: the job that is queued for it is not made stale.
 */
export const armFollowUp = async (
  tx: Sql,
  it: { citizenId: string; kind: string; ref: string; dueAt: Temporal.Instant; payload?: Record<string, unknown> },
): Promise<Armed> => {
  const payload = it.payload ? JSON.stringify(it.payload) : null
  const row = await tx
    .insertInto('follow_up')
    .values({ id: newId(), citizen_id: it.citizenId, kind: it.kind, ref: it.ref, payload, due_at: it.dueAt })
    .onConflict((c) =>
      c.columns(['kind', 'ref']).doUpdateSet((eb) => ({
        due_at: it.dueAt,
        payload,
        state: 'pending',
        version: eb
          .case()
          .when(eb.and([eb('follow_up.state', '=', 'pending'), eb('follow_up.due_at', '=', eb.ref('excluded.due_at'))]))
          .then(eb.ref('follow_up.version'))
          .else(eb('follow_up.version', '+', 1))
          .end(),
      })),
    )
    .returning(['id', 'version'])
    .executeTakeFirstOrThrow()
  return { ...row, dueAt: it.dueAt }
}

const CARRY: { [D in Effect['do']]: Carry<Of<D>> } = {
  'set-language': async (tx, { language }, { citizenId }) => {
    await tx.updateTable('citizen').set({ language }).where('id', '=', citizenId).execute()
    // What they have chosen themselves counts from now on, whatever they told of danger in.
    await tx
      .updateTable('escalation')
      .set({ language: null })
      .where('citizen_id', '=', citizenId)
      .where('state', '<>', 'resolved')
      .execute()
  },
  'set-plan-time': async (tx, { at }, { citizenId, now }, parts) => {
    const { status } = await tx
      .updateTable('citizen')
      .set({ plan_at: at })
      .where('id', '=', citizenId)
      .returning('status')
      .executeTakeFirstOrThrow()
    if (status === 'active') await parts.arm(tx, citizenId, now)
  },
  'set-status': setStatus,
  'record-check-in': async (tx, { checkInId, state, answers, score }, { citizenId, key, now }) => {
    const result = JSON.stringify({ answers, ...(score !== undefined && { score }) })
    await tx
      .updateTable('check_in')
      .set({
        state,
        result_sealed: seal(key, result, 'check_in.result'),
        ...(state === 'completed' && { completed_at: now }),
      })
      .where('id', '=', checkInId)
      .where('citizen_id', '=', citizenId)
      .execute()
    if (state !== 'completed') return
    // In this order: a sweep that holds the nudge meanwhile has then written its message.
    await cancelFollowUps(tx, checkInId)
    await cancelCheckInMessages(tx, [checkInId], 'answered')
  },
  'record-exercise': (tx, { exercise, before, after }, { citizenId, key, now }) =>
    tx
      .insertInto('exercise_done')
      .values({
        id: newId(),
        citizen_id: citizenId,
        exercise,
        result_sealed: seal(key, JSON.stringify({ before, after }), 'exercise_done.result'),
        at: now,
      })
      .execute(),
  'save-safety-plan': (tx, { plan }, { citizenId, key }) => saveSafetyPlan(tx, citizenId, key, plan),
  'answer-plan-item': (tx, { itemId, occurrence, answer }, { now }) =>
    tx
      .insertInto('plan_answer')
      .values({ item_id: itemId, occurrence, answer, at: now })
      .onConflict((c) => c.columns(['item_id', 'occurrence']).doUpdateSet({ answer, at: now }))
      .execute(),
  raise: async (tx, { do: _, ...news }, { citizenId, now }, parts, after) => {
    const done = await parts.raise(tx, citizenId, news, now)
    after.followUps.push(...done.followUps)
    after.notices ||= done.notices
  },
  'stop-routine': async (tx, _effect, { citizenId, now }) => {
    await tx
      .updateTable('conversation')
      .set({ routine_stopped_at: now })
      .where('citizen_id', '=', citizenId)
      .where('routine_stopped_at', 'is', null)
      .execute()
    await cancelRoutine(tx, citizenId, 'routine-stopped')
  },
  wish: async (tx, { wish }, { citizenId, now }, parts, after) => {
    const done = await parts.wish(tx, citizenId, wish, now)
    after.notices ||= done.notices
  },
  'tell-caseworker': note,
  'keep-text': (tx, _effect, { inboxId }) =>
    tx.updateTable('inbox').set({ kept: true }).where('id', '=', inboxId).execute(),
  'answer-person': async (tx, _effect, { citizenId, now }, parts, after) => {
    const done = await parts.answered(tx, citizenId, now)
    after.notices ||= done.notices
  },
  'channel-state': (tx, { state }, { channelId, now }) =>
    tx.updateTable('citizen_channel').set({ state, changed_at: now }).where('id', '=', channelId).execute(),
  'wrong-number': async (tx, _effect, { citizenId, channelId }) => {
    await cancelRoutine(tx, citizenId, 'wrong-number')
    // The row goes: the number's owner is a stranger from now on. Its messages keep their texts for the record.
    await tx.deleteFrom('citizen_channel').where('id', '=', channelId).execute()
  },
  'follow-up': async (tx, { kind, ref, dueAt, payload }, { citizenId }, _parts, after) => {
    after.followUps.push(await armFollowUp(tx, { citizenId, kind, ref, dueAt, ...(payload && { payload }) }))
  },
  'cancel-follow-ups': (tx, { ref }) => cancelFollowUps(tx, ref),
  'send-waiting': async (tx, _effect, { citizenId, now }, _parts, after) => {
    const { numUpdatedRows } = await tx
      .updateTable('outbox')
      .set({ due_at: now })
      .where('citizen_id', '=', citizenId)
      .where('state', '=', 'held')
      .where('reason', 'in', ['conversation', 'question-open'])
      // Sent by a person's hand. What goes by itself lets the conversation rest first.
      .where('occurrence', 'like', 'manual-%')
      .where('due_at', '>', now)
      .executeTakeFirst()
    after.outbox ||= numUpdatedRows > 0n
  },
}

const cancelFollowUps = (tx: Sql, ref: string): Promise<unknown> =>
  tx
    .updateTable('follow_up')
    .set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) }))
    .where('ref', '=', ref)
    .where('state', '=', 'pending')
    .execute()

/** Carries out a turn's effects, in order, in the transaction of its write. */
export const applyEffects = async (
  tx: Sql,
  effects: readonly Effect[],
  context: EffectContext,
  parts: EffectParts,
): Promise<AfterCommit> => {
  const after: AfterCommit = { followUps: [], notices: false, outbox: false }
  for (const effect of effects) await (CARRY[effect.do] as Carry<Effect>)(tx, effect, context, parts, after)
  return after
}
