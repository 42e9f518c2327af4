import type { DeliveryStatus, Inbound, SendResult } from '../../core/traffic.ts'
import type { SmsEncoding } from './text.ts'

/** One SMS for a gateway to carry; everything in it is decided. */
export interface Sms {
  outboxId: string
  /** E.164. */
  to: string
  /** A number, or up to eleven letters (which nobody can answer). */
  from: string
  text: string
  encoding: SmsEncoding
}

/** One HTTP call from a gateway. Which parts carry the proof that it is genuine is the gateway's own matter. */
export interface GatewayCall {
  /** Path and query as received: Twilio signs it. */
  url: string
  query: Readonly<Record<string, unknown>>
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The parsed body, if any. */
  body?: unknown
}

/** One provider of SMS. It verifies, translates and classifies; what an SMS looks like is not its business. */
export interface SmsGateway {
  readonly name: 'kannel' | 'twilio' | 'gatewayapi'
  /** The longest message it carries, in segments. */
  readonly maxSegments: number
  /** Asks once. Never throws and ends in bounded time. */
  send(sms: Sms): Promise<SendResult>
  /** A person's message; undefined: none of our business. Throws NotGenuine (401) first, then MalformedInbound (400). */
  inbound(call: GatewayCall): Inbound | undefined
  /** What became of a message; undefined: nothing new. Throws like `inbound`. */
  status(call: GatewayCall): DeliveryStatus | undefined
  close(): Promise<void>
}
