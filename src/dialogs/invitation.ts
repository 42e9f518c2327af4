import type { Inbound } from '../core/traffic.ts'

/** As `newToken` makes them. A long word may look like one, so it only counts where an invitation is expected. */
const TOKEN = /^[A-Za-z0-9][\w-]{23}$/

/** The invitation token in what was sent: Telegram's `/start <token>`, or the token as the whole message. */
export const tokenIn = (inbound: Inbound): string | undefined => {
  const text = inbound.text.trim().replace(/^\/start\s+/i, '')
  return TOKEN.test(text) ? text : undefined
}
