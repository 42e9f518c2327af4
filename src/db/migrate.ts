import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

const FOLDER = new URL('migrations/', import.meta.url)
/** Any constant: the advisory lock under which one process migrates while others wait. */
const LOCK = 6_255_372

/** Brings the database to this version of the house. Safe to run from several processes at once. Returns what ran. */
export const migrate = async (pool: pg.Pool): Promise<string[]> => {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  const client = await pool.connect()
  try {
    const known = await client.query(`select to_regclass('public.migration') is not null as known`)
    if (known.rows[0].known) {
      const { rows } = await client.query('select count(*)::int as n from migration')
      if (rows[0].n === files.length) return []
    }
    await client.query('select pg_advisory_lock($1)', [LOCK])
    try {
      await client.query('create table if not exists migration (name text primary key)')
      const done = new Set((await client.query('select name from migration')).rows.map((row) => row.name as string))
      const ran: string[] = []
      for (const name of files.filter((file) => !done.has(file))) {
        const text = await readFile(new URL(name, FOLDER), 'utf8')
        await client.query('begin')
        try {
          await client.query(text)
          await client.query('insert into migration (name) values ($1)', [name])
          await client.query('commit')
        } catch (error) {
          await client.query('rollback')
          throw error
        }
        ran.push(name)
      }
      return ran
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK])
    }
  } finally {
    client.release()
  }
}
