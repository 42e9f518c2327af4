import { Pool } from 'undici'
import type { SendResult } from '../../core/traffic.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Sms, SmsGateway } from './gateway.ts'
import { classify, reasonOf } from './kannel-answers.ts'
import { readMessage, readReport } from './kannel-calls.ts'

export interface KannelOptions {
  /** The whole address of `sendsms`, `KANNEL_SENDSMS_URL`: `http://host:13013/cgi-bin/sendsms`. */
  url: string
  username: string
  password: string
  /** Proves that a call comes from Kannel: `KANNEL_INBOUND_SECRET`. */
  secret: string
  /** Where Kannel reaches us, `PUBLIC_URL`; delivery reports go there. */
  publicUrl: string
  clock: Clock
  /** The longest one call may take, in milliseconds. */
  timeoutMs?: number
}

/** Kannel's own default for `max-messages`; what is longer it cuts without a word. */
const MAX_SEGMENTS = 10

/** 1 delivered, 2 undeliverable, 4 buffered, 8 accepted by the operator, 16 rejected by it. */
const DLR_MASK = '31'

/**
 * Kannel (https://www.kannel.org), over HTTP. It needs in its configuration:
 * - `sendsms-user`: `concatenation = true`, `max-messages = 10`
 * - `smsbox`: `mo-recode = true` (else Unicode comes as UTF-16BE), `http-request-retry` and `http-queue-delay` (else a
 *   message is lost when we are away)
 * - `sms-service`: `get-url = "<PUBLIC_URL>/channels/sms/kannel?secret=…&from=%p&to=%P&text=%b&id=%I"`,
 *   `max-messages = 0` (else the body of our answer is sent to the citizen)
 */
export const createKannel = (options: KannelOptions): SmsGateway => {
  const { url, secret, clock, timeoutMs = 10_000 } = options
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 16 })

  const ask = async (sms: Sms): Promise<SendResult> => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await pool.request({ path: `${pathname}?${sendQuery(sms, options)}`, method: 'GET', signal })
      const words = await answer.body.text()
      const retryAfter = String(answer.headers['retry-after'] ?? '')
      return classify({ status: answer.statusCode, words, retryAfter }, clock.now())
    } catch (error) {
      return { outcome: 'retry', reason: reasonOf(error, signal.aborted) }
    }
  }

  return {
    name: 'kannel',
    maxSegments: MAX_SEGMENTS,
    send: ask,
    inbound: (call) => readMessage(call, secret, clock.now()),
    status: (call) => readReport(call, secret),
    close: () => pool.destroy(),
  }
}

const sendQuery = (
  { outboxId, to, from, text, encoding }: Sms,
  { username, password, secret, publicUrl }: KannelOptions,
): URLSearchParams => {
  const status = new URL('channels/sms/kannel/status', publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`)
  status.search = new URLSearchParams({ secret, message: outboxId }).toString()
  return new URLSearchParams({
    username,
    password,
    from,
    to,
    text,
    charset: 'UTF-8',
    coding: encoding === 'GSM-7' ? '0' : '2',
    'dlr-mask': DLR_MASK,
    // Kannel fills in %d, and would fill in "%C3" of an encoded secret too: a doubled % stays one.
    'dlr-url': `${status.href.replaceAll('%', '%%')}&status=%d`,
  })
}
