import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

/** What pages load, all from here. Read when the server is made: a missing file stops the start, not a visitor. */
const files = (): Record<string, { from: URL; type: string }> => ({
  'console.css': { from: new URL('./assets/console.css', import.meta.url), type: 'text/css; charset=utf-8' },
  'case.css': { from: new URL('./assets/case.css', import.meta.url), type: 'text/css; charset=utf-8' },
  'console.js': { from: new URL('./assets/console.js', import.meta.url), type: 'text/javascript; charset=utf-8' },
  'htmx.js': {
    from: new URL(import.meta.resolve('htmx.org/dist/htmx.min.js')),
    type: 'text/javascript; charset=utf-8',
  },
})

/** `GET /assets/…`. Asked for again each time but sent only when changed: no stale page after an update. */
export const assetRoutes = (app: FastifyInstance): void => {
  for (const [name, { from, type }] of Object.entries(files())) {
    const body = readFileSync(from)
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    app.get(`/assets/${name}`, async (request, reply) => {
      reply.headers({ etag, 'cache-control': 'no-cache' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(body)
    })
  }
  // Browsers ask for it by themselves; the page has its own in the head.
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send())
}
