import pg from 'pg'
import { StartRefused } from '../../lib/errors.ts'
import { hasCode } from './files.ts'

/**
 * The supervisor's own connection. It holds two advisory locks, which a crash of this process gives back at once:
 * `presence` (shared: everybody who uses the server) and `reign` (exclusive: the one long-running makker).
 */
export interface Session {
  /** Called once when the connection ends without `leave` or `close`. */
  onLost: (() => void) | undefined
  /** True: nobody else is attached and, until `close`, nobody can attach; the server may be stopped. */
  leave(): Promise<boolean>
  close(): Promise<void>
}

export interface SessionOptions {
  port: number
  superuserPassword: string
  password: string
  /** What `pg_stat_activity` shows. */
  name: string
  /** Take the exclusive lock too. */
  reign: boolean
  /** The data folder, for the sentence. */
  dataDir: string
}

/** First half of every lock's key: 'makk' in ASCII. The second names the lock. */
const LOCKS = 0x6d616b6b
const PRESENCE = 1
const REIGN = 2

/** A makker that was just killed loses its locks when the server notices, which takes a moment. */
const REIGN_PATIENCE = '500ms'

const LOCK_TIMEOUT = '55P03'

/** The code of the error that PostgreSQL answers with when the superuser's password is another one. */
export const WRONG_PASSWORD = '28P01'

/** @throws StartRefused when another makker reigns; pg's errors when the server is on its way down, or knows another password */
export const openSession = async (options: SessionOptions): Promise<Session> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: options.port,
    user: 'postgres',
    password: options.superuserPassword,
    database: 'postgres',
    application_name: options.name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  let wanted = true
  const session: Session = {
    onLost: undefined,
    leave: async () => {
      wanted = false
      await client.query('select pg_advisory_unlock_shared($1, $2)', [LOCKS, PRESENCE])
      const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1, $2) as alone', [
        LOCKS,
        PRESENCE,
      ])
      return rows[0]?.alone === true
    },
    close: async () => {
      wanted = false
      await client.end().catch(() => {}) // the server may have gone first
    },
  }
  client.on('error', () => {}) // 'end' follows
  client.once('end', () => {
    if (wanted) session.onLost?.()
  })
  try {
    await client.connect()
    // Waits while the last one out is stopping the server, and then fails with it.
    await client.query('select pg_advisory_lock_shared($1, $2)', [LOCKS, PRESENCE])
    if (options.reign) await takeReign(client, options.dataDir)
    await createDatabase(client, options.password)
  } catch (error) {
    await session.close()
    throw error
  }
  return session
}

const takeReign = async (client: pg.Client, dataDir: string): Promise<void> => {
  await client.query(`set lock_timeout = '${REIGN_PATIENCE}'`)
  try {
    await client.query('select pg_advisory_lock($1, $2)', [LOCKS, REIGN])
  } catch (error) {
    if (!hasCode(error, LOCK_TIMEOUT)) throw error
    const { rows } = await client.query<{ name: string }>(
      `select application_name as name from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and classid = $1 and objid = $2 and granted`,
      [LOCKS, REIGN],
    )
    throw new StartRefused(
      `Another makker is running on the data folder ${dataDir} (${rows[0]?.name ?? 'just now'}): stop it first, or give this one another DATA_DIR.`,
      { cause: error },
    )
  }
  await client.query('reset lock_timeout')
}

/** Made by another at the same moment: the role, the database, or its row in the catalogue. */
const ALREADY_THERE = ['42710', '42P04', '23505']

/** The application's own role is no superuser: SQL that goes wrong there can read no files and start no programs. */
const createDatabase = async (client: pg.Client, password: string): Promise<void> => {
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = 'makker') as role,
            exists (select from pg_database where datname = 'makker') as database`,
  )
  try {
    if (!rows[0]?.role) await client.query(`create role makker login password ${client.escapeLiteral(password)}`)
    if (!rows[0]?.database) await client.query('create database makker owner makker')
  } catch (error) {
    if (!hasCode(error, ...ALREADY_THERE)) throw error
    await createDatabase(client, password)
  }
}
