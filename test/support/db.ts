import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { type Db, openDb } from '../../src/db/pool.ts'
import { Vault } from '../../src/db/vault.ts'

const TEMPLATE = 'makker_template'

/** The same master key in every test. */
export const TEST_KEYS = [{ id: 'test', key: Buffer.alloc(32, 7) }]

const named = (name: string): string => {
  const url = new URL(inject('databaseUrl'))
  url.pathname = `/${name}`
  return url.toString()
}

/** Made once in a run by whichever file comes first; the advisory lock makes the others wait. */
const ensureTemplate = async (admin: pg.Client): Promise<void> => {
  await admin.query('select pg_advisory_lock(20261122)')
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [TEMPLATE])
    if (rowCount) return
    await admin.query(`create database ${TEMPLATE}_new`)
    const db = openDb(named(`${TEMPLATE}_new`), { max: 1 })
    await migrate(db.pool)
    await db.close()
    await admin.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`)
  } finally {
    await admin.query('select pg_advisory_unlock(20261122)')
  }
}

/** The URL of a new database with the house's tables in it and nothing else. */
export const freshDatabaseUrl = async (): Promise<string> => {
  const admin = new pg.Client({ connectionString: named('postgres') })
  await admin.connect()
  try {
    await ensureTemplate(admin)
    const name = `t_${randomBytes(6).toString('hex')}`
    // Creating from one template at the same time from two files fails: they take turns.
    await admin.query('select pg_advisory_lock(20261123)')
    await admin.query(`create database ${name} template ${TEMPLATE}`)
    return named(name)
  } finally {
    await admin.end()
  }
}

/** A database of this file's own, closed after its tests. */
export const freshDb = async (): Promise<Db & { url: string; vault: Vault }> => {
  const url = await freshDatabaseUrl()
  const db = openDb(url, { max: 6 })
  afterAll(() => db.close())
  const vault = await Vault.open(db.sql, TEST_KEYS)
  return { ...db, url, vault }
}

/**
 * The next change of a table ends as Postgres ends a deadlock's victim; the ones after it do not. Really meeting one takes
 * a second, and who of the two is ended is a matter of luck. @returns how often it has been tried since.
 */
export const deadlockOnce = async ({ pool }: Db, table: string, what: 'insert' | 'update') => {
  const name = `once_${randomBytes(6).toString('hex')}`
  await pool.query(`
    create sequence ${name};
    create function ${name}() returns trigger language plpgsql as $$ begin
      if nextval('${name}') = 1 then raise 'deadlock detected' using errcode = 'deadlock_detected'; end if;
      return null;
    end $$;
    create trigger ${name} before ${what} on ${table} for each statement execute function ${name}()`)
  return async (): Promise<number> => Number((await pool.query(`select last_value from ${name}`)).rows[0].last_value)
}
