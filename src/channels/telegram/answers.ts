import { GrammyError, HttpError } from 'grammy'
import type { Refusal, SendResult } from '../../core/traffic.ts'

/** What Telegram's `error_code` means for a message. Source: core.telegram.org/bots/api#making-requests. */
type Meaning =
  | { refused: Refusal }
  /** Ask again; `pauseSeconds` stops the whole channel when Telegram does not say how long. */
  | { retry: string; pauseSeconds?: number }

const BY_CODE: Record<number, Meaning> = {
  400: { refused: 'rejected' },
  // The token is wrong or revoked: the fault is ours, so no message may fail for good by it.
  401: { retry: 'unauthorized', pauseSeconds: 60 },
  404: { retry: 'unauthorized', pauseSeconds: 60 },
  // Blocked by the person, a deleted account, or a person who never wrote to the bot.
  403: { refused: 'blocked' },
  409: { retry: 'conflict', pauseSeconds: 5 },
  413: { refused: 'too-long' },
  420: { retry: 'rate-limit', pauseSeconds: 30 },
  429: { retry: 'rate-limit', pauseSeconds: 5 },
}

/**
 * Telegram gives every 400 the same code, and only its description says which. Lower case, without "Bad Request: ".
 * What is not in here is `rejected`.
 */
const BY_DESCRIPTION: Record<string, Refusal> = {
  'chat not found': 'unknown-number',
  'user not found': 'unknown-number',
  peer_id_invalid: 'unknown-number',
  'message is too long': 'too-long',
  message_too_long: 'too-long',
  'text is too long': 'too-long',
}

/** Codes of the system under which nothing can have reached Telegram. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
])

/**
 * A failed call as the outbox understands it. `timeout`, `connection-lost` and `unreadable-answer` leave open whether
 * Telegram took the message; under every other reason it did not.
 */
export const classify = (error: unknown, now: Temporal.Instant, timedOut: boolean): SendResult => {
  if (error instanceof GrammyError) return byAnswer(error, now)
  return { outcome: 'retry', reason: timedOut ? 'timeout' : reasonOf(error) }
}

const byAnswer = (error: GrammyError, now: Temporal.Instant): SendResult => {
  const code = error.error_code as number | undefined // absent when a proxy answers JSON of its own
  if (code === undefined) return { outcome: 'retry', reason: 'unreadable-answer' }
  const meaning = BY_CODE[code] ?? { retry: code >= 500 ? 'server-error' : `telegram-${code}` }
  if ('refused' in meaning) {
    const words = error.description.replace(/^Bad Request: /i, '').toLowerCase()
    return { outcome: 'refused', reason: (code === 400 && BY_DESCRIPTION[words]) || meaning.refused }
  }
  const seconds = error.parameters.retry_after ?? meaning.pauseSeconds
  return seconds === undefined
    ? { outcome: 'retry', reason: meaning.retry }
    : { outcome: 'retry', reason: meaning.retry, notBefore: now.add({ seconds }) }
}

/** A word for a failure of the road, fit for a log. The error itself is not: its text holds the bot's token. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof GrammyError) return `telegram-${error.error_code}`
  const cause: unknown = error instanceof HttpError ? error.error : error
  const { code, type } = (cause ?? {}) as { code?: unknown; type?: unknown }
  if (typeof code === 'string' && UNREACHABLE.has(code)) return 'unreachable'
  return type === 'invalid-json' ? 'unreadable-answer' : 'connection-lost'
}
