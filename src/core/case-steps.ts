import type { Case, CaseEvent, CaseStep } from './case.ts'
import {
  askAgainAt,
  type CasePolicy,
  chainOf,
  deadlineOf,
  type Link,
  nextStepAfter,
  planned,
  presentFor,
  type StaffFacts,
  withNext,
} from './chain.ts'
import { hasDuty, shiftAt } from './duty.ts'
import { CARD, type CaseChange, type Notice, type NoticeReason } from './escalation.ts'

/** Past steps that are kept; an acute case climbs every five minutes for as long as nobody acknowledges. */
const KEPT_STEPS = 12

/** When this case must have been seen. */
const deadlineFor = (it: Case, policy: CasePolicy): Temporal.Instant =>
  deadlineOf(it.level, it.reasons[0]?.class ?? 'other', it.raisedAt, policy)

/** Who comes next: the rest of this round, else a new one, with the people of that day. Never empty. */
const linksAhead = (it: Case, staff: StaffFacts, now: Temporal.Instant, policy: CasePolicy): Link[] => {
  const ahead = it.steps.filter((link) => link.step > it.step)
  const round = (ahead.length > 0 ? ahead : chainOf(staff, now, policy))
    // Who is away by now is passed to who stands in.
    .map(({ role, who }) => ({ role, who: who && (presentFor(who, staff.away) ?? who) }))
    .filter(({ role }) => role !== 'duty' || hasDuty(policy, now))
  return round.length > 0 ? round : chainOf(staff, now, policy)
}

const roleOf = (who: string, { caseworkerId, leadId }: StaffFacts): CaseStep['role'] =>
  who === caseworkerId ? 'caseworker' : who === leadId ? 'lead' : 'cover'

/**
 * The case is open and the next person is told. `first`: told before the rest of the chain. `notTo`: who had it and has
 * it no more; they come last.
 */
export const tellNext = (
  it: Case,
  staff: StaffFacts,
  now: Temporal.Instant,
  policy: CasePolicy,
  how: { reason: NoticeReason; first?: string; notTo?: string | null; events?: CaseEvent[] },
): CaseChange => {
  const { reason, first, notTo, events = [] } = how
  let links = linksAhead(it, staff, now, policy)
  if (first) links = [{ role: roleOf(first, staff), who: first }, ...links.filter(({ who }) => who !== first)]
  if (notTo) {
    const others = [...links, ...chainOf(staff, now, policy)].filter(({ who }) => who !== notTo)
    const unique = others.filter((link, i) => others.findIndex(({ who }) => who === link.who) === i)
    links = [...unique, { role: roleOf(notTo, staff), who: notTo }]
  }
  links = withNext(links, staff, now, policy)
  const step = it.step + 1
  const deadline = deadlineFor(it, policy)
  const steps = planned(links, { from: step, level: it.level, now, deadline, policy })
  const told = steps[0]!
  const who = told.who ?? (told.role === 'duty' ? (shiftAt(policy.rota, now)?.who ?? null) : null)
  const notices: Notice[] = [{ ...CARD, reason: reason === 'climbed' ? 'climbed' : 'acted' }]
  if (told.role === 'duty') notices.push({ kind: 'phone', who, reason })
  if (told.role !== 'duty' || who) notices.push({ kind: 'direct', who: who ?? it.assigneeId, reason })
  return {
    case: {
      ...it,
      state: 'open',
      ...{ acknowledgedAt: null, acknowledgedBy: null, snoozedUntil: null, meetingUntil: null, askedAt: null },
      ...{ resolvedAt: null, outcome: null, filed: null },
      version: it.version + 1,
      step,
      assigneeId: who ?? it.assigneeId,
      nextStepAt: nextStepAfter(it.level, now, deadline, policy),
      steps: [...it.steps.filter((link) => link.step < step && link.step >= step - KEPT_STEPS), ...steps],
    },
    expected: it.version,
    reasons: [],
    notices,
    say: [],
    events: [...events, { what: 'told', at: now, who, role: told.role }],
  }
}

/**
 * What happens by itself when the time has come; undefined when there is nothing to do (over, or too early). Open: the
 * next person is told, and after the last it goes round again. Snoozed: it is open again and told anew. Acknowledged: who
 * has it is asked whether they are still on it; when they were asked already and said nothing, it goes to the next.
 */
export const climb = (
  it: Case,
  staff: StaffFacts,
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange | undefined => {
  if (it.state === 'resolved' || it.nextStepAt === null || Temporal.Instant.compare(now, it.nextStepAt) < 0)
    return undefined
  if (it.state === 'acknowledged') return it.askedAt ? fallSilent(it, staff, now, policy) : ask(it, now, policy)
  if (it.state === 'snoozed') {
    const first = presentFor(it.assigneeId, staff.away) ?? it.assigneeId
    return tellNext(it, staff, now, policy, { reason: 'woke', first, events: [{ what: 'woke', at: now, who: null }] })
  }
  if (it.meetingUntil && Temporal.Instant.compare(now, deadlineFor(it, policy)) < 0) return meetingOver(it, now, policy)
  return tellNext(it, staff, now, policy, { reason: 'climbed' })
}

const ask = (it: Case, now: Temporal.Instant, policy: CasePolicy): CaseChange => ({
  case: { ...it, version: it.version + 1, askedAt: now, nextStepAt: askAgainAt(it.level, now, policy) },
  expected: it.version,
  reasons: [],
  notices: [
    { ...CARD, reason: 'changed' },
    // Who took it by the duty phone is asked there.
    { kind: it.acknowledgedBy ? 'direct' : 'phone', who: it.acknowledgedBy, reason: 'still-on-it' },
  ],
  say: [],
  events: [{ what: 'asked', at: now, who: it.acknowledgedBy }],
})

const fallSilent = (it: Case, staff: StaffFacts, now: Temporal.Instant, policy: CasePolicy): CaseChange =>
  tellNext(it, staff, now, policy, {
    reason: 'climbed',
    notTo: it.acknowledgedBy,
    events: [{ what: 'silent', at: now, who: it.acknowledgedBy }],
  })

const meetingOver = (it: Case, now: Temporal.Instant, policy: CasePolicy): CaseChange => ({
  case: {
    ...it,
    version: it.version + 1,
    meetingUntil: null,
    nextStepAt: nextStepAfter(it.level, now, deadlineFor(it, policy), policy),
  },
  expected: it.version,
  reasons: [],
  notices: [
    { ...CARD, reason: 'changed' },
    { kind: 'direct', who: it.assigneeId, reason: 'meeting-over' },
  ],
  say: [],
  events: [{ what: 'meeting-over', at: now, who: it.assigneeId }],
})

/** A meeting never makes a case wait beyond its deadline, or beyond its next step where that is over. */
export const meetingEnd = (
  it: Case,
  until: Temporal.Instant,
  now: Temporal.Instant,
  policy: CasePolicy,
): Temporal.Instant => {
  const deadline = deadlineFor(it, policy)
  const limit = Temporal.Instant.compare(deadline, now) > 0 ? deadline : (it.nextStepAt ?? now)
  return Temporal.Instant.compare(until, limit) < 0 ? until : limit
}
