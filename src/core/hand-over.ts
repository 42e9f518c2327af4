import type { Case } from './case.ts'
import { type CasePolicy, deadlineOf, type Link, nextStepAfter, planned } from './chain.ts'
import type { CaseChange } from './escalation.ts'

/**
 * The case of somebody who has left, or of a citizen who was taken over, goes to `heirId`, who is told. What the one who left had seen counts no more: it is
 * open again, and the chain goes on after the heir.
 */
export const handOver = (
  it: Case,
  heirId: string,
  links: readonly Link[],
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange => {
  const step = it.step + 1
  const deadline = deadlineOf(it.level, it.reasons.at(-1)?.class ?? 'other', now, policy)
  const others = links.filter(({ who }) => who !== heirId)
  const role = links.find(({ who }) => who === heirId)?.role ?? 'cover'
  const steps = planned([{ role, who: heirId }, ...(others.length > 0 ? others : links)], {
    from: step,
    level: it.level,
    now,
    deadline,
    policy,
  })
  return {
    case: {
      ...it,
      state: 'open',
      version: it.version + 1,
      step,
      assigneeId: heirId,
      acknowledgedAt: null,
      acknowledgedBy: null,
      snoozedUntil: null,
      meetingUntil: null,
      askedAt: null,
      nextStepAt: nextStepAfter(it.level, now, deadline, policy),
      steps: [...it.steps.filter((link) => link.step < step), ...steps],
    },
    expected: it.version,
    reasons: [],
    notices: [
      { kind: 'card', who: null, reason: 'climbed' },
      { kind: 'direct', who: heirId, reason: 'climbed' },
    ],
    say: [],
    events: [{ what: 'handed-over', at: now, who: heirId }],
  }
}
