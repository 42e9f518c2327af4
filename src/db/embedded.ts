import { setTimeout as sleep } from 'node:timers/promises'
import { stopwatch } from '../lib/clock.ts'
import { StartRefused, sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { type Binaries, type BinaryOptions, findBinaries } from './embedded/binaries.ts'
import { createCluster, hasCluster, syncCluster } from './embedded/cluster.ts'
import {
  foreignPasswords,
  hasCode,
  openDataDir,
  type Places,
  passwordsFor,
  type Settings,
  settingsOf,
  writeSettings,
} from './embedded/files.ts'
import {
  findRunning,
  freePort,
  type Launched,
  lastFatal,
  launch,
  type Running,
  stopPostmaster,
} from './embedded/postmaster.ts'
import { openSession, type Session, WRONG_PASSWORD } from './embedded/session.ts'
import { type RunAs, whoRuns } from './embedded/user.ts'

/** A PostgreSQL server of our own in the data folder. See docs/decisions/0002-embedded-postgres.md. */
export interface EmbeddedPostgres {
  /** `postgres://makker:…@127.0.0.1:port/makker`: the owner of the database, no superuser. It stays the same until `stop`. */
  url: string
  /** The server was running when we came: left by a crash, or kept by another command. */
  adopted: boolean
  /** The folder held no database: this one was made just now. */
  fresh: boolean
  /** Leaves; the last to leave stops the server. Bounded in time, and harmless when called again. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  log: Log
  /** False for tests only: no fsync. */
  durable?: boolean
  /** Milliseconds for the whole start (a long crash recovery counts) and for an orderly stop. */
  patience?: { start: number; stop: number }
  binaries?: BinaryOptions
}

/**
 * For the long-running process: one per data folder, and the server is brought back if it dies.
 * @throws StartRefused with one sentence that says what to do
 */
export const startEmbedded = (options: EmbeddedOptions): Promise<EmbeddedPostgres> => enter(options, true)

/**
 * For commands: uses the server of a running makker, or starts one for as long as it is needed. Any number at a time.
 * @throws StartRefused
 */
export const attachEmbedded = (options: EmbeddedOptions): Promise<EmbeddedPostgres> => enter(options, false)

/** What the start found out and what bringing the server back needs again. */
interface House {
  places: Places
  runAs: RunAs
  binaries: Binaries
  settings: Settings
  reign: boolean
  options: EmbeddedOptions
}

const PATIENCE = { start: 60_000, stop: 20_000 }
const COME_BACK_EVERY = 1000

const enter = async (options: EmbeddedOptions, reign: boolean): Promise<EmbeddedPostgres> => {
  const elapsed = stopwatch()
  const { log } = options
  const places = openDataDir(options.dataDir)
  const runAs = whoRuns(places)
  const binaries = findBinaries(runAs, options.binaries)
  const fresh = !hasCluster(places, binaries)
  // In this order: passwords are written before there is a database, so one that has none has lost them.
  const settings = fresh ? settingsOf(places, await freePort()) : passwordsFor(places)
  const house: House = { places, runAs, binaries, settings, reign, options }
  if (fresh) await createCluster(places, settings, binaries, runAs)

  const arrived = await arrive(house)
  let { session, running } = arrived
  const adopted = !arrived.started
  const synced =
    fresh && options.durable !== false
      ? syncCluster(places, binaries, runAs).catch((error) =>
          log.warn({ err: error }, 'the new database is not synced to disk yet'),
        )
      : undefined
  log.info({ port: running.port, adopted, fresh, ms: Math.round(elapsed()) }, 'embedded PostgreSQL is ready')

  let leaving: Promise<void> | undefined
  let returning: Promise<void> | undefined
  const comeBack = async (): Promise<void> => {
    log.error({ reason: lastFatal(places) }, 'the connection to the embedded PostgreSQL is lost')
    while (!leaving) {
      try {
        ;({ session, running } = await arrive(house, running.port))
        session.onLost = onLost
        log.info({ port: running.port }, 'the embedded PostgreSQL is back')
        return
      } catch (error) {
        log.error({ reason: sentence(error) }, 'the embedded PostgreSQL does not come back')
        await sleep(COME_BACK_EVERY)
      }
    }
  }
  const onLost = (): void => {
    returning = comeBack()
  }
  session.onLost = onLost

  const leave = async (): Promise<void> => {
    await Promise.all([synced, returning])
    try {
      if (await session.leave()) await shutDown(house, running)
    } catch (error) {
      log.warn({ reason: sentence(error) }, 'the embedded PostgreSQL was gone before it was stopped')
    } finally {
      await session.close()
    }
  }
  return {
    url: `postgres://makker:${settings.password}@127.0.0.1:${running.port}/makker`,
    adopted,
    fresh,
    stop: () => {
      leaving ??= leave()
      return leaving
    },
  }
}

const shutDown = async ({ places, options }: House, running: Running): Promise<void> => {
  const { stop } = options.patience ?? PATIENCE
  if (!(await stopPostmaster(places, running, stop))) {
    options.log.error({ pid: running.pid }, 'the embedded PostgreSQL does not stop; the next start takes it over')
  }
}

/**
 * A session on the server of this folder, which is started when it does not run. Others may start, stop or crash it in
 * between; PostgreSQL's own lock lets one server live, and whoever does not get what it saw looks again.
 */
const arrive = async (
  house: House,
  port?: number,
): Promise<{ session: Session; running: Running; started: boolean }> => {
  const { places, settings, reign, options } = house
  const limit = (options.patience ?? PATIENCE).start
  const elapsed = stopwatch()
  let launched: Launched | undefined
  let failures = 0
  let refusedBy: Running | undefined
  let why = 'it does not answer'
  while (elapsed() < limit) {
    const running = findRunning(places)
    if (!running) {
      launched = await begin(house, limit - elapsed(), port)
      if (launched || findRunning(places)) continue
      why = lastFatal(places)
      if (++failures === 4) break
      await sleep(100 * failures) // the children of a killed server live a moment longer
    } else if (!running.ready) {
      await sleep(10)
    } else {
      try {
        const session = await openSession({
          port: running.port,
          superuserPassword: settings.superuserPassword,
          password: settings.password,
          name: `${reign ? 'makker' : 'makker command'}, process ${process.pid}`,
          reign,
          dataDir: places.dataDir,
        })
        return { session, running, started: isOurs(launched, running) }
      } catch (error) {
        if (error instanceof StartRefused) throw error
        const refused = hasCode(error, WRONG_PASSWORD)
        // Once, it may have been another server, on a port that this one had just left.
        if (refused && refusedBy?.pid === running.pid && refusedBy.port === running.port) {
          // It never gets better. Who else comes with this file gets in no more than we do: the server serves nobody.
          if (isOurs(launched, running)) await shutDown(house, running)
          throw foreignPasswords(places, error)
        }
        refusedBy = refused ? running : undefined
        why = sentence(error)
        await sleep(50)
      }
    }
  }
  throw new StartRefused(`The embedded PostgreSQL in ${places.dataDir} does not start (${why}): see ${places.log}.`)
}

/** Started by this process, and still the one that runs. */
const isOurs = (launched: Launched | undefined, { pid }: Running): boolean =>
  launched?.own === true && launched.pid === pid

const begin = async (house: House, limit: number, port?: number): Promise<Launched | undefined> => {
  const { places, binaries, runAs, settings, options } = house
  const free = port ?? (await freePort(settings.port))
  const running = await launch({ places, binaries, runAs, port: free, durable: options.durable ?? true }, limit)
  if (running && running.port !== settings.port) writeSettings(places, { ...settings, port: running.port })
  return running
}
