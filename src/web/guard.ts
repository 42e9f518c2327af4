import type { FastifyRequest } from 'fastify'

/** The request may not come in. `statusCode` is what is answered; the message is a sentence for who asked. */
export class NotFromHere extends Error {
  override readonly name = 'NotFromHere'
  readonly statusCode = 403
}

const LOOPBACK_PEER = /^(?:127\.|::1$|::ffff:127\.)/
/** Any port: another name is what an attacker's rebound domain has; the port is the same anyway. */
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * The phones and the console show and do everything without a login, so only this machine's own browser and tools may
 * use them. @throws NotFromHere
 * - The socket is loopback and no proxy stands in between (a tunnel for webhooks would open the door to the world).
 * - The host is a loopback name: a web page whose domain was rebound to 127.0.0.1 sends its own name.
 * - The page that asks is ours. `Sec-Fetch-Site` cannot be set by a page, so it decides where the browser sends it; a
 *   form of ours has the origin `null`, because pages send no referrer.
 */
export const onlyFromHere = async ({ socket, headers, method, url }: FastifyRequest): Promise<void> => {
  if (!LOOPBACK_PEER.test(socket.remoteAddress ?? '') || headers['x-forwarded-for'] || headers.forwarded)
    throw new NotFromHere('This is only shown to a browser on the same machine.')
  const host = headers.host ?? ''
  if (!LOOPBACK_HOST.test(host))
    throw new NotFromHere('This is only shown under localhost or 127.0.0.1, not under another name.')
  const site = headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  if (site !== undefined) {
    // A link from somewhere else may open the page; it may not read or do anything.
    const opens = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && /^\/(?:\?|$)/.test(url)
    if (!opens) throw new NotFromHere('Another web page may not ask for this.')
  } else if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    throw new NotFromHere('Another web page may not ask for this.')
}
