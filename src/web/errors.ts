import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../lib/log.ts'
import { type Html, html } from './html.ts'

/** What a client is told: a status and one sentence. */
export interface Fault {
  status: number
  sentence: string
  /** Seconds after which it may go well. */
  retryAfter?: number
}

/** A request that asks for something wrong, in one sentence. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly statusCode: number
  constructor(statusCode: number, sentence: string) {
    super(sentence)
    this.statusCode = statusCode
  }
}

/** Fastify's own codes, in our words. */
const BY_CODE: Record<string, Fault> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, sentence: 'The body is over 256 KB.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 400, sentence: 'The body must be application/json.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, sentence: 'The body is empty; it must be JSON.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, sentence: 'The body is not JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, sentence: 'The body is not as long as it says.' },
}

/** Errors of other rooms that carry no status: nothing was stored, and asking again goes well. */
const BY_NAME: Record<string, Fault> = {
  TurnBusy: { status: 503, sentence: 'This citizen writes from several places at once; try again.', retryAfter: 1 },
}

const AWAY: Fault = { status: 503, sentence: 'The database is away; nothing was stored. Try again.', retryAfter: 5 }
const OURS: Fault = { status: 500, sentence: 'Something went wrong here. It was written down.' }

/** What an error means to who asked. `away`: does it say that the database is away? */
export const faultOf = (error: unknown, away: (error: unknown) => boolean): Fault => {
  if (away(error)) return AWAY
  if (!(error instanceof Error)) return OURS
  const known = ('code' in error && BY_CODE[String(error.code)]) || BY_NAME[error.name]
  if (known) return known
  if (!('statusCode' in error) || typeof error.statusCode !== 'number') return OURS
  const status = error.statusCode
  return status >= 400 && status < 500
    ? { status, sentence: error.message }
    : { ...OURS, status: Math.max(500, status) }
}

/** Where it happened, without the message: that may quote what a person wrote. */
const whereOf = (error: unknown): Record<string, unknown> =>
  error instanceof Error
    ? {
        error: error.name,
        ...('code' in error && { code: error.code }),
        at: error.stack
          ?.split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 4)
          .map((line) => line.trim()),
      }
    : { error: typeof error }

/** A page of one sentence, in the browser's own look and ours. */
export const smallPage = (language: string, title: string, sentence: string): Html => html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Makker</title><link rel="stylesheet" href="/assets/console.css"></head>
<body class="small"><main><h1>${title}</h1><p>${sentence}</p></main></body>
</html>`

const wantsPage = (request: FastifyRequest): boolean => request.headers.accept?.includes('text/html') === true

/** One sentence: as JSON, as a line in the open console, or as a small page. */
export const answerFault = (request: FastifyRequest, reply: FastifyReply, fault: Fault): FastifyReply => {
  reply.code(fault.status)
  if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter)
  if (request.headers['hx-request']) {
    reply.headers({ 'hx-retarget': '#notice', 'hx-reswap': 'innerHTML' })
    return reply.type('text/html; charset=utf-8').send(html`<p>${fault.sentence}</p>`.text)
  }
  if (wantsPage(request))
    return reply.type('text/html; charset=utf-8').send(smallPage('en', String(fault.status), fault.sentence).text)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify({ error: fault.sentence }))
}

/** The doors that citizens' words come in by. */
const HEARS = /^\/(?:channels|phone|console\/phones)\//

export const handleErrors = (
  app: FastifyInstance,
  { log, away }: { log: Log; away(error: unknown): boolean },
): void => {
  app.setErrorHandler((error, request, reply) => {
    const fault = faultOf(error, away)
    if (fault.status >= 500)
      // The route's pattern, not its URL: that carries secrets and texts.
      log.error({ ...whereOf(error), route: request.routeOptions.url, status: fault.status }, 'a request failed')
    else if (HEARS.test(request.routeOptions.url ?? '') && fault.status !== 401)
      // Somebody's words, or a provider's call whose answer no person sees: not without a trace.
      log.warn({ ...whereOf(error), at: undefined, route: request.routeOptions.url, status: fault.status }, 'refused')
    return answerFault(request, reply, fault)
  })
  app.setNotFoundHandler((request, reply) =>
    answerFault(request, reply, { status: 404, sentence: 'There is nothing here.' }),
  )
}
