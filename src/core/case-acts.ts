import type { Case, CaseState, Filed, Outcome } from './case.ts'
import { meetingEnd, tellNext } from './case-steps.ts'
import { taskOf } from './case-task.ts'
import { askAgainAt, type CasePolicy, type StaffFacts } from './chain.ts'
import { CARD, type CaseChange, type NotSo, type TooLate } from './escalation.ts'
import { DANGER, type ReasonClass } from './heard.ts'
import type { Say } from './message.ts'
import { snoozeEnd } from './snooze.ts'

/** Who acts. `id` null: whoever holds the duty phone. */
export interface Actor {
  id: string | null
  name: string
}

/** A colleague with an id of their own. */
export interface Colleague extends Actor {
  id: string
}

const ACTED = { ...CARD, reason: 'acted' } as const

const tooLate = (it: Case): TooLate => ({
  tooLate: it.state,
  by: it.state === 'snoozed' ? it.assigneeId : it.acknowledgedBy,
})

const isOneOf = (it: Case, ...states: CaseState[]): boolean => states.includes(it.state)

/** A person takes it. The first one wins; the chain stops, and the citizen is told who has seen it. */
export const acknowledge = (it: Case, by: Actor, now: Temporal.Instant, policy: CasePolicy): CaseChange | TooLate => {
  if (!isOneOf(it, 'open', 'snoozed')) return tooLate(it)
  return {
    case: {
      ...it,
      state: 'acknowledged',
      version: it.version + 1,
      assigneeId: by.id ?? it.assigneeId,
      acknowledgedAt: now,
      acknowledgedBy: by.id,
      ...{ snoozedUntil: null, meetingUntil: null, askedAt: null },
      nextStepAt: askAgainAt(it.level, now, policy),
      steps: it.steps.filter((link) => link.step <= it.step),
    },
    expected: it.version,
    reasons: [],
    notices: by.id ? [ACTED] : [ACTED, { kind: 'phone', who: null, reason: 'thanks' }],
    say: seenBy(it, by.name),
    events: [{ what: 'acknowledged', at: now, who: by.id }],
  }
}

/** Who has it says so: asked again after the usual time. */
export const stillOnIt = (it: Case, by: Actor, now: Temporal.Instant, policy: CasePolicy): CaseChange | TooLate => {
  if (it.state !== 'acknowledged' || it.acknowledgedBy !== by.id) return tooLate(it)
  return {
    case: { ...it, version: it.version + 1, askedAt: null, nextStepAt: askAgainAt(it.level, now, policy) },
    expected: it.version,
    reasons: [],
    notices: [ACTED],
    say: [],
    events: [{ what: 'still-on-it', at: now, who: by.id }],
  }
}

