import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { DeliveryStatus, Inbound } from '../../core/traffic.ts'
import { MalformedInbound, NotGenuine } from '../channel.ts'
import type { GatewayCall } from './gateway.ts'
import { BY_DLR } from './kannel-answers.ts'
import { senderToE164 } from './number.ts'

/** Kannel's `%p`, `%b` and `%I`, as its `get-url` must name them. `to` (`%P`) is not looked at: we have one number. */
const message = z.object({ from: z.string().min(1), text: z.string(), id: z.string().min(1).max(200) })

const report = z.object({ message: z.string().min(1).max(200), status: z.string().regex(/^\d{1,3}$/) })

/** A person's message. Undefined: a sender that is no person's number. @throws NotGenuine, MalformedInbound */
export const readMessage = (call: GatewayCall, secret: string, receivedAt: Temporal.Instant): Inbound | undefined => {
  const { from, text, id } = read(message, call, secret)
  const address = senderToE164(from)
  if (address === undefined) return undefined
  return {
    channel: 'sms',
    // Postgres takes no NUL in a text.
    eventId: id.replaceAll('\0', '\ufffd'),
    address,
    kind: 'text',
    text: text.toWellFormed(),
    receivedAt,
  }
}

/** A delivery report. Undefined: nothing new, or about a message that is none of ours. @throws NotGenuine, MalformedInbound */
export const readReport = (call: GatewayCall, secret: string): DeliveryStatus | undefined => {
  const { message, status } = read(report, call, secret)
  const meaning = BY_DLR[Number(status)]
  // `message` is the outbox id that we put into `dlr-url`.
  return meaning && z.uuid().safeParse(message).success
    ? { channel: 'sms', ref: { outboxId: message }, ...meaning }
    : undefined
}

const read = <T>(shape: z.ZodType<T>, { query }: GatewayCall, secret: string): T => {
  if (!isSecret(query.secret, secret)) throw new NotGenuine('sms')
  const parsed = shape.safeParse(query)
  if (parsed.success) return parsed.data
  throw new MalformedInbound(
    'sms',
    parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'query'}: ${code}`),
  )
}

/** Compared by digest, so that neither content nor length shows in the time it takes. An empty secret matches nothing. */
const isSecret = (given: unknown, secret: string): boolean =>
  typeof given === 'string' && secret !== '' && timingSafeEqual(digest(given), digest(secret))

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
