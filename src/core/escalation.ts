import type { Case, CaseLevel, Outcome, Wish } from './case.ts'
import {
  type CasePolicy,
  chainOf,
  deadlineOf,
  hasDuty,
  nextStepAfter,
  planned,
  presentFor,
  type StaffFacts,
} from './chain.ts'
import type { ReasonClass, RiskLevel } from './heard.ts'
import type { Say } from './message.ts'

/** What happened that a person should know of. `risk` when the screen found it. */
export interface News {
  level: CaseLevel
  class: ReasonClass
  at: Temporal.Instant
  risk?: RiskLevel
}

/** Something to tell people at work. `who` null: the team's channel, or the duty phone. */
export interface Notice {
  kind: 'card' | 'direct' | 'phone'
  who: string | null
  reason: 'raised' | 'climbed' | 'changed' | 'acknowledged' | 'resolved'
}

/** One decided change of a case, to be written as a whole or not at all. `case.nextStepAt` arms the next step. */
export interface CaseChange {
  /** The row as it is to be. */
  case: Case
  /** The version it was decided on; undefined for a new case. */
  expected: number | undefined
  reasons: { class: ReasonClass; level: CaseLevel; at: Temporal.Instant }[]
  notices: Notice[]
  /** Routine messages to the citizen stop, or go on again. */
  routine?: 'stop' | 'resume'
  /** What the citizen is told: only what a person has done. */
  say: Say[]
  resolvedBy?: string
}

/** Somebody was faster, or it is over. `by` is who acknowledged. */
export interface TooLate {
  tooLate: 'acknowledged' | 'resolved'
  by: string | null
}

export const isTooLate = (result: CaseChange | TooLate): result is TooLate => 'tooLate' in result

const URGENCY: Record<CaseLevel, number> = { soon: 0, today: 1, acute: 2 }

/** S2 and S3 are a person's own words of danger: never only noted on a case that somebody has already seen. */
const isDanger = (risk: RiskLevel | undefined): boolean => risk === 'S2' || risk === 'S3'

const CARD = { kind: 'card', who: null } as const

/**
 * Raises the citizen's case or merges the news into the open one. A new S2 or S3, or a higher level, puts it back to
 * open and starts the chain anew; anything else is noted.
 */
export const raise = (
  open: Case | undefined,
  citizen: { id: string; alias: string },
  news: News,
  staff: StaffFacts,
  policy: CasePolicy,
  newId: () => string,
): CaseChange => {
  const reason = { class: news.class, level: news.level, at: news.at }
  const routine = news.level === 'acute' || isDanger(news.risk) ? ({ routine: 'stop' } as const) : {}
  if (open && open.state !== 'resolved' && !isDanger(news.risk) && URGENCY[news.level] <= URGENCY[open.level])
    return { ...merge(open, news, policy), reasons: [reason], ...routine }

  const before = open?.state === 'resolved' ? undefined : open
  const level = before && URGENCY[before.level] > URGENCY[news.level] ? before.level : news.level
  const deadline = deadlineOf(level, news.class, news.at, policy)
  const steps = planned(chainOf(staff, policy), { from: 0, level, now: news.at, deadline, policy })
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
    reasons: [...(before?.reasons ?? []), { class: news.class, at: news.at }],
    assigneeId,
    wish: before?.wish ?? null,
    raisedAt: news.at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedAt: null,
    outcome: null,
    nextStepAt: nextStepAfter(level, news.at, deadline, policy),
    steps,
  }
  const notices: Notice[] = [
    { ...CARD, reason: 'raised' },
    { kind: 'direct', who: assigneeId, reason: 'raised' },
  ]
  // Away, and somebody stands in: it is in their own messages too when they look, and they may take it.
  if (assigneeId !== staff.caseworkerId) notices.push({ kind: 'direct', who: staff.caseworkerId, reason: 'raised' })
  if (level === 'acute' && hasDuty(policy)) notices.push({ kind: 'phone', who: null, reason: 'raised' })
  return { case: next, expected: before?.version, reasons: [reason], notices, say: [], ...routine }
}

/** Noted: the state stays. An open case may be due sooner by the new reason, never later. */
const merge = (open: Case, news: News, policy: CasePolicy): Omit<CaseChange, 'reasons'> => {
  const due = nextStepAfter(news.level, news.at, deadlineOf(news.level, news.class, news.at, policy), policy)
  const sooner = open.nextStepAt !== null && Temporal.Instant.compare(due, open.nextStepAt) < 0
  return {
    case: {
      ...open,
      version: open.version + 1,
      reasons: [...open.reasons, { class: news.class, at: news.at }],
      nextStepAt: sooner ? due : open.nextStepAt,
    },
    expected: open.version,
    notices: [{ ...CARD, reason: 'changed' }],
    say: [],
  }
}

