import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

export interface Live {
  /** Keeps the answer open and says when something has changed. */
  join(reply: FastifyReply): void
  /** Something has changed that `subscribe` does not know of. */
  touch(): void
  close(): void
}

/** At most so often, in milliseconds: a burst of two thousand turns is one refresh. */
const EVERY = 200
/** Proxies and browsers give up a silent stream; in milliseconds. */
const BREATH = 25_000

/** Server-sent events for open consoles. Nothing is computed while nobody looks. */
export const createLive = (subscribe: (listener: () => void) => () => void): Live => {
  const clients = new Set<ServerResponse>()
  let unsubscribe: (() => void) | undefined
  let pending: NodeJS.Timeout | undefined
  let breath: NodeJS.Timeout | undefined

  const say = (text: string): void => {
    for (const client of clients) client.write(text)
  }
  const touch = (): void => {
    if (clients.size === 0 || pending) return
    pending = setTimeout(() => {
      pending = undefined
      say('event: changed\ndata:\n\n')
    }, EVERY)
  }
  const rest = (): void => {
    unsubscribe?.()
    clearInterval(breath)
    clearTimeout(pending)
    unsubscribe = breath = pending = undefined
  }

  return {
    touch,
    join(reply) {
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, { ...headersOf(reply), 'content-type': 'text/event-stream; charset=utf-8' })
      // The first line opens the stream in the browser; `retry` is how soon it comes back after a restart.
      raw.write('retry: 1000\n\n')
      clients.add(raw)
      unsubscribe ??= subscribe(touch)
      breath ??= setInterval(() => say(':\n\n'), BREATH)
      raw.on('close', () => {
        clients.delete(raw)
        if (clients.size === 0) rest()
      })
    },
    close() {
      rest()
      for (const client of clients) client.end()
      clients.clear()
    },
  }
}

/** A hijacked answer does not get the headers that hooks have set by itself. */
const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]))
