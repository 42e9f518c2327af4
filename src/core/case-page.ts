import type { Access } from './access.ts'
import type { Case, CaseEvent } from './case.ts'
import type { ChannelKind, CitizenStatus, Language } from './citizen.ts'
import type { MessageState } from './message.ts'
import type { PlanEvery } from './plan-times.ts'

/** A check-in as a colleague reads it. `score` where the instrument has one and it is finished. */
export interface PageResult {
  instrument: string
  answers: readonly (number | null)[]
  score: number | null
  completedAt: Temporal.Instant | null
}

/** A reason of the case with what the citizen wrote or answered at that very moment. */
export interface Trigger {
  class: Case['reasons'][number]['class']
  at: Temporal.Instant
  /** Their words; null: it was not words, or they are not stored. */
  words: string | null
  /** Said aloud, and written down by a machine: a word may be wrong. */
  spoken?: true
  checkIn: PageResult | null
}

/** How a person's talk with the citizen stands. */
export interface Talk {
  /** The companion is silent until here. */
  until: Temporal.Instant | null
  /** Caseworker id. */
  personId: string | null
  /** Since when an answer waits. */
  answeredAt: Temporal.Instant | null
  routineStopped: boolean
}

export interface PagePlanItem {
  what: string
  place: string | null
  startsAt: Temporal.Instant
  startsLocal: string
  every: PlanEvery | null
  answers: readonly { occurrence: string; answer: 'ok' | 'no' | 'bus'; at: Temporal.Instant }[]
}

export interface PageMessage {
  direction: 'in' | 'out'
  kind: string
  state: MessageState | 'received'
  reason: string | null
  dueAt: Temporal.Instant
  sentAt: Temporal.Instant | null
  deliveredAt: Temporal.Instant | null
  text: string | null
}

/** Everything a colleague with this access sees of a citizen. What they may not see is empty: it was not read. */
export interface CasePage {
  access: Access
  case: Case | undefined
  /** What happened with the case beside its reasons, the oldest first. */
  events: readonly CaseEvent[]
  citizen: {
    id: string
    alias: string
    name: string
    language: Language
    status: CitizenStatus
    zone: string
    /** A caseworker's id. */
    caseworker: string
    caseRef: string | null
  }
  /** In the order they are tried, with where they lead. */
  addresses: readonly { channel: ChannelKind; state: string; address: string }[]
  triggers: readonly Trigger[]
  /** Finished, the oldest first. */
  results: readonly PageResult[]
  /** The next first. */
  plan: readonly PagePlanItem[]
  hasSafetyPlan: boolean
  /** The last ones, the oldest first. */
  messages: readonly PageMessage[]
  talk: Talk
  /** Names of colleagues by id. */
  names: Readonly<Record<string, string>>
}

/** A person's words as the citizen will have them, before they are sent. */
export interface Draft {
  /** Of the row it will be: pressed twice, it is sent once. */
  id: string
  /** With the sender's first name in front, and without numbers that were taken out. */
  text: string
  /** Something was taken out. */
  masked: boolean
  channel: ChannelKind
  language: Language
  /** Of an SMS; null elsewhere. */
  segments: number | null
  /** About, in kroner; null where it costs nothing. */
  price: number | null
}
