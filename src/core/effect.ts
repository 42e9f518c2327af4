import type { CaseLevel, Wish } from './case.ts'
import type { CitizenStatus, Language, LocalTime } from './citizen.ts'
import type { ReasonClass, RiskLevel } from './heard.ts'
import type { SafetyPlan } from './safety-plan.ts'

/** What a turn changes beside the conversation. Carried out in the turn's own atomic write, by `db/effects.ts`. */
export type Effect =
  | { do: 'set-language'; language: Language }
  | { do: 'set-plan-time'; at: LocalTime }
  /**
   * `active` also arms the reminder jobs; `stopped` cancels all that is unsent and unasked. `resumeAt` is when a pause
   * is to end; its follow-up is an effect of its own.
   */
  | { do: 'set-status'; status: CitizenStatus; resumeAt?: Temporal.Instant }
  /** `answers` so far; `score` only when complete. The conversation's first answer makes it `started`. */
  | {
      do: 'record-check-in'
      checkInId: string
      state: 'started' | 'completed'
      answers: (number | null)[]
      score?: number
    }
  | { do: 'record-exercise'; exercise: string; before?: number; after?: number }
  /** The citizen's own plan as it is now; one without a part left is none. */
  | { do: 'save-safety-plan'; plan: SafetyPlan }
  | { do: 'answer-plan-item'; itemId: string; occurrence: string; answer: 'ok' | 'no' | 'bus' }
  /** Raises or merges the citizen's case. `language`: as in `Case`; left out, nothing is known of it. */
  | { do: 'raise'; level: CaseLevel; class: ReasonClass; risk?: RiskLevel; language?: Language | null }
  /** Routine messages stop until a person hands back or resolves. */
  | { do: 'stop-routine' }
  /** How the citizen would like to be contacted, shown on the card. */
  | { do: 'wish'; wish: Wish }
  /** A line for the caseworker's digest and the case view; never a case. */
  | { do: 'tell-caseworker'; what: StaffNote; detail?: string }
  /** The inbound text is kept for the caseworker to read. */
  | { do: 'keep-text' }
  /** It answers the person who writes with the citizen: they are told, at the first such word. */
  | { do: 'answer-person' }
  /** The provider told us that the citizen closed, or opened, this channel. */
  | { do: 'channel-state'; state: 'ok' | 'blocked' }
  /** This address is somebody else's: it is unlinked and everything to it stops. */
  | { do: 'wrong-number' }
  | { do: 'follow-up'; kind: FollowUpKind; ref: string; dueAt: Temporal.Instant; payload?: Record<string, unknown> }
  | { do: 'cancel-follow-ups'; ref: string }
  /** No question is open any more: what a person has sent, and waited for that, leaves. */
  | { do: 'send-waiting' }

export const STAFF_NOTES = [
  'joined',
  'stopped',
  'started',
  'paused',
  'wrong-number',
  'absent',
  'missed-bus',
  'token-used',
  'undeliverable',
  'low-score',
  'drop',
  'quiet',
  'free-text',
  'needs',
] as const
export type StaffNote = (typeof STAFF_NOTES)[number]

/**
 * `nudge`, `expiry`: of an unanswered check-in (ref: its id). `chain`: the case's next step (ref: the case).
 * `resume`: the end of a pause (ref: the citizen). `quiet`: 14 days of silence (ref: the citizen).
 * `go-on`: what was interrupted is asked again after a person has handed back (ref: the citizen).
 */
export const FOLLOW_UP_KINDS = ['nudge', 'expiry', 'chain', 'resume', 'quiet', 'go-on'] as const
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]
