import type { ChannelKind } from '../core/citizen.ts'
import type { VoiceRef } from '../core/opinion.ts'
import type { Inbound, Outgoing, SendResult } from '../core/traffic.ts'

/** What the provider allows. The dispatcher keeps to it; the channel itself neither waits nor counts. */
export interface ChannelLimits {
  /** Messages a second in all; 0: as many as you like. */
  perSecond: number
  /** Messages a second to one address; 0: as many as you like. */
  perAddress: number
  /** UTF-16 units of text in one message; a longer one is refused with `too-long`. */
  maxText: number
}

/**
 * One way to reach a citizen. A channel carries, it does not think: it verifies the sender, translates, sends, and
 * classifies the provider's answer by a table. No wording, no rule, no database.
 */
export interface Channel {
  readonly kind: ChannelKind
  readonly limits: ChannelLimits
  /** Calls worth having in flight at once. */
  readonly concurrency: number
  /**
   * Asks the provider once. Never throws and always ends in bounded time: what is not known to be final is `retry`.
   * It does not retry by itself: whoever holds the lease decides.
   */
  send(outgoing: Outgoing): Promise<SendResult>
  /**
   * Tidies up what the answered question looks like (its buttons go, the choice shows). Best effort, after the
   * commit; never throws and nobody waits for it.
   */
  settle?(inbound: Inbound, settled: Settled): Promise<void>
  /** Fetches what was said; undefined when it is too large, gone, or not to be had in time. Never throws. */
  fetchVoice?(voice: VoiceRef, signal: AbortSignal): Promise<Sound | undefined>
}

export interface Sound {
  sound: Uint8Array<ArrayBuffer>
  /** A MIME type. */
  type: string
}

/** What became of an inbound event, as far as its looks go. */
export interface Settled {
  /** The question it answered. Missing: it answered none (an old button), so nothing is edited. */
  question?: {
    /** The provider's id of the question's message; not needed for a tap, which carries it. */
    providerId?: string
    /** The question's words and the label of the choice. Without them the buttons go and the words stay. */
    text?: string
    chosen?: string
  }
  /** A short line shown over the chat for a moment; rendered by the caller. */
  toast?: string
}

/** What came in cannot be read. `statusCode` is what the HTTP side answers. */
export class MalformedInbound extends Error {
  override readonly name = 'MalformedInbound'
  readonly statusCode = 400
  readonly channel: ChannelKind
  /** Where it is wrong, without the content. */
  readonly problems: readonly string[]
  constructor(channel: ChannelKind, problems: readonly string[]) {
    super(`${channel}: the inbound event cannot be read (${problems.join('; ')})`)
    this.channel = channel
    this.problems = problems
  }
}

/** What came in was not sent by the provider: a wrong or missing signature or secret. */
export class NotGenuine extends Error {
  override readonly name = 'NotGenuine'
  readonly statusCode = 401
  readonly channel: ChannelKind
  constructor(channel: ChannelKind) {
    super(`${channel}: the inbound event is not signed by the provider`)
    this.channel = channel
  }
}
