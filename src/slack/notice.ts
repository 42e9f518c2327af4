import type { Case } from '../core/case.ts'
import type { CaseTask } from '../core/case-task.ts'
import type { Language } from '../core/citizen.ts'

/** A text for colleagues, by its key in `content/messages`. */
export type Text = (key: string, params: Record<string, string | number>, language: Language) => string

/** All that may leave in one message. */
export type { StaffNotice as Notice } from '../core/staff-notice.ts'

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
  /** The case in the console. */
  caseUrl(caseId: string): string
  /** What the employee must do themselves in this case. */
  task?(it: Case): CaseTask | undefined
}

/** The same words in the language of the one who reads them. */
export const wordingFor = (w: Wording, language: Language): Wording => ({ ...w, language })
