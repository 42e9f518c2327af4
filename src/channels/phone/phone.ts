import { z } from 'zod'
import type { Inbound } from '../../core/traffic.ts'
import type { Clock } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { type Channel, MalformedInbound } from '../channel.ts'

/** What is sent is as long as Telegram allows; what comes in may be as long as the door takes. */
const MAX_TEXT = 4096

/** What the browser posts. `id` makes a repeated POST the same event. */
const post = z.object({
  text: z.string().min(1),
  id: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
})

/** As much as an alias can be; it is part of what is stored about the event. */
const ALIAS = /^[\p{L}\p{N}_-]{1,64}$/u

export interface PhoneChannel extends Channel {
  /** `POST /phone/<alias>/messages` as Inbound. Throws MalformedInbound (400). */
  translate(alias: string, body: unknown): Inbound
}

/**
 * The simulator in the browser. The phone shows the outbox itself, so a message is on it as soon as its row exists:
 * there is nothing to send and nothing that can fail.
 */
export const createPhone = ({ clock }: { clock: Clock }): PhoneChannel => ({
  kind: 'phone',
  limits: { perSecond: 0, perAddress: 0, maxText: MAX_TEXT },
  concurrency: 64,

  async send({ address, message }) {
    if (address === '') return { outcome: 'refused', reason: 'unknown-number' }
    if (message.text.length > MAX_TEXT) return { outcome: 'refused', reason: 'too-long' }
    return { outcome: 'sent', delivered: true }
  },

  translate(alias, body) {
    const parsed = post.safeParse(body)
    if (!parsed.success)
      throw new MalformedInbound(
        'phone',
        parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`),
      )
    const { text, id = newId() } = parsed.data
    if (!ALIAS.test(alias)) throw new MalformedInbound('phone', ['alias: format'])
    return {
      channel: 'phone',
      // Two phones may well post the same id.
      eventId: `${alias}.${id}`,
      address: alias,
      kind: 'text',
      text: text.toWellFormed(),
      receivedAt: clock.now(),
    }
  },
})
