import type { Filed, Outcome } from '../../core/case.ts'
import type { CasePage, Draft } from '../../core/case-page.ts'
import type { Clock } from '../../lib/clock.ts'

type Language = 'da' | 'en'

/** Who has come in by a link, to look at whom. */
export interface Entered {
  what: 'case' | 'export' | 'invite'
  who: { id: string; name: string; language: Language }
  citizenId: string
  caseId: string | null
  /** The page is closed from here on. */
  until: Temporal.Instant
}

/** `open`: made for this colleague, and waits for the code. `session`: this browser has given it. */
export type Looked =
  | { state: 'open'; what: Entered['what']; who: { name: string; language: Language } }
  | { state: 'session'; entered: Entered }
  | { state: 'dead' }

/** What became of an action. `text` is the key of a sentence, under `staff`. */
export type Acted = { done: true } | { done: false; text: string; params?: Record<string, string> }

/** What a citizen is shown to join by. Made anew for each look: nothing of it is stored but a hash. */
export interface Invitation {
  alias: string
  /** As it goes by SMS. */
  text: string
  /** What the QR says: a link or an SMS. */
  code: string
}

/** What stands behind the pages that links lead to. Every call asks anew whether the colleague still may. */
export interface CaseDoor {
  clock: Pick<Clock, 'now'>
  /** IANA zone of the times that are shown. */
  zone: string
  /** Cookies go over HTTPS only. */
  secure: boolean
  /** Hours until the companion begins again by itself. */
  silenceHours: number
  text(key: string, params: Record<string, string | number>, language: Language): string
  /** The highest value of an instrument's first item, or of its score. */
  top(instrument: string): number
  look(token: string, session: string | undefined): Promise<Looked>
  use(token: string, code: string): Promise<{ done: true; session: string } | { done: false; left: number }>
  /** Undefined: they may not (any more). That they looked is logged. */
  page(entered: Entered): Promise<CasePage | undefined>
  /** Undefined: they may not, or the citizen has joined. */
  invitation(entered: Entered): Promise<Invitation | undefined>
  draft(entered: Entered, text: string): Promise<({ ok: true } & Draft) | { ok: false; why: string }>
  send(entered: Entered, message: { id: string; text: string }): Promise<Acted>
  handBack(entered: Entered): Promise<Acted>
  acknowledge(entered: Entered, version: number): Promise<Acted>
  resolve(
    entered: Entered,
    how: { outcome: Outcome; filed?: Filed; assessed?: boolean; version: number },
  ): Promise<Acted>
  /** Undefined: they may not (any more). That it was taken is logged. */
  file(entered: Entered, format: 'pdf' | 'json'): Promise<{ name: string; type: string; body: Buffer } | undefined>
}