/** Nobody has it any more: the next person is told at once, and who had it comes last. */
export const unacknowledge = (
  it: Case,
  by: Colleague,
  staff: StaffFacts,
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange | TooLate =>
  it.state === 'acknowledged'
    ? tellNext(it, staff, now, policy, {
        reason: 'climbed',
        notTo: it.acknowledgedBy,
        events: [{ what: 'unacknowledged', at: now, who: by.id }],
      })
    : tooLate(it)

/**
 * Put aside until then; it is theirs when it comes back. Only once somebody has seen it; what is for today no longer than
 * to the next working day, and what is acute not at all.
 */
export const snooze = (
  it: Case,
  by: Colleague,
  chosen: Temporal.Instant,
  now: Temporal.Instant,
  { hours }: Pick<CasePolicy, 'hours'>,
): CaseChange | TooLate | NotSo => {
  if (!isOneOf(it, 'open', 'acknowledged')) return tooLate(it)
  if (it.level === 'acute') return { notSo: 'acute' }
  if (it.state === 'open') return { notSo: 'unseen' }
  const until = snoozeEnd(it.level, chosen, now, hours)
  return {
    case: {
      ...it,
      state: 'snoozed',
      version: it.version + 1,
      assigneeId: by.id,
      ...{ acknowledgedAt: null, acknowledgedBy: null, meetingUntil: null, askedAt: null },
      snoozedUntil: until,
      nextStepAt: until,
      steps: it.steps.filter((link) => link.step <= it.step),
    },
    expected: it.version,
    reasons: [],
    notices: [ACTED],
    say: [],
    events: [{ what: 'snoozed', at: now, who: by.id, until }],
  }
}

/** In a meeting: it waits with them until then, never beyond its deadline. What is acute goes to the next at once. */
export const meeting = (
  it: Case,
  by: Colleague,
  until: Temporal.Instant,
  { staff, now, policy }: { staff: StaffFacts; now: Temporal.Instant; policy: CasePolicy },
): CaseChange | TooLate => {
  if (it.state !== 'open') return tooLate(it)
  const events = [{ what: 'meeting' as const, at: now, who: by.id, until }]
  if (it.level === 'acute') return tellNext(it, staff, now, policy, { reason: 'climbed', notTo: by.id, events })
  const end = meetingEnd(it, until, now, policy)
  return {
    case: { ...it, version: it.version + 1, assigneeId: by.id, meetingUntil: end, nextStepAt: end },
    expected: it.version,
    reasons: [],
    notices: [ACTED],
    say: [],
    events: [{ ...events[0]!, until: end }],
  }
}

/** How it ended. `assessed`: where a child may be at risk, that they have decided whether to notify. */
export interface Ending {
  outcome: Outcome
  filed?: Filed
  assessed?: boolean
}

/** A person closes it: only a person does. Routine messages go on again. */
export const resolve = (
  it: Case,
  by: Colleague,
  { outcome, filed, assessed }: Ending,
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange | TooLate | NotSo => {
  if (it.state === 'resolved') return tooLate(it)
  if (!assessed && taskOf(it, policy)) return { notSo: 'not-assessed' }
  return {
    case: {
      ...it,
      state: 'resolved',
      version: it.version + 1,
      acknowledgedAt: it.acknowledgedAt ?? now,
      acknowledgedBy: it.acknowledgedBy ?? by.id,
      ...{ snoozedUntil: null, meetingUntil: null, askedAt: null, nextStepAt: null },
      resolvedAt: now,
      outcome,
      filed: filed ?? null,
      steps: it.steps.filter((link) => link.step <= it.step),
    },
    expected: it.version,
    reasons: [],
    notices: [ACTED],
    routine: 'resume',
    say: [],
    events: [{ what: 'resolved', at: now, who: by.id }],
    resolvedBy: by.id,
  }
}

/** A person opens a closed case again: as if it were raised now. */
export const reopen = (
  it: Case,
  by: Colleague,
  staff: StaffFacts,
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange | TooLate => {
  if (it.state !== 'resolved') return tooLate(it)
  const change = tellNext(
    { ...it, raisedAt: now, steps: it.steps.filter(({ step }) => step <= it.step) },
    staff,
    now,
    policy,
    {
      reason: 'reopened',
      events: [{ what: 'reopened', at: now, who: by.id }],
    },
  )
  const isDanger = it.level === 'acute' || it.reasons.some((reason) => DANGER.has(reason.class))
  return isDanger ? { ...change, routine: 'stop' } : change
}

/** Where somebody else may hold the phone: neither danger nor a call at once is mentioned. */
const DISCREET: ReadonlySet<ReasonClass> = new Set(['violence', 'threat'])
/** The citizen was not told of a case like this, and is not when it is seen. */
const UNTOLD: ReadonlySet<ReasonClass> = new Set(['drop', 'quiet'])

const seenBy = ({ reasons, level, language }: Case, caseworker: string): Say[] => {
  const classes = reasons.flatMap((reason) => (reason.byHand ? [] : reason.class))
  if (classes.every((it) => UNTOLD.has(it))) return []
  const key = classes.some((it) => DISCREET.has(it))
    ? 'safety.acknowledged.discreet'
    : classes.every((it) => it === 'asked-for-human')
      ? 'help.acknowledged'
      : level === 'acute'
        ? 'safety.acknowledged.acute'
        : 'safety.acknowledged'
  return [{ key, params: { caseworker }, ...(language && { language }) }]
}
