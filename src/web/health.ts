import type { FastifyInstance } from 'fastify'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'

export interface HealthDeps {
  log: Log
  /** What must be there (postgres, queue, channels, …): each resolves when it is, and throws when it is away. */
  ready: Readonly<Record<string, () => Promise<unknown>>>
}

/** A part that has not answered by then counts as away, in milliseconds. */
const PATIENCE = 2_000

const bounded = (check: () => Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE)
  })
  return Promise.race([check(), late]).finally(() => clearTimeout(timer))
}

/** `GET /healthz`: the process lives. `GET /readyz`: what it needs is there; 503 names what is away. */
export const healthRoutes = (app: FastifyInstance, { log, ready }: HealthDeps): void => {
  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async (_request, reply) => {
    const names = Object.keys(ready)
    const results = await Promise.allSettled(names.map((name) => bounded(async () => ready[name]!())))
    const away = names.filter((_, index) => results[index]!.status === 'rejected')
    for (const [index, result] of results.entries())
      if (result.status === 'rejected') log.warn({ part: names[index], reason: sentence(result.reason) }, 'not ready')
    const parts = Object.fromEntries(names.map((name) => [name, away.includes(name) ? 'away' : 'ok']))
    if (away.length > 0) reply.code(503).header('retry-after', 5)
    return away.length > 0 ? { status: 'away', away, parts } : { status: 'ready', parts }
  })
}
