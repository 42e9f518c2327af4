import type { Inbound } from '../core/traffic.ts'

/** As `newToken` makes them; a word of 24 letters is none (a token without a capital or digit inside is as good as never made). */
const TOKEN = /^(?=.+[A-Z\d])[A-Za-z0-9][\w-]{23}$/

/** The invitation token in what was sent: Telegram's `/start <token>`, or the token as the whole message. */
export const tokenIn = (inbound: Inbound): string | undefined => {
  const text = inbound.text
    .trim()
    .replace(/^\/start\s+/i, '')
    // A full stop copied along from the invitation's text.
    .replace(/[.,]$/, '')
  return TOKEN.test(text) ? text : undefined
}
