import pg from 'pg'
import { type Clock, ShiftedClock, systemClock } from '../lib/clock.ts'
import type { Sql } from './pool.ts'
import { claimSetting, readSetting, writeSetting } from './settings.ts'

const NAME = 'demo-clock'
const CHANNEL = 'makker_clock'

interface Stored {
  /** How far the town's clock is ahead of the real one, in milliseconds. */
  ahead: number
}

/** One clock for all processes of a demo: its distance to real time is in Postgres, and a move is announced to all. */
export interface DemoClock extends Clock {
  /** Moves the clock for everybody. Only forward: time that has passed has had effects. */
  set(at: Temporal.Instant): Promise<void>
  close(): Promise<void>
}

/** The next Monday 09:00 in the town's zone, today's if it is Monday before nine. */
export const nextMonday = (now: Temporal.Instant, zone: string): Temporal.Instant => {
  const local = now.toZonedDateTimeISO(zone)
  const monday = local
    .add({ days: (8 - local.dayOfWeek) % 7 })
    .with({ hour: 9, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  return (Temporal.ZonedDateTime.compare(monday, local) < 0 ? monday.add({ days: 7 }) : monday).toInstant()
}

/** Opens the town's clock; the first to open it sets it to `start`. */
export const openDemoClock = async (
  { sql, url }: { sql: Sql; url: string },
  start: Temporal.Instant,
  { onMoved, onError }: { onMoved: () => void; onError: (error: Error) => void },
): Promise<DemoClock> => {
  const clock = new ShiftedClock()
  const ahead = (at: Temporal.Instant): number => at.epochMilliseconds - systemClock.now().epochMilliseconds
  clock.shift((await claimSetting<Stored>(sql, NAME, { ahead: ahead(start) })).ahead)
  const refresh = async (): Promise<void> => {
    const stored = await readSetting<Stored>(sql, NAME)
    if (stored) clock.shift(stored.ahead)
    onMoved()
  }
  const ear = await listen(url, () => void refresh().catch(onError), onError)
  return {
    now: () => clock.now(),
    async set(at) {
      if (Temporal.Instant.compare(at, clock.now()) <= 0) return
      const moved: Stored = { ahead: ahead(at) }
      await writeSetting(sql, NAME, moved)
      clock.shift(moved.ahead)
      await ear.say()
    },
    close: () => ear.close(),
  }
}

const AGAIN_MS = 1_000

/** LISTEN on a connection of its own; a lost one is made anew, and what was missed meanwhile is read. */
const listen = async (url: string, heard: () => void, onError: (error: Error) => void) => {
  let client: pg.Client
  let closed = false
  const open = async (): Promise<void> => {
    client = new pg.Client({ connectionString: url, application_name: 'makker clock' })
    client.on('error', onError)
    client.on('notification', heard)
    client.on('end', () => {
      if (closed) return
      setTimeout(() => {
        if (!closed) void open().then(heard, onError)
      }, AGAIN_MS).unref()
    })
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
  }
  await open()
  return {
    say: async () => {
      await client.query(`notify ${CHANNEL}`)
    },
    close: async () => {
      closed = true
      await client.end().catch(() => {})
    },
  }
}
