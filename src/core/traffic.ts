import type { Removed } from '../lib/mask.ts'
import type { ChannelKind } from './citizen.ts'
import type { Rendered } from './message.ts'
import type { VoiceRef } from './opinion.ts'

/** One inbound event, verified and translated by its channel. */
export interface Inbound {
  channel: ChannelKind
  /** The provider's own id of the event; (channel, eventId) is handled exactly once. */
  eventId: string
  /** The sender as the provider names it: chat id, E.164 number, alias on the phone. */
  address: string
  kind: 'text' | 'choice' | 'start' | 'edited' | 'voice' | 'other' | 'blocked' | 'unblocked'
  /** Free text, or the invitation token for `start`, or ''. Whole, as long as the door takes (256 KB): what matters may come last. */
  text: string
  /** What was taken out of the text at the door, before anybody looked at it. */
  removed?: readonly Removed[]
  /** The value of a tapped choice. */
  value?: string
  /** The provider's id of the message that carried the tapped choice: an older question's button answers nothing. */
  onMessage?: string
  /** The outbox id of the question whose button was tapped, where the button carries it. */
  question?: string
  /** What was said, where it can be fetched. */
  voice?: VoiceRef
  receivedAt: Temporal.Instant
}

/** What a channel is asked to send. */
export interface Outgoing {
  /** Outbox id: the provider's idempotency or reference where it has one. */
  id: string
  address: string
  message: Rendered
}

/** Why a provider will say no however often we ask. */
export type Refusal = 'blocked' | 'unknown-number' | 'rejected' | 'too-long'

/** What became of one send. `retry` leaves the row queued; `notBefore` pauses the whole channel (429). */
export type SendResult =
  | { outcome: 'sent'; providerId?: string; delivered?: boolean; segments?: number }
  | { outcome: 'refused'; reason: Refusal }
  | { outcome: 'retry'; reason: string; notBefore?: Temporal.Instant }

/** A provider's later word on a message. */
export interface DeliveryStatus {
  channel: ChannelKind
  /** Our outbox id or the provider's id. */
  ref: { outboxId: string } | { providerId: string }
  state: 'sent' | 'delivered' | 'failed'
  reason?: Refusal | string
}
