import type { Case } from '../core/case.ts'
import type { Language } from '../core/citizen.ts'

/** A text for colleagues, by its key in `content/messages`. */
export type Text = (key: string, params: Record<string, string | number>, language: Language) => string

/** One message to people at work, with all that may leave: alias, level, reason classes, colleagues' names, a link. */
export interface Notice {
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

/** What became of one attempt. `refused`: it will not work this way however often we ask; another way is taken. */
export type NoticeResult =
  | { outcome: 'sent'; card?: { channel: string; ts: string } }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'retry'; reason: string; afterSeconds?: number }

/** What the words of a card or message are made with. */
export interface Wording {
  text: Text
  language: Language
  /** IANA zone of the times that are shown. */
  zone: string
  /** The name of the duty phone in "… is told at …", usually its number. */
  duty?: string
  /** The case in the console. */
  caseUrl(caseId: string): string
}
