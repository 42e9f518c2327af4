import { spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { StartRefused, sentence } from '../../lib/errors.ts'
import type { Binaries } from './binaries.ts'
import { hasCode, type Places, type Settings } from './files.ts'
import type { RunAs } from './user.ts'

/**
 * How a program is told of a folder. The user that root drops to may not be able to walk the path to it (a checkout
 * under a home of mode 700); so root opens the folder and hands it down, and the program goes in by `/proc/self/fd/3`,
 * which the kernel follows without looking at the folders above. Its owner is that user, so nothing else opens up.
 */
export const handDown = (folder: string, { drop }: RunAs): { path: string; fds: number[]; close: () => void } => {
  if (!drop) return { path: folder, fds: [], close: () => {} }
  const fd = openSync(folder, 'r')
  return { path: '/proc/self/fd/3', fds: [fd], close: () => closeSync(fd) }
}

/** @throws StartRefused when the data were written by another major version, or are not all there */
export const hasCluster = (places: Places, { major }: Binaries): boolean => {
  let version: string
  try {
    version = readFileSync(join(places.cluster, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    if (!statSync(places.cluster, { throwIfNoEntry: false })) return false
    throw new StartRefused(
      `${places.cluster} is there but is no PostgreSQL database: move it away, or set another DATA_DIR.`,
    )
  }
  if (version === String(major)) return isWhole(places)
  throw new StartRefused(
    Number(version) > major
      ? `The database in ${places.dataDir} was written by PostgreSQL ${version} and this makker brings ${major}: use the newer makker again, or set another DATA_DIR.`
      : `The database in ${places.dataDir} was written by PostgreSQL ${version} and this makker brings ${major}, which cannot read it: go back to the makker that wrote it, or run PostgreSQL ${version} yourself and set DATABASE_URL.`,
  )
}

/** Without this file the server says nothing that helps; what else is missing it names itself. */
const HEART = 'global/pg_control'

const isWhole = ({ cluster }: Places): true => {
  if (statSync(join(cluster, HEART), { throwIfNoEntry: false })) return true
  throw new StartRefused(
    `The database in ${cluster} lacks ${HEART}, so it is not all there: put the whole folder back from the backup, or set another DATA_DIR.`,
  )
}

/**
 * Makes the cluster beside its place and renames it: a crash half-way leaves no half cluster, and of two processes at
 * the same moment one wins. Not yet synced to disk: `syncCluster` does that while the server already runs.
 */
export const createCluster = async (
  places: Places,
  settings: Settings,
  binaries: Binaries,
  runAs: RunAs,
): Promise<void> => {
  sweep(places)
  const stage = mkdtempSync(join(places.dataDir, STAGE))
  const passwordFile = join(stage, 'password')
  writeFileSync(passwordFile, settings.superuserPassword, { mode: 0o600 })
  if (runAs.drop) for (const path of [stage, passwordFile]) chownSync(path, runAs.drop.uid, runAs.drop.gid)
  const given = handDown(stage, runAs)
  try {
    await initdb(binaries, runAs, given.fds, [
      `--pgdata=${given.path}/data`,
      `--pwfile=${given.path}/password`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--text-search-config=simple',
      '--no-sync',
      '--no-instructions',
    ])
    renameSync(join(stage, 'data'), places.cluster)
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error // otherwise another process was faster
  } finally {
    given.close()
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Brings everything initdb wrote to disk. Safe beside the running server: it only calls fsync. */
export const syncCluster = async (places: Places, binaries: Binaries, runAs: RunAs): Promise<void> => {
  const given = handDown(places.cluster, runAs)
  try {
    await initdb(binaries, runAs, given.fds, [`--pgdata=${given.path}`, '--sync-only'])
  } finally {
    given.close()
  }
}

const STAGE = 'postgres.new-'

/**
 * What a crash left. A cluster takes seconds to make, so what is an hour older than the folder (which was written to
 * just now, when it was opened) is nobody's.
 */
const sweep = (places: Places): void => {
  const newest = statSync(places.dataDir).mtimeMs
  for (const name of readdirSync(places.dataDir)) {
    const path = join(places.dataDir, name)
    if (name.startsWith(STAGE) && statSync(path).mtimeMs < newest - 3_600_000)
      rmSync(path, { recursive: true, force: true })
  }
}

const initdb = async ({ initdb: program }: Binaries, { drop }: RunAs, fds: number[], args: string[]): Promise<void> => {
  const child = spawn(program, args, { ...drop, cwd: '/', env: CLEAN_ENV, stdio: ['ignore', 'ignore', 'pipe', ...fds] })
  const said = text(child.stderr!)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return
  const reason = (await said).split('\n').find((line) => /error|fatal/i.test(line)) ?? `exit code ${code}`
  throw new StartRefused(`The embedded PostgreSQL could not make its database (${sentence(reason)}).`)
}

/** Nothing of our own environment (keys, tokens) goes into the database server. TZ saves initdb a search. */
export const CLEAN_ENV = { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' }
