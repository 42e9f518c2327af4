import fastify, { type FastifyInstance } from 'fastify'
import { StartRefused } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { assetRoutes } from './assets.ts'
import type { CaseDoor } from './case/door.ts'
import { caseRoutes } from './case/routes.ts'
import { type ChannelDeps, channelRoutes } from './channels.ts'
import { consoleRoutes } from './console/routes.ts'
import type { ConsoleDeps } from './console/views.ts'
import { answerFault, handleErrors } from './errors.ts'
import { addSecurityHeaders } from './headers.ts'
import { type HealthDeps, healthRoutes } from './health.ts'
import { type Metrics, metricsRoutes } from './metrics.ts'
import { phoneRoutes } from './phone.ts'
import { type SlackDoor, slackRoutes } from './slack.ts'

export interface WebDeps {
  log: Log
  host: string
  /** 0: any free port. */
  port: number
  /** Does an error say that the database is away? Then the answer is 503 and the caller comes again. */
  away(error: unknown): boolean
  channels: ChannelDeps
  slack?: SlackDoor
  /** The pages that links in Slack lead to. */
  cases?: CaseDoor
  ready: HealthDeps['ready']
  metrics: Metrics
  /** Phones and console: only in a demo. Missing: their routes are not there. */
  demo?: ConsoleDeps
}

export interface Web {
  /** Resolves with the address once connections are taken. @throws StartRefused */
  listen(): Promise<{ url: string }>
  /** Lets running requests finish, for a few seconds at most. */
  stop(): Promise<void>
  /** For tests: the server without a socket. */
  readonly app: FastifyInstance
}

const BODY_LIMIT = 256 * 1024
/** How long running requests have, in milliseconds. */
const FAREWELL = 5_000

/** Everything this process answers over HTTP. Nothing listens before `listen`. */
export const createWeb = (deps: WebDeps): Web => {
  const { log, host, port, demo } = deps
  const app = fastify({ bodyLimit: BODY_LIMIT, routerOptions: { maxParamLength: 64, ignoreTrailingSlash: true } })
  addSecurityHeaders(app)
  handleErrors(app, deps)
  healthRoutes(app, deps)
  metricsRoutes(app, deps.metrics)
  channelRoutes(app, deps.channels, deps.away)
  if (deps.slack) slackRoutes(app, deps.slack)
  if (deps.cases) caseRoutes(app, deps.cases)
  assetRoutes(app)
  if (demo) {
    phoneRoutes(app, demo)
    consoleRoutes(app, demo, log)
  } else
    app.get('/', (request, reply) =>
      answerFault(request, reply, { status: 404, sentence: 'Makker is running. The console is only shown in a demo.' }),
    )

  return {
    app,
    async listen() {
      try {
        await app.listen({ host, port })
      } catch (cause) {
        throw refusal(cause, host, port)
      }
      const address = app.server.address()
      const taken = typeof address === 'object' && address ? address.port : port
      return {
        url: `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${taken}`,
      }
    },
    async stop() {
      const timer = setTimeout(() => app.server.closeAllConnections(), FAREWELL)
      await app.close()
      clearTimeout(timer)
    },
  }
}

const refusal = (cause: unknown, host: string, port: number): unknown => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE')
    return new StartRefused(`Port ${port} is taken on ${host}; stop what uses it, or set PORT to another.`, { cause })
  if (code === 'EACCES')
    return new StartRefused(`This user may not listen on port ${port}; set PORT to one above 1023.`, { cause })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartRefused(`HOST=${host} is not an address of this machine; set HOST to 127.0.0.1 or 0.0.0.0.`, {
      cause,
    })
  return cause
}
