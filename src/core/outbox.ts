import type { ChannelKind, Language } from './citizen.ts'
import type { MessageKind, Say } from './message.ts'

/** A row leased to this process with its batch, and all that is needed to put it into words and send it. Sealed values stay sealed. */
export interface Claimed {
  id: string
  citizenId: string
  kind: MessageKind
  attempts: number
  /** The batch it was claimed with. */
  leaseId: string
  /** The words: references, the same sealed, or rendered already (which wins). */
  say: Say[] | null
  saySealed: Buffer | null
  textSealed: Buffer | null
  channel: ChannelKind
  channelId: string
  addressSealed: Buffer
  language: Language
  zone: string
  nameSealed: Buffer | null
  caseworker: { name: string; phone: string | null }
}

export interface ClaimOptions {
  /** The process that sends. */
  by: string
  now: Temporal.Instant
  leaseUntil: Temporal.Instant
  limit: number
  /** Messages a second of each channel that can send; 0: no limit. */
  rates: ReadonlyMap<ChannelKind, number>
  /** A conversation with no word for this long is not running any more. */
  idle: Temporal.Duration
  /** The local date on which somebody at work reads what is answered now. */
  readOn(zone: string): string
}

export interface ClaimResult {
  /** The batch; given up with `land` when everything of it has been sent or refused. */
  leaseId: string | null
  claimed: Claimed[]
  /** Rows leased, put off or ended: when 0, only waiting helps. */
  moved: number
  /** A colleague's own words were given up. */
  lost: boolean
  /** Some channel may not send more just now. */
  throttled: boolean
}

/** A row about to be sent. `mark` is an HMAC of its text. */
export interface Sending {
  id: string
  citizenId: string
  kind: MessageKind
  channel: ChannelKind
  channelId: string
  /** The batch it was claimed with; null: the row itself is leased, by the turn that wrote it. */
  leaseId: string | null
  /** Null: it is stored already. */
  textSealed: Buffer | null
  mark: Buffer
}

/** What became of a send, ready to be written. */
export interface Outcome {
  id: string
  state: 'sent' | 'delivered' | 'failed' | 'queued' | 'unknown'
  reason: string | null
  providerId: string | null
  segments: number | null
  /** When it is tried again; only with `queued`. */
  dueAt: Temporal.Instant | null
  /** The try did not count: the provider asked for silence, or another channel takes over. */
  free: boolean
  /** Put into words anew at the next claim, because another channel words it differently. */
  reword: boolean
}
