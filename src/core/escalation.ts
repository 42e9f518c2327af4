import type { Case, CaseEvent, CaseLevel, CaseReason, CaseState, Wish } from './case.ts'
import { type CasePolicy, chainOf, deadlineOf, nextStepAfter, planned, type StaffFacts, withNext } from './chain.ts'
import type { Language } from './citizen.ts'
import { hasDuty, shiftAt } from './duty.ts'
import type { ReasonClass, RiskLevel } from './heard.ts'
import type { Say } from './message.ts'

/** What happened that a person should know of. `risk` when the screen found it. */
export interface News {
  level: CaseLevel
  class: ReasonClass
  at: Temporal.Instant
  risk?: RiskLevel
  /** As in `Case`; left out, nothing is known of it. */
  language?: Language | null
  byHand?: true
}

/**
 * Why people are told. `changed`: of a card that was drawn anew, not urgent; `acted`: a person did something;
 * `answered`: the citizen has written to who talks with them; `asks-again`, `says-more`: in a case that somebody has they
 * have called for a person, or told of more trouble; `thanks`: the duty phone hears that its answer counted.
 */
export type NoticeReason =
  | 'raised'
  | 'climbed'
  | 'woke'
  | 'meeting-over'
  | 'reopened'
  | 'still-on-it'
  | 'thanks'
  | 'answered'
  | 'asks-again'
  | 'says-more'
  | 'seen-for-you'
  | 'changed'
  | 'acted'

/** Reasons that are about a case somebody has; all others call for somebody, and are over once there is one. */
export const OF_WHO_HAS_IT: readonly NoticeReason[] = [
  'still-on-it',
  'thanks',
  'seen-for-you',
  'answered',
  'asks-again',
  'says-more',
]
/** Of those, what the citizen did: whatever becomes of the case, it is to be read. */
export const OF_WORDS: readonly NoticeReason[] = ['answered', 'asks-again', 'says-more']

/** Something to tell people at work. `who` null: the team's channel, or the duty phone. */
export interface Notice {
  kind: 'card' | 'direct' | 'phone'
  who: string | null
  reason: NoticeReason
}

/** One decided change of a case, to be written as a whole or not at all. `case.nextStepAt` arms the next step. */
export interface CaseChange {
  /** The row as it is to be. */
  case: Case
  /** The version it was decided on; undefined for a new case. */
  expected: number | undefined
  reasons: (CaseReason & { level: CaseLevel })[]
  notices: Notice[]
  /** Routine messages to the citizen stop, or go on again. */
  routine?: 'stop' | 'resume'
  /** What the citizen is told: only what a person has done. */
  say: Say[]
  /** For the timeline; news are in `reasons`. */
  events?: CaseEvent[]
  resolvedBy?: string
}

/** The state does not allow it (any more): somebody was faster, or it is over. `by` is who has it. */
export interface TooLate {
  tooLate: CaseState
  by: string | null
}

/** It may not be done at all, or not like this. */
export interface NotSo {
  notSo: 'acute' | 'unseen' | 'not-assessed'
}

export const isTooLate = (result: CaseChange | TooLate | NotSo): result is TooLate => 'tooLate' in result
export const isNotSo = (result: CaseChange | TooLate | NotSo): result is NotSo => 'notSo' in result

const URGENCY: Record<CaseLevel, number> = { soon: 0, today: 1, acute: 2 }

/** S2 and S3 are a person's own words of danger: never only noted on a case that somebody has already seen. */
const isDanger = (risk: RiskLevel | undefined): boolean => risk === 'S2' || risk === 'S3'

export const CARD = { kind: 'card', who: null } as const

/** How long after it was closed a person's own words of danger still belong to the same case. */
export const SAME_CASE = { hours: 72 }

/**
 * Raises the citizen's case or merges the news into the open one. A new S2 or S3, or a higher level, puts it back to
 * open and starts the chain anew, also when it was closed a short while ago; anything else is noted. `last`: the
 * unresolved case, else the latest.
 */
