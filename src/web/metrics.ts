import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { CASE_LEVELS, type CaseLevel } from '../core/case.ts'
import type { ChannelKind } from '../core/citizen.ts'
import { MESSAGE_STATES, type MessageState } from '../core/message.ts'
import type { Clock } from '../lib/clock.ts'
import { stopwatch } from '../lib/clock.ts'

/** What is counted by asking; each is asked once a scrape. Numbers only, nothing of a person. */
export interface MetricsFacts {
  clock: Clock
  messages(): Promise<Partial<Record<MessageState, number>>>
  /** Rows that could leave now and have not. `oldest`: when the oldest was due. */
  waiting(): Promise<{ count: number; oldest: Temporal.Instant | null }>
  /** Jobs by state (waiting, active, delayed, failed). */
  queue(): Promise<Readonly<Record<string, number>>>
  lastTick(): Promise<Temporal.Instant | undefined>
  openCases(): Promise<Partial<Record<CaseLevel, number>>>
  /** Messages to people at work that could not go out, and those that had to take another way within a day. */
  staffTrouble(): Promise<{ failing: number; detoured: number }>
  /** Calls of a language model by this process; none when there is none. */
  modelCalls(): readonly { purpose: string; outcome: string; count: number }[]
}

export interface Metrics {
  /** Measures a turn: `outcome` is the turn's own, or `failed`. */
  timed<I extends { channel: ChannelKind }, R extends { outcome: string }>(
    receive: (inbound: I) => Promise<R>,
  ): (inbound: I) => Promise<R>
  /** Prometheus' text format, and its content type. */
  text(): Promise<string>
  readonly contentType: string
}

/** From what a person does not notice up to what a provider does not wait for, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

export const createMetrics = (facts: MetricsFacts): Metrics => {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const turns = new Counter({
    name: 'makker_turns_total',
    help: 'Inbound events handled.',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'makker_turn_duration_seconds',
    help: 'From the verified event to the commit.',
    labelNames: ['channel'] as const,
    buckets: BUCKETS,
    registers,
  })
  new Counter({
    name: 'makker_model_calls_total',
    help: 'Calls of a language model, by what they were for and what came of them.',
    labelNames: ['purpose', 'outcome'] as const,
    registers,
    collect() {
      this.reset()
      for (const { purpose, outcome, count } of facts.modelCalls()) this.inc({ purpose, outcome }, count)
    },
  })
  const ask = <K extends string>(
    name: string,
    help: string,
    labelNames: K[],
    collect: (gauge: Gauge<K>) => Promise<void>,
  ) =>
    new Gauge<K>({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        // What cannot be known is left out: an old number would look like a fact.
        this.reset()
        if (labelNames.length === 0) this.remove()
        await collect(this).catch(() => {})
      },
    })
  const secondsSince = (at: Temporal.Instant): number =>
    Math.max(0, (facts.clock.now().epochMilliseconds - at.epochMilliseconds) / 1000)

  ask('makker_messages', 'Outgoing messages made within 24 hours, by state.', ['state'], async (gauge) => {
    const counts = await facts.messages()
    for (const state of MESSAGE_STATES) gauge.set({ state }, counts[state] ?? 0)
  })
  const waiting = once(() => facts.waiting())
  ask('makker_outbox_waiting', 'Messages that are due and have not left.', [], async (gauge) =>
    gauge.set((await waiting()).count),
  )
  ask('makker_outbox_oldest_waiting_seconds', 'How long the oldest of them has been due.', [], async (gauge) => {
    const { oldest } = await waiting()
    gauge.set(oldest ? secondsSince(oldest) : 0)
  })
  ask('makker_queue_jobs', 'Jobs by state.', ['state'], async (gauge) => {
    for (const [state, count] of Object.entries(await facts.queue())) gauge.set({ state }, count)
  })
  ask('makker_last_tick_age_seconds', 'Since the last tick; above 90 the watchdog acts.', [], async (gauge) => {
    const at = await facts.lastTick()
    if (at) gauge.set(secondsSince(at))
  })
  ask('makker_open_cases', 'Unresolved cases by level.', ['level'], async (gauge) => {
    const counts = await facts.openCases()
    for (const level of CASE_LEVELS) gauge.set({ level }, counts[level] ?? 0)
  })

  ask('makker_staff_notices', 'Messages to people at work in trouble.', ['state'], async (gauge) => {
    for (const [state, count] of Object.entries(await facts.staffTrouble())) gauge.set({ state }, count)
  })

  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    timed: (receive) => async (inbound) => {
      const { channel } = inbound
      const elapsed = stopwatch()
      try {
        const result = await receive(inbound)
        turns.inc({ channel, outcome: result.outcome })
        seconds.observe({ channel }, elapsed() / 1000)
        return result
      } catch (error) {
        turns.inc({ channel, outcome: 'failed' })
        throw error
      }
    },
  }
}

/** Two gauges of the same scrape share one question. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  return () => {
    running ??= ask().finally(() => {
      running = undefined
    })
    return running
  }
}

/** `GET /metrics`. */
export const metricsRoutes = (app: FastifyInstance, metrics: Metrics): void => {
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}
