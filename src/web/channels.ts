import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { DeliveryStatus, Inbound } from '../core/traffic.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** One HTTP call from an SMS gateway; which parts prove that it is genuine is the gateway's matter. */
interface Call {
  url: string
  query: Readonly<Record<string, unknown>>
  headers: Headers
}

/** The providers that call us. One that is not configured has no route: 404. Their errors carry a `statusCode`. */
export interface ChannelDeps {
  telegram?: {
    channel: { webhook(headers: Headers, body: unknown, secret: string): Inbound | undefined }
    secret: string
    /** An update that failed. True: it is written down and must not come again. */
    failed(update: unknown, error: unknown): Promise<boolean>
  }
  kannel?: { inbound(call: Call): Inbound | undefined; status(call: Call): DeliveryStatus | undefined }
  /** Runs the turn; resolves when it is committed. */
  receive(inbound: Inbound): Promise<unknown>
  /** Writes down what became of a message. */
  delivery(status: DeliveryStatus): Promise<unknown>
}

/**
 * The providers' webhooks: verify and translate, then the turn, then 200. Anything that is not committed is not 200, so
 * that the provider comes again.
 */
export const channelRoutes = (
  app: FastifyInstance,
  { telegram, kannel, receive, delivery }: ChannelDeps,
  away: (error: unknown) => boolean,
): void => {
  if (telegram) {
    app.register(async (scope) => {
      // The secret is looked at before the body: what cannot be read arrives as nothing, and is judged there.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, parsed(String(body))))
      scope.post('/channels/telegram', async (request) => {
        let genuine = false
        try {
          const inbound = telegram.channel.webhook(request.headers, request.body, telegram.secret)
          genuine = true
          if (inbound) await receive(inbound)
        } catch (error) {
          // Telegram gives up by itself after a while, and nobody would know.
          genuine ||= error instanceof Error && error.name === 'MalformedInbound'
          if (!genuine || away(error) || !(await telegram.failed(request.body, error))) throw error
        }
        return {}
      })
    })
  }
  if (kannel) {
    // Kannel sends the body of our answer to the citizen unless `max-messages = 0`: so there is none.
    app.get('/channels/sms/kannel', async (request, reply) => {
      const inbound = kannel.inbound(callOf(request))
      if (inbound) await receive(inbound)
      return reply.type('text/plain').send('')
    })
    app.get('/channels/sms/kannel/status', async (request, reply) => {
      const status = kannel.status(callOf(request))
      if (status) await delivery(status)
      return reply.type('text/plain').send('')
    })
  }
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const callOf = ({ url, query, headers }: FastifyRequest): Call => ({ url, query: query as Call['query'], headers })
