import type { Case } from './case.ts'

/** One message to people at work, with all that may leave: alias, level, reason classes, colleagues' names, a link. */
export interface StaffNotice {
  id: string
  kind: 'card' | 'direct' | 'phone'
  reason: string
  /** How often it was tried, this time included. */
  attempts: number
  case: Case
  /** Null: the team's channel or the duty phone. */
  to: { id: string; name: string; slack: string } | null
  /** Names of everybody the case mentions, by caseworker id. */
  names: Record<string, string>
  resolvedBy: string | null
  /** The team's own channel; null: the configured one. */
  channel: string | null
  /** Where the card is, once it was posted. */
  card: { channel: string; ts: string } | null
}