export const raise = (
  last: Case | undefined,
  citizen: { id: string; alias: string },
  news: News,
  staff: StaffFacts,
  policy: CasePolicy,
  newId: () => string,
): CaseChange => {
  const reason = { ...reasonOf(news), level: news.level }
  const routine = news.level === 'acute' || isDanger(news.risk) ? ({ routine: 'stop' } as const) : {}
  const before = last && belongs(last, news) ? last : undefined
  if (before && before.state !== 'resolved' && !isDanger(news.risk) && URGENCY[news.level] <= URGENCY[before.level])
    return { ...merge(before, news, policy), reasons: [reason], ...routine }

  const level =
    before && before.state !== 'resolved' && URGENCY[before.level] > URGENCY[news.level] ? before.level : news.level
  const deadline = deadlineOf(level, news.class, news.at, policy)
  const steps = planned(withNext(chainOf(staff, news.at, policy), staff, news.at, policy), {
    from: 0,
    level,
    now: news.at,
    deadline,
    policy,
  })
  const first = steps[0]!
  const assigneeId = first.who ?? staff.caseworkerId
  const next: Case = {
    id: before?.id ?? newId(),
    citizenId: citizen.id,
    alias: citizen.alias,
    level,
    state: 'open',
    version: (before?.version ?? 0) + 1,
    step: 0,
    reasons: [...(before?.reasons ?? []), reasonOf(news)],
    assigneeId,
    wish: before?.state === 'resolved' ? null : (before?.wish ?? null),
    language: news.language === undefined ? (before?.language ?? null) : news.language,
    raisedAt: news.at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedAt: null,
    outcome: null,
    filed: null,
    meetingUntil: null,
    askedAt: null,
    nextStepAt: nextStepAfter(level, news.at, deadline, policy),
    steps,
  }
  const notices: Notice[] = [
    { ...CARD, reason: 'raised' },
    { kind: 'direct', who: assigneeId, reason: 'raised' },
  ]
  // Away, and somebody stands in: it is in their own messages too when they look, and they may take it.
  if (assigneeId !== staff.caseworkerId && !staff.left?.includes(staff.caseworkerId))
    notices.push({ kind: 'direct', who: staff.caseworkerId, reason: 'raised' })
  if (level === 'acute' && hasDuty(policy, news.at)) {
    const onDuty = shiftAt(policy.rota, news.at)?.who ?? null
    notices.push({ kind: 'phone', who: onDuty, reason: 'raised' })
    if (onDuty && onDuty !== assigneeId && onDuty !== staff.caseworkerId)
      notices.push({ kind: 'direct', who: onDuty, reason: 'raised' })
  }
  const events: CaseEvent[] = [{ what: 'told', at: news.at, who: assigneeId, role: first.role }]
  return { case: next, expected: before?.version, reasons: [reason], notices, say: [], events, ...routine }
}

const reasonOf = ({ class: it, at, byHand }: News): CaseReason => ({ class: it, at, ...(byHand && { byHand }) })

/** Of the same case as the last one: it is not over, or it was closed only just and this is a person's danger. */
const belongs = (last: Case, news: News): boolean =>
  last.state !== 'resolved' ||
  (isDanger(news.risk) &&
    last.resolvedAt !== null &&
    Temporal.Instant.compare(news.at, last.resolvedAt.add(SAME_CASE)) < 0)

/** Noted: the state stays. What waits may be due sooner by the new reason, never later. */
const merge = (open: Case, news: News, policy: CasePolicy): Omit<CaseChange, 'reasons'> => {
  const due = nextStepAfter(news.level, news.at, deadlineOf(news.level, news.class, news.at, policy), policy)
  const hasOwner = open.state === 'acknowledged' || open.state === 'snoozed'
  const own = news.class === 'asked-for-human' ? 'asks-again' : news.risk && 'says-more'
  const sooner =
    open.state !== 'acknowledged' && open.nextStepAt !== null && Temporal.Instant.compare(due, open.nextStepAt) < 0
  return {
    case: {
      ...open,
      version: open.version + 1,
      reasons: [...open.reasons, reasonOf(news)],
      language: news.language === undefined ? open.language : news.language,
      nextStepAt: sooner ? due : open.nextStepAt,
      snoozedUntil: sooner && open.snoozedUntil ? due : open.snoozedUntil,
      meetingUntil: sooner ? null : open.meetingUntil,
    },
    expected: open.version,
    notices: [
      { ...CARD, reason: 'changed' },
      // An update of a card notifies nobody, and the citizen has just been told that somebody hears of it.
      ...(hasOwner && own
        ? [{ kind: 'direct', who: open.acknowledgedBy ?? open.assigneeId, reason: own } as const]
        : []),
    ],
    say: [],
    events: [],
  }
}

/** How the citizen would like to be contacted, on the card. Undefined when that is known or the case is over. */
export const wish = (it: Case, wanted: Wish): CaseChange | undefined => {
  if (it.state === 'resolved' || it.wish === wanted) return undefined
  return {
    case: { ...it, version: it.version + 1, wish: wanted },
    expected: it.version,
    reasons: [],
    notices: [{ ...CARD, reason: 'changed' }],
    say: [],
    events: [],
  }
}
