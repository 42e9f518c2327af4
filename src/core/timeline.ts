import type { Case, CaseEvent, CaseStep } from './case.ts'

/** One line of a case's history, or of what comes; `key` is of `content/messages`, with who, which role and until when. */
export interface TimelineLine {
  at: Temporal.Instant
  /** What will happen if nobody does anything. */
  planned: boolean
  key: string
  /** Caseworker id; null: the duty phone; undefined: the text names nobody. */
  who?: string | null
  role?: CaseStep['role']
  until?: Temporal.Instant
}

/** What happened with a case, and what will if nobody does anything, the oldest first. */
export const timelineOf = (it: Case, events: readonly CaseEvent[]): TimelineLine[] => {
  const past = [
    ...it.reasons.map(({ at, class: reason }): TimelineLine => ({ at, planned: false, key: `staff.class.${reason}` })),
    ...events.map(
      ({ what, at, who, role, until }): TimelineLine => ({
        ...{ at, planned: false, key: `staff.event.${what}`, who },
        ...(role && { role }),
        ...(until && { until }),
      }),
    ),
  ].sort((a, b) => Temporal.Instant.compare(a.at, b.at))
  return [...past, ...plannedOf(it)]
}

const plannedOf = (it: Case): TimelineLine[] => {
  const { state, nextStepAt, acknowledgedBy, askedAt } = it
  if (!nextStepAt) return []
  if (state === 'snoozed') return [{ at: nextStepAt, planned: true, key: 'staff.event.will-wake' }]
  if (state === 'acknowledged') {
    const key = askedAt ? 'staff.event.will-pass-on' : 'staff.event.will-be-asked'
    return [{ at: nextStepAt, planned: true, key, who: acknowledgedBy }]
  }
  // In a meeting, or after the last of the round: they are told again.
  const first = it.meetingUntil ? { at: nextStepAt, who: it.assigneeId } : undefined
  const ahead = it.steps.filter(({ step }) => step > it.step)
  const told = first ? [first, ...ahead.filter(({ at }) => Temporal.Instant.compare(at, nextStepAt) > 0)] : ahead
  return told.map(({ at, who }): TimelineLine => ({ at, planned: true, key: 'staff.event.will-be-told', who }))
}
