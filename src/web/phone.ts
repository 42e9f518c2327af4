import type { FastifyInstance } from 'fastify'
import type { Choice, Rendered } from '../core/message.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Clock } from '../lib/clock.ts'
import { Refused } from './errors.ts'
import { onlyFromHere } from './guard.ts'

/** A message as the phone shows it. */
export interface PhoneMessage {
  id: string
  at: Temporal.Instant
  from: 'citizen' | 'makker' | 'person'
  text: string
  choices: readonly Choice[]
}

/** What became of one message, as far as the phone shows it. The turn's own result satisfies it. */
export type Received =
  | { outcome: 'answered'; replies: readonly { id: string; kind: string; message: Rendered }[] }
  | { outcome: 'duplicate' }
  | { outcome: 'stranger' }

export interface PhoneDeps {
  clock: Clock
  phone: { translate(alias: string, body: unknown): Inbound }
  receive(inbound: Inbound): Promise<Received>
  views: {
    /** Oldest first; undefined: there is no such phone. */
    phone(alias: string): Promise<readonly PhoneMessage[] | undefined>
  }
}

export const noSuchPhone = (alias: string): Refused => new Refused(404, `There is no phone with the alias ${alias}.`)

/** Writes as the citizen; answers after the commit with what came back. @throws Refused for an unknown alias */
export const writeAs = async (
  { clock, phone, receive }: Omit<PhoneDeps, 'views'>,
  alias: string,
  body: unknown,
): Promise<PhoneMessage[]> => {
  const result = await receive(phone.translate(alias, body))
  if (result.outcome === 'stranger') throw noSuchPhone(alias)
  if (result.outcome === 'duplicate') return []
  const at = clock.now()
  return result.replies.map(({ id, kind, message }) => ({
    id,
    at,
    from: kind === 'person' ? 'person' : 'makker',
    text: message.text,
    choices: message.choices,
  }))
}

/** Compiled once by Fastify: faster than JSON.stringify on small objects, and nothing else can slip out. */
const MESSAGES = {
  type: 'array',
  items: {
    type: 'object',
    required: ['id', 'at', 'from', 'text', 'choices'],
    properties: {
      id: { type: 'string' },
      at: { type: 'string' },
      from: { type: 'string' },
      text: { type: 'string' },
      choices: {
        type: 'array',
        items: {
          type: 'object',
          required: ['label', 'value'],
          properties: { label: { type: 'string' }, value: { type: 'string' } },
        },
      },
    },
  },
} as const

const shown = (messages: readonly PhoneMessage[]) =>
  messages.map((message) => ({ ...message, at: message.at.toString() }))

/** `GET` and `POST /phone/<alias>/messages`: only in a demo, only from this machine. */
export const phoneRoutes = (app: FastifyInstance, deps: PhoneDeps): void => {
  const options = { onRequest: onlyFromHere, schema: { response: { 200: MESSAGES } } }
  app.get<{ Params: { alias: string } }>('/phone/:alias/messages', options, async ({ params: { alias } }) => {
    const messages = await deps.views.phone(alias)
    if (!messages) throw noSuchPhone(alias)
    return shown(messages)
  })
  app.post<{ Params: { alias: string } }>('/phone/:alias/messages', options, async ({ params: { alias }, body }) =>
    shown(await writeAs(deps, alias, body)),
  )
}
