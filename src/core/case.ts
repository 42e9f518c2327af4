import type { Language } from './citizen.ts'
import type { ReasonClass } from './heard.ts'

export const CASE_LEVELS = ['acute', 'today', 'soon'] as const
export type CaseLevel = (typeof CASE_LEVELS)[number]
export type CaseState = 'open' | 'acknowledged' | 'snoozed' | 'resolved'

/** How the citizen wants to be contacted. */
export type Wish = 'ring' | 'sms' | 'wait'

export const OUTCOMES = ['reached-by-phone', 'met', 'passed-on', 'wrong-alarm'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Was a closed case put into the case file? */
export const FILED = ['filed', 'not-relevant'] as const
export type Filed = (typeof FILED)[number]

export interface CaseReason {
  class: ReasonClass
  at: Temporal.Instant
  /** A colleague has raised it: the citizen has told us nothing, and is told nothing. */
  byHand?: true
}

/** One link of the chain that was, or will be, told. */
export interface CaseStep {
  step: number
  role: 'caseworker' | 'cover' | 'lead' | 'duty'
  /** Caseworker id; null for a duty phone that belongs to nobody. */
  who: string | null
  at: Temporal.Instant
}

/** One person's need for a person. At most one unresolved case per citizen. */
export interface Case {
  id: string
  citizenId: string
  alias: string
  level: CaseLevel
  state: CaseState
  /** Bumped by every change; a job or a button that carries another version does nothing. */
  version: number
  /** Index into the chain; 0 is the caseworker. */
  step: number
  reasons: CaseReason[]
  assigneeId: string
  wish: Wish | null
  /** What the citizen told of danger in, where that is not their own: so is what is said about it. */
  language: Language | null
  raisedAt: Temporal.Instant
  acknowledgedAt: Temporal.Instant | null
  acknowledgedBy: string | null
  snoozedUntil: Temporal.Instant | null
  resolvedAt: Temporal.Instant | null
  outcome: string | null
  filed: Filed | null
  /** Open, and waits until here with the assignee, who is in a meeting. */
  meetingUntil: Temporal.Instant | null
  /** Acknowledged, and when they were asked whether they are still on it; null: not since they last said so. */
  askedAt: Temporal.Instant | null
  /**
   * When something happens by itself; null only when resolved. Open: the next person is told. Snoozed: it is open again.
   * Acknowledged: who has it is asked whether they are still on it, or, asked already, it goes to the next.
   */
  nextStepAt: Temporal.Instant | null
  steps: CaseStep[]
}

/** What happened with a case beside its reasons; the words for each are `staff.event.<what>`. */
export const CASE_EVENTS = [
  'told',
  'meeting',
  'meeting-over',
  'snoozed',
  'woke',
  'acknowledged',
  'asked',
  'still-on-it',
  'unacknowledged',
  'silent',
  'reopened',
  'resolved',
  'repaired',
  'wrote',
  'handed-back',
  'handed-over',
  'on-behalf',
] as const

export interface CaseEvent {
  what: (typeof CASE_EVENTS)[number]
  at: Temporal.Instant
  /** Caseworker id; null for the duty phone, or for nobody. */
  who: string | null
  /** `snoozed`, `meeting`: until when. */
  until?: Temporal.Instant
  /** `told`: in which role. */
  role?: CaseStep['role']
}
