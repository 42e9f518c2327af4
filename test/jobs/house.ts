import { loadContent } from '../../src/content/load.ts'
import { createRender } from '../../src/content/render.ts'
import type { ChannelKind } from '../../src/core/citizen.ts'
import { commonParams } from '../../src/core/common-params.ts'
import type { Say } from '../../src/core/message.ts'
import type { Outgoing, SendResult } from '../../src/core/traffic.ts'
import { fireDue, fireNow } from '../../src/db/due-batch.ts'
import { carryOut } from '../../src/db/follow-ups.ts'
import { beat, lastBeat } from '../../src/db/heartbeat.ts'
import { answersWaiting } from '../../src/db/outbox-candidates.ts'
import { claim, land } from '../../src/db/outbox-claim.ts'
import * as sent from '../../src/db/outbox-sent.ts'
import { itemWords } from '../../src/db/plan-due.ts'
import type { Db } from '../../src/db/pool.ts'
import { armJobs } from '../../src/db/reminder-jobs.ts'
import { holdChannel, takeNow } from '../../src/db/token-bucket.ts'
import type { Vault } from '../../src/db/vault.ts'
import { createBegin } from '../../src/dialogs/begin.ts'
import { createDispatcher, type DispatchDeps } from '../../src/jobs/dispatch.ts'
import { type FollowUpDeps, sweepFollowUps } from '../../src/jobs/follow-up.ts'
import type { Outlet } from '../../src/jobs/send.ts'
import { fireAll, runNow, runTick, type TickDeps } from '../../src/jobs/tick.ts'
import { type Clock, ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { open, seal } from '../../src/lib/seal.ts'

const content = await loadContent(new URL('../../content', import.meta.url).pathname)
export const rules = content.rules
const instruments = new Map(content.instruments.map((one) => [one.name, one]))
export const begin = createBegin({ instrument: (name) => instruments.get(name), exercises: content.exercises })
const renderOne = createRender(content.catalogue, {})

/** What a provider got, and what it is to answer. */
export class Provider implements Outlet {
  readonly kind: ChannelKind
  readonly limits: { perSecond: number }
  readonly concurrency: number
  got: Outgoing[] = []
  answer: (outgoing: Outgoing) => SendResult | Promise<SendResult> = () => ({ outcome: 'sent' })
  constructor(kind: ChannelKind, options: { perSecond?: number; concurrency?: number } = {}) {
    this.kind = kind
    this.limits = { perSecond: options.perSecond ?? 0 }
    this.concurrency = options.concurrency ?? 32
  }
  async send(outgoing: Outgoing): Promise<SendResult> {
    this.got.push(outgoing)
    return this.answer(outgoing)
  }
  get texts(): string[] {
    return this.got.map(({ message }) => message.text)
  }
}

/** Monday, nine in the morning in Copenhagen (winter). */
export const MONDAY_9 = '2026-11-23T08:00:00Z'

export interface Town {
  clock: ManualClock
  log: ReturnType<typeof createLog>
  me: string
  tickDeps: TickDeps
  followUpDeps: FollowUpDeps
  dispatchDeps: DispatchDeps
  dispatcher: ReturnType<typeof createDispatcher>
  climbed: string[]
  raised: string[]
  enqueued: unknown[]
}

/** The rooms wired as app.ts wires them, on a real database, with given providers. */
export const wire = (
  db: Db & { vault: Vault },
  outlets: readonly Outlet[],
  options: { clock?: Clock; me?: string; now?: string } = {},
): Town => {
  const { sql, vault } = db
  const clock = (options.clock ?? new ManualClock(options.now ?? MONDAY_9)) as ManualClock
  const log = createLog({ level: 'silent' })
  const me = options.me ?? newId()
  const climbed: string[] = []
  const raised: string[] = []
  const enqueued: unknown[] = []
  const dispatchDeps: DispatchDeps = {
    clock,
    me,
    log,
    channels: new Map(outlets.map((one) => [one.kind, one])),
    idle: Temporal.Duration.from(rules.conversationIdle),
    readOn: (at) => at.toString().slice(0, 10),
    keysFor: (ids) => vault.keysFor(ids),
    itemWords: (ids) => itemWords(sql, ids),
    render: (say: Say, to) => {
      const facts = {
        sender: 'Solby Kommune',
        name: to.name,
        caseworker: to.caseworker.name,
        phone: to.caseworker.phone,
        zone: to.zone,
        now: clock.now(),
        opening: clock.now(),
      }
      return renderOne(say, { language: to.language, channel: to.channel, params: commonParams(facts) })
    },
    outbox: {
      claim: (by) => claim(sql, by),
      answersWaiting: (now) => answersWaiting(sql, now),
      land: (leaseId) => land(sql, leaseId),
      markSending: (rows, lease) => sent.markSending(db.pool, rows, lease),
      writeOutcomes: (outcomes, now) => sent.writeOutcomes(db.pool, outcomes, now),
      closeChannels: (channels, now) => sent.closeChannels(sql, channels, now),
      holdChannel: (channel, notBefore, now) => holdChannel(sql, channel, notBefore, now),
      failUnsendable: (ids, reason) => sent.failUnsendable(sql, ids, reason),
      release: (ids, by) => sent.release(sql, ids, by),
      reap: (now, kinds) => sent.reap(sql, now, kinds),
      takeNow: (channel, rate, count, now) => takeNow(sql, channel, rate, count, now),
      writeStatus: (ref, state, reason, now) => sent.writeStatus(sql, ref, state, reason, now),
      sendAnew: (ref, dead, now) => sent.sendAnew(sql, ref, dead, now),
    },
  }
  const dispatcher = createDispatcher(dispatchDeps)
  // Tests call run() themselves: a poke in the background would make their order a matter of luck.
  const quiet = { poke: () => {} }
  const arm = (tx: Parameters<typeof armJobs>[0], id: string, now: Temporal.Instant) =>
    armJobs(tx, id, now, rules.rhythm.pauseAfterDays)
  const followUpDeps: FollowUpDeps = {
    clock,
    log,
    rules,
    begin,
    dispatcher: quiet,
    followUps: {
      carryOut: (which, now, decide) =>
        carryOut(sql, which, now, decide, {
          arm,
          async raiseQuiet(_tx, citizenId) {
            raised.push(citizenId)
            return []
          },
        }),
    },
    goOn: async () => ({ followUps: [] }),
    async climb(caseId) {
      climbed.push(caseId)
    },
    queues: {
      async add(...jobs) {
        enqueued.push(...jobs)
        return true
      },
    },
  }
  const tickDeps: TickDeps = {
    clock,
    rules,
    begin,
    dispatcher: quiet,
    due: {
      fireDue: (now, limit, times, decide) => fireDue(sql, now, limit, times, decide),
      fireNow: (by, now, times, decide) => fireNow(sql, by, now, times, decide),
    },
    beat: (name, at) => beat(sql, name, at),
    sweep: () => sweepFollowUps(followUpDeps),
    audit: async () => undefined,
    forget: async () => undefined,
  }
  return { clock, log, me, tickDeps, followUpDeps, dispatchDeps, dispatcher, climbed, raised, enqueued }
}

export const lastTick = (db: Db): Promise<Temporal.Instant | undefined> => lastBeat(db.sql, 'tick')
export { fireAll, runNow, runTick, sweepFollowUps }

/** One caseworker and, for each name, a citizen on these channels whose jobs are armed. */
export const settle = async (
  db: Db & { vault: Vault },
  names: readonly string[],
  options: { now?: string; channels?: ChannelKind[]; zone?: string; planAt?: string; arm?: boolean } = {},
): Promise<string[]> => {
  const { sql, vault } = db
  const now = Temporal.Instant.from(options.now ?? '2026-11-22T23:30:00Z')
  const worker = newId()
  const team = newId()
  await sql
    .insertInto('team')
    .values({ id: team, name: `Team ${team}` })
    .execute()
  await sql
    .insertInto('caseworker')
    .values({ id: worker, team_id: team, name: 'Mette Holm', slack: `U${worker.slice(-12)}`, created_at: now })
    .execute()
  const ids: string[] = []
  for (const name of names) {
    const id = newId()
    const key = await sql.transaction().execute((tx) => vault.create(tx, id))
    await sql
      .insertInto('citizen')
      .values({
        id,
        alias: `ravn-${id.slice(-8)}`,
        status: 'active',
        language: 'da',
        zone: options.zone ?? 'Europe/Copenhagen',
        plan_at: options.planAt ?? '09:00',
        caseworker_id: worker,
        name_sealed: seal(key, name, 'citizen.name'),
        created_at: now,
        joined_at: now,
      })
      .execute()
    await sql.insertInto('conversation').values({ citizen_id: id }).execute()
    for (const [ord, channel] of (options.channels ?? ['phone']).entries())
      await sql
        .insertInto('citizen_channel')
        .values({
          id: newId(),
          citizen_id: id,
          channel,
          address_index: vault.blindIndex(channel, id),
          address_sealed: seal(key, `${channel}:${name}`, 'citizen_channel.address'),
          state: 'ok',
          ord,
          changed_at: now,
        })
        .execute()
    if (options.arm !== false) await armJobs(sql, id, now, rules.rhythm.pauseAfterDays)
    ids.push(id)
  }
  return ids
}

/** The unsealed text of every outbox row of a citizen, in order, with its state. */
export const outboxOf = async (db: Db & { vault: Vault }, citizenId: string) => {
  const key = await db.vault.keyFor(citizenId)
  const rows = await db.sql
    .selectFrom('outbox')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({
    ...row,
    text: row.text_sealed ? (JSON.parse(open(key, row.text_sealed, 'outbox.text')) as { text: string }).text : null,
  }))
}
