import type { DeliveryStatus, Refusal, SendResult } from '../../core/traffic.ts'

type Meaning = { sent: true } | { refused: Refusal } | { retry: string; pauseSeconds?: number }

/**
 * What smsbox answers to `sendsms`. Source: Kannel 1.4.5, gw/smsbox.c (`delayed_http_reply`, `smsbox_req_handle`).
 * 202 is "accepted", or "queued" while no operator is connected: Kannel keeps it and delivers it later.
 */
const BY_STATUS: Record<number, Meaning> = {
  202: { sent: true },
  // The number is denied by Kannel's lists, or a field is not to its liking.
  400: { refused: 'rejected' },
  // No operator takes this number.
  403: { refused: 'rejected' },
  // KANNEL_SENDSMS_URL points elsewhere: the fault is ours, so no message may fail for good by it.
  404: { retry: 'wrong-url', pauseSeconds: 60 },
  429: { retry: 'rate-limit', pauseSeconds: 5 },
  // Its queue is full.
  503: { retry: 'gateway-busy', pauseSeconds: 5 },
}

/** Kannel gives a wrong password the same 403 as a number without a route: only its words tell them apart. */
const BY_WORDS: Record<string, Meaning> = {
  'authorization failed for sendsms': { retry: 'wrong-credentials', pauseSeconds: 60 },
}

/** `retryAfter` is the header of that name, in seconds, as a proxy before Kannel may set it. */
export const classify = (
  { status, words, retryAfter }: { status: number; words: string; retryAfter?: string | undefined },
  now: Temporal.Instant,
): SendResult => {
  const meaning = BY_WORDS[words.trim().toLowerCase()] ?? BY_STATUS[status] ?? { retry: `kannel-${status}` }
  if ('sent' in meaning) return { outcome: 'sent' }
  if ('refused' in meaning) return { outcome: 'refused', reason: meaning.refused }
  const seconds = /^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) : meaning.pauseSeconds
  if (seconds === undefined) return { outcome: 'retry', reason: meaning.retry }
  return { outcome: 'retry', reason: meaning.retry, notBefore: now.add({ seconds }) }
}

/** Under these nothing can have reached Kannel; after a timeout or a lost connection it may have. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** A word for a failure of the road, fit for a log: the error's own text could hold the password of the URL. */
export const reasonOf = (error: unknown, timedOut: boolean): string => {
  if (timedOut) return 'timeout'
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && UNREACHABLE.has(code) ? 'unreachable' : 'connection-lost'
}

type Status = Pick<DeliveryStatus, 'state' | 'reason'>

/**
 * `%d` of a delivery report, a bit of `dlr-mask`. What is not in here says nothing new: 4 is "buffered", 32 an
 * intermediate notice. Source: Kannel user guide, "Delivery Reports".
 */
export const BY_DLR: Record<number, Status> = {
  1: { state: 'delivered' },
  2: { state: 'failed', reason: 'undeliverable' },
  8: { state: 'sent' },
  16: { state: 'failed', reason: 'rejected' },
}
