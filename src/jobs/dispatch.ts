import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ChannelKind, ChannelState } from '../core/citizen.ts'
import { isCertain } from '../core/dispatch.ts'
import { MESSAGE_KINDS, type MessageKind, PRIORITY, type Rendered } from '../core/message.ts'
import type { ClaimOptions, ClaimResult, Outcome, Sending } from '../core/outbox.ts'
import type { DeliveryStatus } from '../core/traffic.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { coalesce } from './coalesce.ts'
import { defineJob } from './define.ts'
import { SENDING_LEASE, type SendDeps, send, sendInOrder } from './send.ts'
import { createWording, markOf, type Worded, type WordingDeps } from './wording.ts'

export interface DispatchDeps extends SendDeps, WordingDeps {
  log: Log
  /** A conversation with no word for this long is not running any more. */
  idle: Temporal.Duration
  /** The local date on which somebody is at work next. */
  readOn(at: Temporal.Instant, zone: string): string
  outbox: SendDeps['outbox'] & {
    claim(options: ClaimOptions): Promise<ClaimResult>
    answersWaiting(now: Temporal.Instant): Promise<number>
    land(leaseId: string): Promise<void>
    failUnsendable(ids: readonly string[], reason: string): Promise<void>
    release(ids: readonly string[], by: string): Promise<void>
    reap(now: Temporal.Instant, certainKinds: readonly string[]): Promise<number>
    takeNow(channel: ChannelKind, rate: number, count: number, now: Temporal.Instant): Promise<boolean>
    writeStatus(
      ref: ({ outboxId: string } | { providerId: string }) & { channel: ChannelKind },
      state: DeliveryStatus['state'],
      reason: string | null,
      now: Temporal.Instant,
    ): Promise<{ id: string; channelId: string | null } | undefined>
    sendAnew(
      ref: ({ outboxId: string } | { providerId: string }) & { channel: ChannelKind },
      dead: { state: ChannelState; reason: string },
      now: Temporal.Instant,
    ): Promise<boolean>
  }
}

/** A reply the turn has stored, leased to this process (`state` queued, `lease_by`, `lease_until`). */
export interface OwnMessage {
  id: string
  citizenId: string
  kind: MessageKind
  channel: ChannelKind
  channelId: string
  address: string
  message: Rendered
  /** Sealed as it was stored. */
  textSealed?: Buffer
}

export interface Dispatcher {
  /** Sends what is due until nothing more can leave. Calls at the same time share one run. Returns how many rows moved. */
  run(): Promise<number>
  /** `run` without waiting; faults go to the log and the next tick tries again. */
  poke(): void
  /** Sends one citizen's replies at once and in order, right after the commit that stored them. */
  sendOwn(messages: readonly OwnMessage[]): Promise<void>
  /** A provider's later word. False: we know no such message (yet). */
  delivery(status: DeliveryStatus): Promise<boolean>
  /** Ends after what is being sent now; nothing more is claimed. */
  stop(): Promise<void>
}

const LIMIT = 1_000
/** Batches in the air at once: the next is claimed and put into words while one is being sent. Answers do not wait for it. */
const AHEAD = 2
/** From the claim until `sending` is written; after a crash the rows wait this long. */
export const CLAIM_LEASE = { seconds: 30 }
const REAP_EVERY_MS = 10_000
/** What has been sent is known only here: written before its lease ends, it is not sent twice after a moment without Postgres. */
const WRITE_AGAIN_MS = [250, 1_000, 3_000, 10_000, 20_000]
const REFILL_MS = 100
const CERTAIN = MESSAGE_KINDS.filter(isCertain)
const isAnswer = ({ kind }: { kind: MessageKind }): boolean => PRIORITY[kind] <= PRIORITY.reply
/** What a later "failed" says about the address. */
const DEAD_ADDRESS: Record<string, 'blocked' | 'undeliverable'> = {
  blocked: 'blocked',
  'unknown-number': 'undeliverable',
  undeliverable: 'undeliverable',
}

