import { type House, type HouseOptions, openHouse } from './app/house.ts'
import { openTelegramIn } from './app/telegram.ts'
import { openWeb } from './app/web.ts'
import type { Config } from './config.ts'
import { warmTurns } from './db/turns.ts'
import { handlerOf } from './jobs/define.ts'
import { dispatch } from './jobs/dispatch.ts'
import { followUp } from './jobs/follow-up.ts'
import { tick } from './jobs/tick.ts'
import { createWatchdog } from './jobs/watchdog.ts'
import type { Log } from './lib/log.ts'

/** The running companion. */
export interface App {
  house: House
  /** Where the console and the webhooks are; undefined in the worker role. */
  url: string | undefined
  /** Finishes what is under way and lets go of everything; bounded in time. */
  stop(): Promise<void>
}

/** Just after the leases of a claim (30 s) and of a send (60 s) of a process that died right before this one started. */
const RETAKE_MS = [31_000, 61_000]

/** Starts what only workers do: jobs, the watchdog, Telegram's polling. @returns how to stop it. */
const startWorker = async (house: House): Promise<() => Promise<void>> => {
  const { queues, time, people, clock, log, changes } = house
  const changed = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work
    changes.emit()
    return done
  }
  const runTick = handlerOf(tick, time.tickDeps)
  const runFollowUp = handlerOf(followUp, time.followUpDeps)
  await queues.work({
    tick: async (data) => {
      const done = await changed(runTick(data))
      await people.notify()
      await people.digests()
      return done
    },
    'follow-up': async (data) => {
      const done = await changed(runFollowUp(data))
      await people.notify()
      return done
    },
    dispatch: (data) => changed(handlerOf(dispatch, { dispatcher: time.dispatcher })(data)),
    notify: async () => `sent ${await changed(people.notify())}`,
  })
  const watchdog = createWatchdog({ clock, log, queues, lastTick: time.lastTick, tick: () => changed(time.round()) })
  watchdog.start()
  // What a killed process had leased comes free by then, and must not wait for the next whole minute.
  const retakes = RETAKE_MS.map((after) => setTimeout(() => time.dispatcher.poke(), after))
  const closeTelegram = await openTelegramIn(house)
  return async () => {
    for (const retake of retakes) clearTimeout(retake)
    await closeTelegram()
    await watchdog.stop()
  }
}

/** For tests, which build many houses and let none of them meet a rush. */
export interface Overrides extends Pick<HouseOptions, 'clock' | 'texts'> {
  /** Connections are opened and statements planned when they are first needed. */
  cold?: true
}

/**
 * Builds and starts the companion in its role.
 * @throws StartRefused, ConfigInvalid: sentences for the person at the terminal.
 */
export const buildApp = async (config: Config, log: Log, { cold, ...overrides }: Overrides = {}): Promise<App> => {
  const house = await openHouse(config, log, { reign: true, ...overrides })
  const closing: (() => Promise<unknown>)[] = [() => house.close()]
  const stop = async (): Promise<void> => {
    for (let close = closing.pop(); close; close = closing.pop()) await close()
  }
  try {
    let url: string | undefined
    if (config.role !== 'worker') {
      const web = await openWeb(house)
      closing.push(() => web.stop())
      url = web.url
      // Beside the first requests, not before them; a fault only means that the first rush is slower.
      if (!cold) void warmTurns(house.db, house.clock.now()).catch(() => {})
      if (house.people.slack) await house.people.slack.start()
    }
    if (config.role !== 'web') closing.push(await startWorker(house))
    return { house, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