/** Past steps that are kept; an acute case climbs every five minutes for as long as nobody acknowledges. */
const KEPT_STEPS = 12

/**
 * The next person is told, when the time has come; undefined when there is nothing to do (seen, over, or too early).
 * After the last it goes round again, with the people of that day. Who is away by now is passed to who stands in.
 */
export const climb = (
  it: Case,
  staff: StaffFacts,
  now: Temporal.Instant,
  policy: CasePolicy,
): CaseChange | undefined => {
  const waiting = it.state === 'open' || it.state === 'snoozed'
  if (!waiting || it.nextStepAt === null || Temporal.Instant.compare(now, it.nextStepAt) < 0) return undefined
  const step = it.step + 1
  const ahead = it.steps.filter((link) => link.step >= step)
  const round = ahead.length > 0 ? ahead : chainOf(staff, policy)
  const links = round.map(({ role, who }) => ({ role, who: who && (presentFor(who, staff.away) ?? who) }))
  const deadline = deadlineOf(it.level, it.reasons[0]?.class ?? 'other', it.raisedAt, policy)
  const steps = planned(links, { from: step, level: it.level, now, deadline, policy })
  const told = steps[0]!
  const assigneeId = told.who ?? it.assigneeId
  return {
    case: {
      ...it,
      state: 'open',
      snoozedUntil: null,
      version: it.version + 1,
      step,
      assigneeId,
      nextStepAt: nextStepAfter(it.level, now, deadline, policy),
      steps: [...it.steps.filter((link) => link.step < step && link.step >= step - KEPT_STEPS), ...steps],
    },
    expected: it.version,
    reasons: [],
    notices: [
      { ...CARD, reason: 'climbed' },
      told.role === 'duty'
        ? { kind: 'phone', who: null, reason: 'climbed' }
        : { kind: 'direct', who: assigneeId, reason: 'climbed' },
    ],
    say: [],
  }
}

/** A person takes it. The first one wins; the chain stops, and the citizen is told who has seen it. */
export const acknowledge = (
  it: Case,
  by: { id: string; name: string },
  now: Temporal.Instant,
): CaseChange | TooLate => {
  if (it.state === 'resolved' || it.state === 'acknowledged') return { tooLate: it.state, by: it.acknowledgedBy }
  return {
    case: {
      ...it,
      state: 'acknowledged',
      version: it.version + 1,
      assigneeId: by.id,
      acknowledgedAt: now,
      acknowledgedBy: by.id,
      snoozedUntil: null,
      nextStepAt: null,
      steps: it.steps.filter((link) => link.step <= it.step),
    },
    expected: it.version,
    reasons: [],
    notices: [{ ...CARD, reason: 'acknowledged' }],
    say: seenBy(it, by.name),
  }
}

/** A person closes it: only a person does. Routine messages go on again. */
export const resolve = (it: Case, byId: string, outcome: Outcome, now: Temporal.Instant): CaseChange | TooLate => {
  if (it.state === 'resolved') return { tooLate: 'resolved', by: it.acknowledgedBy }
  return {
    case: {
      ...it,
      state: 'resolved',
      version: it.version + 1,
      acknowledgedAt: it.acknowledgedAt ?? now,
      acknowledgedBy: it.acknowledgedBy ?? byId,
      snoozedUntil: null,
      resolvedAt: now,
      outcome,
      nextStepAt: null,
      steps: it.steps.filter((link) => link.step <= it.step),
    },
    expected: it.version,
    reasons: [],
    notices: [{ ...CARD, reason: 'resolved' }],
    routine: 'resume',
    say: [],
    resolvedBy: byId,
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
  }
}

/** Where somebody else may hold the phone: neither danger nor a call at once is mentioned. */
const DISCREET: ReadonlySet<ReasonClass> = new Set(['violence', 'threat'])
/** The citizen was not told of a case like this, and is not when it is seen. */
const UNTOLD: ReadonlySet<ReasonClass> = new Set(['drop', 'quiet'])

const seenBy = ({ reasons, level }: Case, caseworker: string): Say[] => {
  const classes = reasons.map((reason) => reason.class)
  if (classes.every((it) => UNTOLD.has(it))) return []
  const key =
    classes.some((it) => DISCREET.has(it)) || classes.every((it) => it === 'asked-for-human')
      ? 'help.acknowledged'
      : level === 'acute'
        ? 'safety.acknowledged.acute'
        : 'safety.acknowledged'
  return [{ key, params: { caseworker } }]
}
