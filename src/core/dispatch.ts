import type { ChannelKind, CitizenStatus, QuietHours } from './citizen.ts'
import { ON_TIME_MS } from './due.ts'
import type { LatePolicy, MessageKind } from './message.ts'
import { endOfQuiet, inQuietHours } from './quiet-hours.ts'

/** Kinds that go whatever the citizen's status, the hour and the conversation: answers, and words of a person. */
const ALWAYS: ReadonlySet<MessageKind> = new Set(['safety', 'reply', 'person', 'invitation'])

/** Sent again after a crash between the provider's call and its answer: better twice than never. */
export const isCertain = (kind: MessageKind): boolean => ALWAYS.has(kind)

/** An unsent row as the claim sees it. */
export interface WaitingMessage {
  id: string
  kind: MessageKind
  state: 'queued' | 'held'
  /** The dialog it opens when it leaves. */
  opens: string | null
  unasked: boolean
  late: LatePolicy
  /** Its words are references still, so that it can leave together with others. */
  plain: boolean
  /** A person asked for it by command: it does not wait for the morning. */
  forced: boolean
  dueAt: Temporal.Instant
  expiresAt: Temporal.Instant | null
  /** Bound to one channel (the sender's, for an answer); it is tried first. */
  channel: ChannelKind | null
}

export interface Addressable {
  id: string
  channel: ChannelKind
}

/** The citizen as the claim sees them. */
export interface Recipient {
  status: CitizenStatus
  zone: string
  quiet: QuietHours
  routineStopped: boolean
  personUntil: Temporal.Instant | null
  openDialog: string | null
  /** The message that asked the open question. */
  openQuestion: string | null
  askedAt: Temporal.Instant | null
  lastInboundAt: Temporal.Instant | null
  /** Channels in the order they are tried; only those that can be sent to. */
  channels: Addressable[]
}

export type ClaimDecision =
  | { id: string; do: 'send'; by: Addressable; merged: string[] }
  | { id: string; do: 'wait'; until: Temporal.Instant; reason: string }
  | { id: string; do: 'end'; state: 'expired' | 'cancelled' | 'failed'; reason: string }

/**
 * What becomes of the due messages of one citizen, given in the order they are to leave: at most one is sent now.
 * Rows that are not mentioned stay as they are and come in the next claim.
 */
export const decideClaim = (
  messages: readonly WaitingMessage[],
  to: Recipient,
  now: Temporal.Instant,
  idle: Temporal.Duration,
): ClaimDecision[] => {
  const decisions: ClaimDecision[] = []
  const ready: WaitingMessage[] = []
  for (const message of messages) {
    const verdict = judge(message, to, now, idle)
    if (verdict) decisions.push(verdict)
    else ready.push(message)
  }
  const first = ready[0]
  if (!first) return decisions
  const by = to.channels.find(({ channel }) => channel === first.channel) ?? to.channels[0]
  if (!by) {
    for (const { id } of ready) decisions.push({ id, do: 'end', state: 'failed', reason: 'no-channel' })
    return decisions
  }
  const merged = mergeable(first, ready)
  const carrier = merged.find(({ opens }) => opens) ?? first
  const others = merged.filter(({ id }) => id !== carrier.id).map(({ id }) => id)
  decisions.push({ id: carrier.id, do: 'send', by, merged: others })
  for (const id of others) decisions.push({ id, do: 'end', state: 'cancelled', reason: 'merged' })
  return decisions
}

/** What was held for the same morning leaves as one message; only one of them can open a question. */
const mergeable = (first: WaitingMessage, ready: readonly WaitingMessage[]): WaitingMessage[] => {
  const fits = ({ state, late, plain }: WaitingMessage): boolean => state === 'held' && late === 'hold' && plain
  if (!fits(first)) return [first]
  let opened = false
  return ready.filter((message) => {
    const { opens } = message
    if (!fits(message) || (opens && opened)) return false
    opened ||= opens !== null
    return true
  })
}

