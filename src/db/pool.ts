import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

/** What every table file takes: the pool's handle or a transaction's. */
export type Sql = Kysely<Database>

export interface Db {
  sql: Sql
  pool: pg.Pool
  close(): Promise<void>
}

/** `2026-11-22 16:24:44.5+00` as Postgres prints it, to an Instant. */
const toInstant = (text: string): Temporal.Instant =>
  Temporal.Instant.from(`${text.replace(' ', 'T')}:00`.replace(/([+-]\d\d:\d\d):00$/, '$1'))

const parsers: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.TIMESTAMPTZ]: toInstant,
  [pg.types.builtins.TIMESTAMP]: (text) => text.replace(' ', 'T'),
  [pg.types.builtins.DATE]: (text) => text,
}

/** Parsers of our own connections only: BullMQ's stay as it expects them. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) ||
    pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

/**
 * Opens the pool. Every session speaks UTC, and looks things up by their key while the tables are small, too: with the
 * default price of a random page, made for turning disks, a statement about fifty of six thousand messages reads them
 * all. A query that waits longer than 30 s is given up, a connection that cannot be had within 2 s is an error: a
 * webhook answers 503 rather than hang.
 */
export const openDb = (url: string, options: { max?: number; onError?: (error: Error) => void } = {}): Db => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    types,
    options: '-c TimeZone=UTC -c random_page_cost=1.1',
    connectionTimeoutMillis: 2_000,
    query_timeout: 30_000,
    // A connection costs a login, and its statements are planned anew: what is open stays open.
    idleTimeoutMillis: 0,
  })
  // An idle connection that breaks (server restarted) must not end the process: the next query opens a new one. One
  // that breaks while we are leaving was left to a server that stops.
  pool.on('error', (error) => {
    if (!pool.ending) options.onError?.(error)
  })
  const sql = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return {
    sql,
    pool,
    // Kysely ends the pool only if it was ever used through Kysely.
    async close() {
      await sql.destroy()
      if (!pool.ending) await pool.end()
    },
  }
}

/** Codes of Postgres (class 08, 57P, 53300) and of the network that say "the database is away", not "this is wrong". */
const AWAY = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/

/** Is the database away? Then nothing is the request's own fault and it can come again. */
export const isAway = (error: unknown): boolean => {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at instanceof AggregateError && at.errors.some(isAway)) return true
    if ('code' in at && typeof at.code === 'string' && AWAY.test(at.code)) return true
    // node-postgres gives these two no code.
    if (/^(timeout exceeded when trying to connect|Connection terminated)/.test(at.message)) return true
  }
  return false
}

/** Two that needed the same rows in another order: Postgres has ended one of them, and nothing of it is written. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '40P01'

/** Deadlocks in a row that are chance. */
const TRIES = 3

/** Work that is one transaction, done again from its beginning when it met a deadlock. */
export const againOnDeadlock = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++)
    try {
      return await work()
    } catch (error) {
      if (!isDeadlock(error) || tries === TRIES) throw error
    }
}

/** A transaction, run again when it met a deadlock: with a turn of the citizen, or with a colleague. */
export const transact = <T>(sql: Sql, work: (tx: Sql) => Promise<T>): Promise<T> =>
  againOnDeadlock(() => sql.transaction().execute(work))
