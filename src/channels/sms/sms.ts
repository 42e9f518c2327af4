import type { DeliveryStatus, Inbound } from '../../core/traffic.ts'
import type { Channel } from '../channel.ts'
import type { GatewayCall, SmsGateway } from './gateway.ts'
import { toE164 } from './number.ts'
import { renderForSms } from './render.ts'
import { segmentsOf } from './text.ts'

export interface SmsOptions {
  gateway: SmsGateway
  /** The number, or the name of at most eleven letters, that messages come from: `SMS_FROM`. */
  from: string
  /** Messages a second, `SMS_RATE`; 0: unlimited. */
  rate: number
}

export interface SmsChannel extends Channel {
  readonly gateway: SmsGateway['name']
  /** A webhook call with a person's message. Throws NotGenuine (401), MalformedInbound (400); undefined: ignored. */
  inbound(call: GatewayCall): Inbound | undefined
  /** A webhook call with a delivery status. Throws like `inbound`; undefined: nothing new. */
  status(call: GatewayCall): DeliveryStatus | undefined
  close(): Promise<void>
}

/** SMS by whichever gateway. What goes out is one text: normalised, counted, with its choices in words. */
export const createSmsChannel = ({ gateway, from, rate }: SmsOptions): SmsChannel => {
  const maxText = gateway.maxSegments * 153
  return {
    kind: 'sms',
    gateway: gateway.name,
    limits: { perSecond: rate, perAddress: 0, maxText },
    concurrency: 16,

    async send({ id, address, message }) {
      const to = toE164(address)
      if (to === undefined) return { outcome: 'refused', reason: 'unknown-number' }
      const text = renderForSms(message)
      if (text.trim() === '') return { outcome: 'refused', reason: 'rejected' }
      const { encoding, segments } = segmentsOf(text)
      if (segments > gateway.maxSegments) return { outcome: 'refused', reason: 'too-long' }
      const result = await gateway.send({ outboxId: id, to, from, text, encoding })
      return result.outcome === 'sent' ? { ...result, segments } : result
    },

    inbound: (call) => gateway.inbound(call),
    status: (call) => gateway.status(call),
    close: () => gateway.close(),
  }
}
