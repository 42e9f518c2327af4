import type { Case, CaseEvent, Filed, Outcome } from '../../core/case.ts'
import type { CaseTask } from '../../core/case-task.ts'
import type { ChannelKind, CitizenStatus, Language } from '../../core/citizen.ts'
import type { MessageState } from '../../core/message.ts'
import type { Snooze } from '../../core/snooze.ts'
import type { PhoneDeps } from '../phone.ts'

export interface CitizenView {
  id: string
  alias: string
  name: string
  language: Language
  status: CitizenStatus
  caseworkerName: string
}

export interface CaseworkerView {
  id: string
  name: string
  role: 'caseworker' | 'lead'
  team: string
}

export interface Town {
  /** Those with a phone in the browser. */
  citizens: readonly CitizenView[]
  caseworkers: readonly CaseworkerView[]
}

/** A line for Monday's digest. `what`: a StaffNote. */
export interface NoteView {
  id: string
  alias: string
  what: string
  at: Temporal.Instant
}

/** A message that left, or will not. `at`: when it was sent, or was due. */
export interface SentView {
  id: string
  at: Temporal.Instant
  alias: string | null
  channel: ChannelKind | null
  /** A MessageKind. */
  kind: string
  state: MessageState
  /** A code; null when there is nothing to say. */
  reason: string | null
}

/** Something to come. `what`: a job's name, a message's or a follow-up's kind. `why`: a code, such as `schedule`, `held`. */
export interface NextView {
  at: Temporal.Instant
  what: string
  alias: string | null
  why: string | null
}

/** Something that happened while the clock was moved; `what` as the jobs name it. */
export interface Happened {
  at: Temporal.Instant
  what: string
  alias: string | null
}

/** What became of a person's press. */
export type Acted =
  | { done: true }
  | { done: false; why: 'gone' | 'forbidden' | 'reopened' | 'acute' | 'unseen' | 'not-assessed' }
  | { done: false; why: 'too-late'; first: { name: string } | null }

export interface Views {
  town(): Promise<Town>
  phone: PhoneDeps['views']['phone']
  /** Unresolved, and those resolved lately; in any order. */
  cases(): Promise<readonly Case[]>
  /** What the employee must do themselves about a case. */
  task(it: Case): CaseTask | undefined
  /** What happened with these cases, by case, the oldest first. */
  events(caseIds: readonly string[]): Promise<ReadonlyMap<string, readonly CaseEvent[]>>
  /** What people at work could not be told yet. */
  failing(): Promise<readonly { alias: string | null; failure: string | null }[]>
  /** Newest first. */
  notes(): Promise<readonly NoteView[]>
  /** Newest first. */
  sent(limit: number): Promise<readonly SentView[]>
  /** The soonest first. */
  next(limit: number): Promise<readonly NextView[]>
}

/** What else a person can do with a case. */
export type OtherAct =
  | { do: 'snooze'; until: Snooze }
  | { do: 'meeting'; minutes: number }
  | { do: 'unacknowledge' | 'reopen' }

export interface Actions {
  /** `by`: a caseworker's id. `seenVersion`: of the case as it was drawn; what was raised since has not been seen. */
  acknowledge(caseId: string, by: string, seenVersion: number): Promise<Acted>
  /**
   * `seenVersion`: of the case as it was drawn; one that was opened anew since is not closed. `assessed`: where a child
   * may be at risk, that they have decided whether to notify.
   */
  resolve(
    caseId: string,
    by: string,
    how: { outcome: Outcome; filed: Filed; assessed: boolean },
    seenVersion: number,
  ): Promise<Acted>
  other(caseId: string, by: string, act: OtherAct, seenVersion: number): Promise<Acted>
  /** Moves the demo's clock; tells what fires on the way, and all of it at the end. */
  advance(to: Temporal.Instant, onFired: (happened: Happened) => void): Promise<readonly Happened[]>
}

export interface ConsoleDeps extends Omit<PhoneDeps, 'views'> {
  views: Views
  actions: Actions
  /** Something was committed, or a tick is over. */
  changes: { subscribe(listener: () => void): () => void }
  /** Words from the content folder, by key. */
  text(key: string, params: Record<string, string | number>, language: 'da' | 'en'): string
  zone: string
  municipality: string
}
