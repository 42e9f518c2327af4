import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDataDir, readSettings } from '../../src/db/embedded/files.ts'
import { findRunning, stopPostmaster } from '../../src/db/embedded/postmaster.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { createLog } from '../../src/lib/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's own cluster, as the application's role, which here may also create databases. */
    databaseUrl: string
    /** The run's own data folder. Whoever opens a house on it finds what another has compiled. */
    dataDir: string
  }
}

const PREFIX = 'makker-test-'

/** A cluster in a folder of its own, without fsync: made in a second, gone after `stop`. */
export const startTestCluster = async (): Promise<{ url: string; dataDir: string; stop(): Promise<void> }> => {
  await sweep()
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const postgres = await startEmbedded({ dataDir, log: createLog({ level: 'warn' }), durable: false })
  await asSuperuser(dataDir, postgres.url, 'alter role makker createdb')
  return {
    ...{ url: postgres.url, dataDir },
    stop: async () => {
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const asSuperuser = async (dataDir: string, url: string, sql: string): Promise<void> => {
  const admin = new URL(url)
  admin.username = 'postgres'
  admin.password = readSettings(openDataDir(dataDir))!.superuserPassword
  const client = new pg.Client({ connectionString: admin.toString() })
  await client.connect()
  await client.query(sql)
  await client.end()
}

/** A run that was killed left its server behind. The folder's name says whose it was. */
const sweep = async (): Promise<void> => {
  const root = realpathSync(tmpdir())
  for (const name of readdirSync(root)) {
    const pid = /^makker-test-(\d+)-/.exec(name)?.[1]
    if (!pid || alive(Number(pid))) continue
    try {
      const places = openDataDir(join(root, name))
      const running = findRunning(places)
      if (running) await stopPostmaster(places, running, 2000)
      rmSync(places.dataDir, { recursive: true, force: true })
    } catch {
      // somebody else's, or another run is sweeping it too
    }
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Vitest's globalSetup. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const cluster = await startTestCluster()
  project.provide('databaseUrl', cluster.url)
  project.provide('dataDir', cluster.dataDir)
  return cluster.stop
}
