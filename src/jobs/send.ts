import type { ChannelKind, ChannelState } from '../core/citizen.ts'
import { isCertain, retryAt } from '../core/dispatch.ts'
import type { Outcome, Sending } from '../core/outbox.ts'
import type { Outgoing, Refusal, SendResult } from '../core/traffic.ts'
import type { Clock } from '../lib/clock.ts'
import type { Worded } from './wording.ts'

/** As much of a channel as sending needs. */
export interface Outlet {
  readonly kind: ChannelKind
  readonly limits: { perSecond: number }
  readonly concurrency: number
  send(outgoing: Outgoing): Promise<SendResult>
}

export interface SendDeps {
  clock: Clock
  /** This process, in leases. */
  me: string
  channels: ReadonlyMap<ChannelKind, Outlet>
  outbox: {
    markSending(
      rows: readonly Sending[],
      lease: { by: string; now: Temporal.Instant; until: Temporal.Instant },
    ): Promise<Set<Sending>>
    writeOutcomes(outcomes: readonly Outcome[], now: Temporal.Instant): Promise<void>
    closeChannels(channels: readonly { id: string; state: ChannelState }[], now: Temporal.Instant): Promise<void>
    holdChannel(channel: ChannelKind, notBefore: Temporal.Instant, now: Temporal.Instant): Promise<void>
  }
}

/** A crash leaves at most so many rows of a worker in doubt. */
const MICRO_BATCH = 16
/** Longer than any provider is waited for. */
export const SENDING_LEASE = { seconds: 60 }

/** What a refusal says about the address; the others are about this one message. */
const CLOSES: Partial<Record<Refusal, ChannelState>> = { blocked: 'blocked', 'unknown-number': 'undeliverable' }

/** Sends rows leased to this process: `sending` is written just before, what became of them just after. */
export const send = async (worded: readonly Worded[], deps: SendDeps): Promise<void> => {
  const lanes = Map.groupBy(worded, ({ row }) => row.channel)
  await Promise.all(
    [...lanes].map(([kind, rows]) => {
      const channel = deps.channels.get(kind)!
      const batches = chunks(rows, MICRO_BATCH)
      const width = Math.min(channel.concurrency, MICRO_BATCH)
      return inParallel(batches, Math.max(1, Math.floor(channel.concurrency / MICRO_BATCH)), (batch) =>
        microBatch(channel, batch, width, deps),
      )
    }),
  )
}

const microBatch = async (channel: Outlet, batch: readonly Worded[], width: number, deps: SendDeps): Promise<void> => {
  const now = deps.clock.now()
  const lease = { by: deps.me, now, until: now.add(SENDING_LEASE) }
  const marked = await deps.outbox.markSending(
    batch.map(({ sending }) => sending),
    lease,
  )
  const going = batch.filter(({ sending }) => marked.has(sending))
  const results = new Map<string, SendResult>()
  await inParallel(going, width, async ({ row, address, message }) => {
    results.set(row.id, await channel.send({ id: row.id, address, message }))
  })
  await settle(channel.kind, going, results, deps)
}

/** One person's messages, one after the other; after one that did not go, the rest wait for it. */
export const sendInOrder = async (worded: readonly Worded[], channel: Outlet, deps: SendDeps): Promise<void> => {
  const now = deps.clock.now()
  const lease = { by: deps.me, now, until: now.add(SENDING_LEASE) }
  const marked = await deps.outbox.markSending(
    worded.map(({ sending }) => sending),
    lease,
  )
  const going = worded.filter(({ sending }) => marked.has(sending))
  const results = new Map<string, SendResult>()
  for (const { row, address, message } of going) {
    const result = await channel.send({ id: row.id, address, message })
    results.set(row.id, result)
    if (result.outcome !== 'sent') break
  }
  await settle(channel.kind, going, results, deps)
}

/** Writes what became of sends: the rows, and what their answers say about addresses and the channel. */
const settle = async (
  kind: ChannelKind,
  going: readonly Worded[],
  results: ReadonlyMap<string, SendResult>,
  { clock, outbox }: SendDeps,
): Promise<void> => {
  const now = clock.now()
  const closing: { id: string; state: ChannelState }[] = []
  let notBefore: Temporal.Instant | undefined
  let again = now
  const outcomes = going.map(({ row }) => {
    // Not asked: an earlier one of the same person has to go first. Due with it, they leave in their order.
    const result = results.get(row.id) ?? { outcome: 'retry', reason: 'order', notBefore: again }
    if (result.outcome === 'refused') {
      const state = CLOSES[result.reason]
      if (state) closing.push({ id: row.channelId, state })
    }
    if (result.outcome === 'retry' && result.notBefore && result.reason !== 'order') notBefore = result.notBefore
    const outcome = outcomeOf(row, result, now)
    if (outcome.dueAt) again = outcome.dueAt
    return outcome
  })
  // First the address: the row is queued again, and must not be claimed for the channel that just refused it.
  if (closing.length > 0) await outbox.closeChannels(closing, now)
  if (notBefore) await outbox.holdChannel(kind, notBefore, now)
  if (outcomes.length > 0) await outbox.writeOutcomes(outcomes, now)
}

/** After these the provider may have the message. `unreachable` and a refusal to connect are not among them. */
const IN_DOUBT = new Set(['timeout', 'connection-lost', 'unreadable-answer'])

const outcomeOf = (row: Worded['row'], result: SendResult, now: Temporal.Instant): Outcome => {
  const plain = { id: row.id, reason: null, providerId: null, segments: null, dueAt: null, free: false, reword: false }
  switch (result.outcome) {
    case 'sent':
      return {
        ...plain,
        state: result.delivered ? 'delivered' : 'sent',
        providerId: result.providerId ?? null,
        segments: result.segments ?? null,
      }
    case 'refused':
      return CLOSES[result.reason]
        ? { ...plain, state: 'queued', reason: result.reason, dueAt: now, free: true, reword: true }
        : { ...plain, state: 'failed', reason: result.reason }
    case 'retry': {
      // It may have arrived: an answer to a person goes again, a reminder is not sent twice.
      if (IN_DOUBT.has(result.reason) && !isCertain(row.kind))
        return { ...plain, state: 'unknown', reason: result.reason }
      if (result.notBefore)
        return { ...plain, state: 'queued', reason: result.reason, dueAt: result.notBefore, free: true }
      const dueAt = retryAt(row.kind, row.attempts + 1, now)
      return dueAt
        ? { ...plain, state: 'queued', reason: result.reason, dueAt }
        : { ...plain, state: 'failed', reason: 'provider' }
    }
  }
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))

/** Runs `work` over all, at most `width` at once; ends when all have, and then throws the first fault. */
const inParallel = async <T>(all: readonly T[], width: number, work: (one: T) => Promise<void>): Promise<void> => {
  const left = all[Symbol.iterator]()
  const faults: unknown[] = []
  const worker = async (): Promise<void> => {
    for (const one of { [Symbol.iterator]: () => left }) await work(one).catch((fault: unknown) => faults.push(fault))
  }
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, worker))
  if (faults.length > 0) throw faults[0]
}