const judge = (
  message: WaitingMessage,
  to: Recipient,
  now: Temporal.Instant,
  idle: Temporal.Duration,
): ClaimDecision | undefined => {
  const { id, kind, expiresAt } = message
  const end = (state: 'expired' | 'cancelled', reason: string): ClaimDecision => ({ id, do: 'end', state, reason })
  if (expiresAt && Temporal.Instant.compare(expiresAt, now) <= 0) return end('expired', 'late')
  if (ALWAYS.has(kind)) return undefined
  if (to.status === 'invited' || to.status === 'ended' || to.status === 'stopped') return end('cancelled', to.status)
  // The notice that says "I pause now" leaves while the status already is paused.
  if (to.status === 'paused' && message.unasked) return end('cancelled', 'paused')
  if (to.routineStopped) return end('cancelled', 'routine-stopped')

  const wait = (until: Temporal.Instant, reason: string): ClaimDecision =>
    expiresAt && Temporal.Instant.compare(until, expiresAt) >= 0
      ? end('expired', reason)
      : { id, do: 'wait', until, reason }
  if (to.personUntil && Temporal.Instant.compare(to.personUntil, now) > 0) return wait(to.personUntil, 'person-writes')
  if (!message.forced && !isChosenHour(message, now) && inQuietHours(now, to.zone, to.quiet)) {
    if (message.late === 'drop') return end('cancelled', 'quiet-hours')
    return wait(endOfQuiet(now, to.zone, to.quiet), 'quiet-hours')
  }
  // Its own question, opened by a try that the provider did not take, is no reason to wait.
  if (!to.openDialog || to.openQuestion === id) return undefined
  const running = to.lastInboundAt?.add(idle)
  if (running && Temporal.Instant.compare(running, now) > 0) return wait(running, 'conversation')
  const asked = to.askedAt?.add(idle)
  if (!message.opens || !asked || Temporal.Instant.compare(asked, now) <= 0) return undefined
  // A question that nobody is answering yet: the second waits, unless it would be too late then.
  if (expiresAt && Temporal.Instant.compare(asked, expiresAt) >= 0) return undefined
  return { id, do: 'wait', until: asked, reason: 'question-open' }
}

/** The day's plan leaves at the hour the citizen chose, also when that is in their quiet hours. */
const isChosenHour = ({ kind, state, dueAt }: WaitingMessage, now: Temporal.Instant): boolean =>
  kind === 'plan' && state === 'queued' && now.epochMilliseconds - dueAt.epochMilliseconds < ON_TIME_MS

/** Seconds until the next try of a message the provider did not take; after the last it has failed. */
const BACK_OFF = [30, 300, 600, 1_800, 3_600, 7_200]
/** Somebody waits for an answer. */
const BACK_OFF_CERTAIN = [5, 30, 120, 300, 600, 1_800, 3_600, 7_200]

/** When to try again after this many tries (1 or more); undefined: no more. */
export const retryAt = (kind: MessageKind, tries: number, now: Temporal.Instant): Temporal.Instant | undefined => {
  const seconds = (isCertain(kind) ? BACK_OFF_CERTAIN : BACK_OFF)[tries - 1]
  return seconds === undefined ? undefined : now.add({ seconds })
}

/** A token bucket: `rate` a second, at most one second's worth. The last fifth is kept for answers. */
export interface Bucket {
  tokens: number
  refilledAt: Temporal.Instant
  notBefore: Temporal.Instant | null
}

const RESERVED = 0.2

/** The bucket with what has flowed in since. A bucket may owe: an answer sent at once is paid back later. */
export const refill = (bucket: Bucket, rate: number, now: Temporal.Instant): Bucket => {
  const seconds = (now.epochMilliseconds - bucket.refilledAt.epochMilliseconds) / 1_000
  const tokens = Math.min(capacity(rate), bucket.tokens + Math.max(0, seconds) * rate)
  return { ...bucket, tokens, refilledAt: now }
}

/** Never less than one message, or a rate below one a second would never send. */
export const capacity = (rate: number): number => Math.max(1, rate)

/** How many may leave now: all, or without the share kept for answers. */
export const available = (bucket: Bucket, rate: number): { certain: number; bulk: number } => ({
  certain: Math.max(0, Math.floor(bucket.tokens)),
  bulk: Math.max(0, Math.floor(bucket.tokens - (rate >= 5 ? capacity(rate) * RESERVED : 0))),
})
