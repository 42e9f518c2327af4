import type { Case, CaseEvent } from './case.ts'
import type { CaseChange } from './escalation.ts'
import { DANGER } from './heard.ts'

/** After STOP a colleague writes only about danger that the citizen has told of, or about what they wrote since. */
export const mayWriteAfterStop = (open: Case | undefined, stoppedAt: Temporal.Instant | null): boolean =>
  (open?.reasons ?? []).some(
    (reason) =>
      !reason.byHand &&
      (DANGER.has(reason.class) || (stoppedAt !== null && Temporal.Instant.compare(reason.at, stoppedAt) > 0)),
  )

const changed = (it: Case, event?: CaseEvent): CaseChange => ({
  case: { ...it, version: it.version + 1 },
  expected: it.version,
  reasons: [],
  notices: [{ kind: 'card', who: null, reason: event ? 'acted' : 'changed' }],
  say: [],
  events: event ? [event] : [],
})

/** A colleague has read what the citizen answered, or what they wrote has arrived: the card is drawn anew. */
export const talkMoved = (it: Case): CaseChange => changed(it)

/** A colleague has written to the citizen: the card shows what becomes of it. */
export const wrote = (it: Case, byId: string | null, at: Temporal.Instant): CaseChange =>
  changed(it, { what: 'wrote', at, who: byId })

/** The citizen has answered the person who writes with them: on the card, and to who has the case. */
export const answerWaits = (it: Case, personId: string): CaseChange => {
  const change = changed(it)
  return { ...change, notices: [...change.notices, { kind: 'direct', who: personId, reason: 'answered' }] }
}

/** The companion may go on: what it was not to say while a person had the citizen. */
export const handBack = (it: Case, byId: string | null, at: Temporal.Instant): CaseChange => ({
  ...changed(it, { what: 'handed-back', at, who: byId }),
  routine: 'resume',
})
