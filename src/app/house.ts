import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { JobName } from '../core/due.ts'
import { audit } from '../db/audit.ts'
import type { CaseActionDeps } from '../db/case-actions.ts'
import { type DemoClock, nextMonday, openDemoClock } from '../db/demo-clock.ts'
import type { EffectParts } from '../db/effects.ts'
import { answered } from '../db/person-talk.ts'
import { armJobs } from '../db/reminder-jobs.ts'
import { readSetting } from '../db/settings.ts'
import { startedSince } from '../db/transcript.ts'
import type { Happened } from '../jobs/advance.ts'
import { openQueues, type Queues } from '../jobs/queues.ts'
import { runNow } from '../jobs/tick.ts'
import type { Model } from '../language/model/model.ts'
import type { RiskScreen } from '../language/risk/screen.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { type Channels, openChannels } from './channels.ts'
import { type Database, openDatabase } from './database.ts'
import { createDutyPhone } from './duty-phone.ts'
import { openModel } from './model.ts'
import { createPeople, type People } from './people.ts'
import { loadTexts, type Texts } from './texts.ts'
import { createTime, type Time } from './time.ts'
import { createTurns, type Turns } from './turns.ts'

/** Everything but the doors: what the process and every command stand on. */
export interface House {
  config: Config
  log: Log
  clock: Clock
  content: Content
  screen: RiskScreen
  database: Database
  db: Database['db']
  vault: Database['vault']
  queues: Queues
  channels: Channels
  people: People
  time: Time
  turns: Turns
  effectParts: EffectParts
  /** Undefined: none is configured. */
  model: Model | undefined
  caseActions: CaseActionDeps
  /** Tells the workers that rows wait; with the queue away the sweep finds them. */
  wake(): Promise<void>
  /** A job by hand; returns the ids of what will be sent. */
  sendNow(name: JobName, citizenIds?: readonly string[], how?: { instrument?: string }): Promise<string[]>
  /** Only in a demo. `onMoved` is told where the clock is, each time it jumps. */
  advance:
    | ((
        to: Temporal.Instant,
        onHappened?: (it: Happened) => void,
        onMoved?: (at: Temporal.Instant) => void,
      ) => Promise<Happened[]>)
    | undefined
  /** Notes who read what about whom. */
  audit(action: string, citizenId?: string): Promise<void>
  /** The bot's name, once it has been asked for. */
  telegramBot(): Promise<string | undefined>
  /** Something changed that somebody may be looking at. */
  changes: { subscribe(listener: () => void): () => void; emit(): void }
  close(): Promise<void>
}

export interface HouseOptions {
  /** The long-running process: one per data folder. */
  reign: boolean
  /** In place of the real time, for tests; one that can be set stands still until it is. */
  clock?: Clock & { set?(at: Temporal.Instant): void }
  /** Read already, for tests, which open many houses. */
  texts?: Texts
}

/** Where the bot's name is remembered. */
export const BOT_SETTING = 'telegram-bot'

const openClock = async (
  config: Config,
  database: Database,
  log: Log,
  onMoved: () => void,
): Promise<DemoClock | undefined> =>
  config.demo &&
  openDemoClock(
    { sql: database.db.sql, url: database.url },
    config.demo.start ?? nextMonday(systemClock.now(), config.zone),
    {
      onMoved,
      onError: (error) => log.warn({ reason: error.message }, 'the demo clock'),
    },
  )

const createChanges = (): House['changes'] => {
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit() {
      for (const listener of listeners) listener()
    },
  }
}

/** Opens the house: content, database, queue, channels, and what works on them; nothing listens or ticks yet. */
export const openHouse = async (
  config: Config,
  log: Log,
  { reign, clock: given, texts }: HouseOptions,
): Promise<House> => {
  const [{ content, screen }, database] = await settle(
    texts ? Promise.resolve(texts) : loadTexts(config, log),
    openDatabase(config, log, { reign }),
  )
  const changes = createChanges()
  const demo = given ? undefined : await openClock(config, database, log, changes.emit)
  const clock = given ?? demo ?? systemClock
  const move = demo?.set ?? (given?.set && (async (at: Temporal.Instant) => given.set?.(at)))
  const { sql } = database.db
  const worker = `${process.pid}-${newId().slice(-8)}`
  const queues = await openQueues({
    log,
    databaseUrl: database.url,
    ...(config.redisUrl && { redisUrl: config.redisUrl }),
  })
  const channels = await openChannels(config, clock, log)
  const wake = async (): Promise<void> => {
    await queues.add({ name: 'dispatch', data: {} }, { name: 'notify', data: {} })
  }
  const shared = { config, content, screen, clock, log, worker, database, channels, queues }
  /** What was written is told: the citizen, people at work, whoever looks at a page. */
  const tellEverybody = async (): Promise<void> => {
    changes.emit()
    time.dispatcher.poke()
    await people.notify()
  }
  const people = createPeople(shared, database, tellEverybody)
  const time: Time = createTime({ ...shared, people, goOn: (...it) => turns.goOn(...it) })
  const effectParts: EffectParts = {
    ...people.parts,
    answered: (tx, citizenId, now) => answered(tx, citizenId, now, config.zone),
    arm: (tx, citizenId, now) => armJobs(tx, citizenId, now, content.rules.rhythm.pauseAfterDays),
  }
  const model = openModel(config, content, log)
  const turns: Turns = createTurns({
    ...shared,
    ...{ people, time, effectParts, model, changed: changes.emit },
    duty: createDutyPhone({ ...shared, people, afterCommit: tellEverybody }).hears,
  })

  return {
    ...{
      config,
      log,
      clock,
      content,
      screen,
      database,
      queues,
      channels,
      people,
      time,
      turns,
      effectParts,
      model,
      changes,
      wake,
    },
    db: database.db,
    vault: database.vault,
    caseActions: people.actions,
    async sendNow(name, citizenIds, how) {
      const since = clock.now()
      await runNow({ name, ...(citizenIds && { citizenIds }), ...how }, time.tickDeps)
      await wake()
      return startedSince(sql, since, citizenIds)
    },
    advance:
      move &&
      ((to, onHappened, onMoved) => {
        const setClock = async (at: Temporal.Instant): Promise<void> => {
          await move(at)
          onMoved?.(at)
        }
        return time.advance(to, setClock, onHappened).finally(changes.emit)
      }),
    audit: (action, citizenId) =>
      audit(sql, { actor: 'cli', action, at: clock.now(), ...(citizenId && { citizenId }) }),
    telegramBot: () => readSetting<string>(sql, BOT_SETTING),
    async close() {
      await turns.close()
      await time.dispatcher.stop()
      await people.close()
      await people.slack?.stop()
      await queues.close()
      await channels.close()
      await demo?.close()
      await database.close()
    },
  }
}

/** Both, or neither: a database that opened while the texts failed is closed again. */
const settle = async <A>(texts: Promise<A>, database: Promise<Database>): Promise<[A, Database]> => {
  const [loaded, opened] = await Promise.allSettled([texts, database])
  if (loaded.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.close()
    throw loaded.reason
  }
  if (opened.status === 'rejected') throw opened.reason
  return [loaded.value, opened.value]
}
