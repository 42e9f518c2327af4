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
 * Opens the pool. Every session speaks UTC. A query that waits longer than 30 s is given up, a connection
 * that cannot be had within 2 s is an error: a webhook answers 503 rather than hang.
 */
export const openDb = (url: string, options: { max?: number; onError?: (error: Error) => void } = {}): Db => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    types,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: 2_000,
    query_timeout: 30_000,
    idleTimeoutMillis: 30_000,
  })
  // An idle connection that breaks (server restarted) must not end the process: the next query opens a new one.
  pool.on('error', (error) => options.onError?.(error))
  const sql = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { sql, pool, close: () => sql.destroy() }
}
