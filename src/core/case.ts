import type { ReasonClass } from './heard.ts'

export const CASE_LEVELS = ['acute', 'today', 'soon'] as const
export type CaseLevel = (typeof CASE_LEVELS)[number]
export type CaseState = 'open' | 'acknowledged' | 'snoozed' | 'resolved'

/** How the citizen wants to be contacted. */
export type Wish = 'ring' | 'sms' | 'wait'

export const OUTCOMES = ['reached-by-phone', 'met', 'passed-on', 'wrong-alarm'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface CaseReason {
  class: ReasonClass
  at: Temporal.Instant
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
  raisedAt: Temporal.Instant
  acknowledgedAt: Temporal.Instant | null
  acknowledgedBy: string | null
  snoozedUntil: Temporal.Instant | null
  resolvedAt: Temporal.Instant | null
  outcome: string | null
  nextStepAt: Temporal.Instant | null
  steps: CaseStep[]
}
