import type { Case } from './case.ts'
import type { NoticeReason } from './escalation.ts'

/** One message to people at work, with all that may leave: alias, level, reason classes, colleagues' names, a link. */
export interface StaffNotice {
  id: string
  kind: 'card' | 'direct' | 'phone'
  reason: NoticeReason
  /** How often it was tried, this time included. */
  attempts: number
  /** The duty phone was rung in this person's place already. */
  rung: boolean
  /** They could not be told while it called for somebody; now they hear how it stands. */
  late: boolean
  case: Case
  /** Null: the team's channel or the duty phone. */
  to: { id: string; name: string; slack: string } | null
  /** Of the person it goes to; of a card, of the citizen's caseworker. */
  language: 'da' | 'en'
  /** Names of everybody the case mentions, by caseworker id. */
  names: Record<string, string>
  resolvedBy: string | null
  /** How a person and the citizen write with each other; states and times only, never words. */
  talk: {
    /** The citizen has answered, and nobody has answered them yet. */
    answeredAt: Temporal.Instant | null
    /** The companion is silent until then, for this caseworker; null: it is not, or not any more. */
    until: Temporal.Instant | null
    who: string | null
    /** State of the last message a colleague wrote in this case. */
    message: string | null
  }
  /** Who is on duty by the rota: where they are rung, and what they answer with. */
  duty: { number: string | null; code: string | null }
  /** The team's own channel; null: the configured one. */
  channel: string | null
  /** Where the card is, once it was posted. */
  card: { channel: string; ts: string } | null
}
