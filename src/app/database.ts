import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { attachEmbedded, startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { type Db, isAway, openDb } from '../db/pool.ts'
import { Vault } from '../db/vault.ts'
import { StartRefused, sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { MasterKey } from '../lib/seal.ts'

export interface Database {
  db: Db
  vault: Vault
  url: string
  /** The folder in which this opening made a database, because there was none. */
  madeIn: string | undefined
  close(): Promise<void>
}

/**
 * The first connections of a process compete with the reading of the content, and a server that starts at the same time
 * may need a moment: only the third refusal counts.
 */
const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let left = 2; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !isAway(error)) throw error
      await sleep(500)
    }
  }
}

/** Opens the configured PostgreSQL, or the one in the data folder; migrates; opens the key store. @throws StartRefused */
export const openDatabase = async (config: Config, log: Log, { reign }: { reign: boolean }): Promise<Database> => {
  const enter = reign ? startEmbedded : attachEmbedded
  const embedded = config.databaseUrl ? undefined : await enter({ dataDir: config.dataDir, log })
  const url = config.databaseUrl ?? embedded!.url
  const db = openDb(url, {
    max: reign ? 12 : 4,
    onError: (error) => log.warn({ reason: sentence(error) }, 'a database connection was lost'),
  })
  const close = async (): Promise<void> => {
    await db.close()
    await embedded?.stop()
  }
  try {
    const ran = await patiently(() => migrate(db.pool)).catch((cause: unknown) => {
      throw new StartRefused(
        'The database in DATABASE_URL cannot be reached or changed; check that it runs and that its user may create tables.',
        { cause },
      )
    })
    if (ran.length > 0) log.info({ migrations: ran.length }, 'database brought up to date')
    const vault = config.keys ? await Vault.open(db.sql, config.keys) : await openOwn(db, config.dataDir)
    return { db, vault, url, madeIn: embedded?.fresh ? resolve(config.dataDir) : undefined, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The embedded database's own key: beside it, readable by its owner only. Losing it loses everything sealed. */
const openOwn = async ({ sql }: Db, dataDir: string): Promise<Vault> => {
  const file = join(dataDir, 'master.key')
  const isMade = await Vault.isMade(sql)
  const missing = `The key of this database, ${file}, is missing; put it back from the backup. What is sealed cannot be read without it.`
  if (isMade && !existsSync(file)) throw new StartRefused(missing)
  return Vault.open(sql, await ownKeys(file), file)
}

const ownKeys = async (file: string): Promise<MasterKey[]> => {
  // Written aside and linked: a second process never reads half a key, and the first one's stays.
  const aside = `${file}.${process.pid}`
  await writeFile(aside, randomBytes(32).toString('base64'), { mode: 0o600 })
  await link(aside, file).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await unlink(aside)
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64')
  if (key.length !== 32)
    throw new StartRefused(
      `The key in ${file} is damaged; put the original back, or move the data folder away to start anew.`,
    )
  return [{ id: 'embedded', key }]
}
