import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import { commonParams, dayOf } from '../core/common-params.ts'
import { isOpen, nextOpening, nextStaffedDate } from '../core/working-hours.ts'
import { auditCases } from '../db/case-audit.ts'
import { forgetLinks } from '../db/case-links.ts'
import { fireDue, fireNow } from '../db/due-batch.ts'
import { carryOut } from '../db/follow-ups.ts'
import { beat, lastBeat } from '../db/heartbeat.ts'
import { aliasesOf, anySending, nextDue } from '../db/next-due.ts'
import { answersWaiting } from '../db/outbox-candidates.ts'
import { claim, land } from '../db/outbox-claim.ts'
import {
  closeChannels,
  failUnsendable,
  markSending,
  reap,
  release,
  sendAnew,
  writeOutcomes,
  writeStatus,
} from '../db/outbox-sent.ts'
import { itemWords } from '../db/plan-due.ts'
import type { Db, Sql } from '../db/pool.ts'
import { armJobs } from '../db/reminder-jobs.ts'
import { holdChannel, takeNow } from '../db/token-bucket.ts'
import { createBegin } from '../dialogs/begin.ts'
import { advanceTo, type Happened } from '../jobs/advance.ts'
import { createDispatcher, type Dispatcher } from '../jobs/dispatch.ts'
import { type FollowUpDeps, punctual, sweepFollowUps } from '../jobs/follow-up.ts'
import type { Queues } from '../jobs/queues.ts'
import { fireAll, runTick, TICK, type TickDeps } from '../jobs/tick.ts'
import type { Addressee } from '../jobs/wording.ts'
import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Channels } from './channels.ts'
import type { Database } from './database.ts'
import { watchPersons } from './deliveries.ts'
import { hoursIn } from './hours.ts'
import type { People } from './people.ts'
import { talkParams } from './talk.ts'

/** What happens by itself: ticks, follow-ups, sending. */
export interface Time {
  dispatcher: Dispatcher
  tickDeps: TickDeps
  followUpDeps: FollowUpDeps
  /** One round of everything, also what waits for people at work. */
  round(): Promise<void>
  lastTick(): Promise<Temporal.Instant | undefined>
  /** Moves a demo's clock from due instant to due instant. */
  advance(
    to: Temporal.Instant,
    setClock: (at: Temporal.Instant) => Promise<void>,
    onHappened?: (it: Happened) => void,
  ): Promise<Happened[]>
}

interface Parts {
  config: Config
  content: Content
  clock: Clock
  log: Log
  worker: string
  database: Database
  channels: Channels
  people: People
  queues: Pick<Queues, 'add'>
  /** Wired late: turns are made after this. */
  goOn: FollowUpDeps['goOn']
}

/** What the outbox's room does, over one database. */
const outboxOver = ({ sql, pool }: Db) => ({
  claim: claim.bind(undefined, sql),
  answersWaiting: answersWaiting.bind(undefined, sql),
  land: land.bind(undefined, sql),
  markSending: markSending.bind(undefined, pool),
  writeOutcomes: writeOutcomes.bind(undefined, pool),
  failUnsendable: failUnsendable.bind(undefined, sql),
  release: release.bind(undefined, sql),
  closeChannels: closeChannels.bind(undefined, sql),
  holdChannel: holdChannel.bind(undefined, sql),
  takeNow: takeNow.bind(undefined, sql),
  reap: reap.bind(undefined, sql),
  writeStatus: writeStatus.bind(undefined, sql),
  sendAnew: sendAnew.bind(undefined, sql),
})

export const createTime = (parts: Parts): Time => {
  const { config, content, clock, log, worker, database, channels, people, queues } = parts
  const { sql } = database.db
  const { rules } = content

  const params = ({ name, caseworker, zone }: Addressee) => {
    const now = clock.now()
    const hours = hoursIn(content, zone)
    const opening = isOpen(now, hours) ? now : nextOpening(now, hours)
    const common = commonParams({
      sender: config.municipality,
      name,
      caseworker: caseworker.name,
      phone: caseworker.phone,
      zone,
      now,
      opening,
    })
    return { ...talkParams(content, config.zone, now), ...common }
  }
  const dispatcher = createDispatcher({
    clock,
    log,
    me: worker,
    channels: channels.all,
    idle: Temporal.Duration.from(rules.conversationIdle),
    readOn: (at, zone) => nextStaffedDate(at, hoursIn(content, zone)),
    outbox: watchPersons(outboxOver(database.db), () => {
      people.notify().catch((error: unknown) => log.warn({ problem: sentence(error) }, 'what became of words waits'))
    }),
    keysFor: (ids) => database.vault.keysFor(ids),
    itemWords: (ids) => itemWords(sql, ids),
    render(say, to) {
      const date = say.params?.date
      const day = date === undefined ? {} : { day: dayOf(String(date), clock.now(), to.zone) }
      return content.render(say, { language: to.language, channel: to.channel, params: { ...params(to), ...day } })
    },
  })
  const begin = createBegin({
    instrument: (name) => content.instruments.find((one) => one.name === name),
    exercises: content.exercises,
  })
  const followUpParts = {
    arm: (tx: Sql, citizenId: string, now: Temporal.Instant) =>
      armJobs(tx, citizenId, now, rules.rhythm.pauseAfterDays),
    raiseQuiet: async (tx: Sql, citizenId: string, now: Temporal.Instant) =>
      (await people.parts.raise(tx, citizenId, { level: 'soon', class: 'quiet' }, now)).followUps,
  }
  const followUpDeps: FollowUpDeps = {
    ...{ clock, log, rules, begin, queues, dispatcher },
    followUps: { carryOut: (which, now, decide) => carryOut(sql, which, now, decide, followUpParts) },
    climb: (caseId) => people.climb(caseId),
    goOn: parts.goOn,
  }
  const talksOver = () =>
    people.room
      .talksOver()
      .catch((error: unknown) => log.warn({ problem: sentence(error) }, 'a card names a past talk'))
  const tickDeps: TickDeps = {
    ...{ clock, rules, begin, dispatcher },
    due: { fireDue: fireDue.bind(undefined, sql), fireNow: fireNow.bind(undefined, sql) },
    beat: (name, at) => beat(sql, name, at),
    sweep() {
      // Slack draws its card: neither that nor a fault in it holds a follow-up up.
      void talksOver()
      return sweepFollowUps(followUpDeps)
    },
    forget: () => forgetLinks(sql, clock.now()),
    async audit() {
      const repaired = await auditCases(people.actions)
      for (const { caseId, what } of repaired) log.error({ case: caseId, what }, 'a case had no valid next step')
      if (repaired.length > 0) await queues.add(...repaired.map(({ armed }) => punctual(armed, clock.now())))
    },
  }
  return {
    dispatcher,
    tickDeps,
    followUpDeps,
    async round() {
      await runTick(tickDeps)
      await people.notify()
      await people.digests()
    },
    lastTick: () => lastBeat(sql, TICK),
    advance: (to, setClock, onHappened) =>
      advanceTo(to, {
        clock,
        setClock,
        onHappened,
        nextDue: (until) => nextDue(sql, clock.now(), until),
        fire: () => fireAll(tickDeps),
        async sweep() {
          const done = await sweepFollowUps(followUpDeps)
          await talksOver()
          return done
        },
        dispatch: () => dispatcher.run(),
        sendNotices: () => people.notify(),
        busy: () => anySending(sql),
        aliases: (ids) => aliasesOf(sql, ids),
      }),
  }
}