export const createDispatcher = (given: DispatchDeps): Dispatcher => {
  const { clock, channels, me, log } = given
  const stopping = new AbortController()
  // A dozen micro-batches run at once: their small writes go together.
  const mark = coalesce((rows: Sending[]) => {
    const now = clock.now()
    return given.outbox.markSending(rows, { by: me, now, until: now.add(SENDING_LEASE) })
  })
  const write = coalesce(async (outcomes: Outcome[]) => {
    for (const wait of WRITE_AGAIN_MS) {
      try {
        return await given.outbox.writeOutcomes(outcomes, clock.now())
      } catch (error) {
        log.warn({ problem: sentence(error), rows: outcomes.length }, 'what was sent could not be written yet')
        await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
    return given.outbox.writeOutcomes(outcomes, clock.now())
  })
  const outbox: DispatchDeps['outbox'] = {
    ...given.outbox,
    markSending: mark,
    async writeOutcomes(outcomes, now) {
      await write(outcomes)
      wakeAt(
        outcomes.flatMap(({ dueAt }) => dueAt ?? []),
        now,
      )
    },
  }
  const deps: DispatchDeps = { ...given, outbox }
  const wording = createWording(deps)
  const rates = new Map([...channels.values()].map(({ kind, limits }) => [kind, limits.perSecond]))
  const limited = [...rates.values()].some((rate) => rate > 0)
  const inFlight = new Set<Promise<void>>()
  const wakes = new Set<number>()
  let running: Promise<number> | undefined
  let batches = 0
  let again = false
  let wake = Promise.withResolvers<void>()
  let reapedAt = -Infinity

  const sendClaimed = async ({ claimed, leaseId }: ClaimResult): Promise<void> => {
    const { worded, broken } = await wording.put(claimed)
    await outbox.failUnsendable(broken, 'words')
    await send(worded, deps)
    if (leaseId) await outbox.land(leaseId)
  }
  /** More may be able to leave: something is due, or has landed, which frees its citizen's next message. */
  const news = (): void => {
    again = true
    wake.resolve()
  }
  const inTheAir = (sending: Promise<void>): Promise<void> => {
    const flight = sending.finally(() => {
      inFlight.delete(flight)
      news()
    })
    inFlight.add(flight)
    return flight
  }
  const launch = (batch: ClaimResult): void => {
    batches++
    void inTheAir(
      sendClaimed(batch)
        // Rows it leaves behind come back by their lease.
        .catch((error: unknown) =>
          log.error({ problem: sentence(error), rows: batch.claimed.length }, 'sending failed'),
        )
        .finally(() => batches--),
    )
  }
  /** How many may be claimed next. While enough is in the air, which may hang, only what answers a person. */
  const room = async (): Promise<number> => {
    while (batches >= AHEAD && !stopping.signal.aborted) {
      wake = Promise.withResolvers()
      const answers = await outbox.answersWaiting(clock.now())
      if (answers > 0) return answers
      await wake.promise
    }
    return LIMIT
  }
  const pause = (): Promise<void> => sleep(REFILL_MS, undefined, { signal: stopping.signal }).catch(() => {})
  const loop = async (): Promise<number> => {
    let moved = 0
    let waitedAt: Temporal.Instant | undefined
    for (let limit = LIMIT; !stopping.signal.aborted; limit = await room()) {
      again = false
      wake = Promise.withResolvers()
      const now = clock.now()
      if (Math.abs(now.epochMilliseconds - reapedAt) >= REAP_EVERY_MS) {
        reapedAt = now.epochMilliseconds
        const found = await outbox.reap(now, CERTAIN)
        if (found > 0) log.warn({ rows: found }, 'sends without an answer')
      }
      const leaseUntil = now.add(CLAIM_LEASE)
      const batch = await outbox.claim({
        by: me,
        now,
        leaseUntil,
        limit,
        rates,
        idle: deps.idle,
        readOn: (zone) => deps.readOn(now, zone),
      })
      moved += batch.moved
      if (batch.claimed.length > 0) launch(batch)
      // The tokens are used up: a claim for each new one would keep Postgres from everybody else.
      const refilling = limited && batch.throttled && (batch.moved > 0 || !waitedAt?.equals(now))
      if (refilling) {
        if (batch.moved === 0) waitedAt = now
        await pause()
      }
      // Nothing else can leave now, unless there was news while the claim was looking.
      else if (!again && (batch.moved === 0 || (limit < LIMIT && !batch.claimed.some(isAnswer)))) {
        if (inFlight.size === 0) break
        await wake.promise
      }
    }
    await Promise.all(inFlight)
    return moved
  }
  const run = (): Promise<number> => {
    news()
    running ??= loop().finally(() => {
      running = undefined
    })
    return running
  }
  /** What is tried again in a few seconds does not wait for the minute's tick. */
  const wakeAt = (dues: readonly Temporal.Instant[], now: Temporal.Instant): void => {
    for (const delay of new Set(dues.map((due) => due.epochMilliseconds - now.epochMilliseconds))) {
      if (delay > 60_000 || wakes.has(delay)) continue
      wakes.add(delay)
      setTimeout(() => {
        wakes.delete(delay)
        if (!stopping.signal.aborted) poke()
      }, delay + 1).unref()
    }
  }
  const poke = (): void => {
    run().catch((error: unknown) => log.error({ problem: sentence(error) }, 'dispatch failed'))
  }
  const rateOf = (kind: ChannelKind): number => rates.get(kind) ?? 0

  return {
    run,
    poke,

    async sendOwn(messages) {
      const first = messages[0]
      const channel = first && channels.get(first.channel)
      if (!first || !channel) return
      const ids = messages.map(({ id }) => id)
      const now = clock.now()
      const key = (await deps.keysFor([first.citizenId])).get(first.citizenId)
      const free =
        !stopping.signal.aborted && (await outbox.takeNow(channel.kind, rateOf(channel.kind), ids.length, now))
      if (!key || !free) {
        await outbox.release(ids, me)
        // They leave with the next tokens, not with the next tick.
        return poke()
      }
      const worded = messages.map(
        (one): Worded => ({
          row: { ...one, attempts: 0 },
          address: one.address,
          message: one.message,
          sending: {
            id: one.id,
            citizenId: one.citizenId,
            kind: one.kind,
            channel: one.channel,
            channelId: one.channelId,
            leaseId: null,
            textSealed: one.textSealed ?? null,
            mark: markOf(key, one.message.text),
          },
        }),
      )
      await inTheAir(sendInOrder(worded, channel, deps))
    },

    async delivery({ channel, ref, state, reason }) {
      const now = clock.now()
      const dead = state === 'failed' && reason !== undefined ? DEAD_ADDRESS[reason] : undefined
      if (dead && reason && (await outbox.sendAnew({ ...ref, channel }, { state: dead, reason }, now))) {
        poke()
        return true
      }
      const row = await outbox.writeStatus({ ...ref, channel }, state, reason ?? null, now)
      if (!row) return false
      if (dead && row.channelId) await outbox.closeChannels([{ id: row.channelId, state: dead }], now)
      return true
    },

    async stop() {
      stopping.abort()
      await running?.catch(() => {})
      await Promise.allSettled(inFlight)
    },
  }
}

/** Carries nothing: whoever runs it claims what is due. */
export const dispatch = defineJob({
  name: 'dispatch',
  payload: z.object({}),
  async run(_payload, { dispatcher }: { dispatcher: Pick<Dispatcher, 'run'> }) {
    return `moved ${await dispatcher.run()}`
  },
})
