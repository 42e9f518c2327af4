import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopwatch } from '../../lib/clock.ts'
import type { Binaries } from './binaries.ts'
import { CLEAN_ENV, handDown } from './cluster.ts'
import { giveToOwner, hasCode, type Places } from './files.ts'
import type { RunAs } from './user.ts'

/** A server of this very data folder that is alive. */
export interface Running {
  pid: number
  port: number
  ready: boolean
}

/**
 * Sized for a small machine. Errors of single statements are not logged (the caller has them, and a statement may carry
 * a citizen's words); starts, stops and what ends a connection are.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  io_method: 'sync', // three processes fewer
  max_logical_replication_workers: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/** For tests only: a crash of the machine loses everything, a crash of the process nothing. */
const NOT_DURABLE: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** The server of this data folder, or undefined. A pid file whose process is gone, or is somebody else by now, is removed. */
export const findRunning = (places: Places): Running | undefined => {
  const path = join(places.cluster, 'postmaster.pid')
  const content = read(path)
  if (content === undefined) return undefined
  // https://www.postgresql.org/docs/18/storage-file-layout.html: pid, data folder, start, port, socket, address, shared memory, status
  const lines = content.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (Number.isInteger(pid) && pid > 0 && isPostmaster(pid, places))
    return { pid, port, ready: lines[7]?.trim() === 'ready' }
  // PostgreSQL takes a living process of that number for itself and would refuse to start.
  if (read(path) === content && lines.length > 1) rmSync(path, { force: true })
  return undefined
}

/**
 * After a reboot or in a container the number soon is another process's. The command line is what anybody may read;
 * the working directory would say it too, but root in a container has no right to look.
 */
const isPostmaster = (pid: number, places: Places): boolean => {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : execFileSync('ps', ['-o', 'command=', '-ww', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes(markOf(places))
  } catch {
    return false
  }
}

/** Tells the servers of two data folders apart; PostgreSQL's own children carry it in another form. */
const markOf = ({ cluster }: Places): string =>
  `cluster_name=makker-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`

export interface Launched extends Running {
  /** False: another process started it at the same moment. */
  own: boolean
}

export interface Launch {
  places: Places
  binaries: Binaries
  runAs: RunAs
  port: number
  durable: boolean
}

/**
 * Starts the server in its own session, so that Ctrl-C at our terminal and our own end do not reach it.
 * Ready, or undefined when it ended by itself: another was faster, the port was taken, or the log says why.
 */
export const launch = async (
  { places, binaries, runAs, port, durable }: Launch,
  limitMs: number,
): Promise<Launched | undefined> => {
  const given = handDown(places.cluster, runAs)
  const log = openLog(places)
  let child: ChildProcess
  try {
    const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), port: String(port) }
    const args = [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), markOf(places)].flatMap(
      (setting) => ['-c', setting],
    )
    child = spawn(binaries.postgres, ['-D', given.path, ...args], {
      ...runAs.drop,
      cwd: '/',
      env: CLEAN_ENV,
      detached: true,
      stdio: ['ignore', log, log, ...given.fds],
    })
  } finally {
    closeSync(log)
    given.close()
  }
  let over = false
  child.once('exit', () => (over = true))
  child.once('error', () => (over = true))
  child.unref()
  const elapsed = stopwatch()
  while (!over && elapsed() < limitMs) {
    const running = findRunning(places)
    if (running?.ready) return { ...running, own: running.pid === child.pid }
    await sleep(5)
  }
  return undefined
}

/**
 * Ends the server: first as if nothing had happened (open connections are closed, a checkpoint is written), then
 * without the checkpoint. False when it was still there at the end.
 */
export const stopPostmaster = async (places: Places, { pid }: Running, limitMs: number): Promise<boolean> => {
  for (const [signal, patience] of [
    ['SIGINT', limitMs],
    ['SIGQUIT', 5000],
  ] as const) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw error
    }
    const elapsed = stopwatch()
    while (elapsed() < patience) {
      if (findRunning(places)?.pid !== pid) return true
      await sleep(5)
    }
  }
  return false
}

/** The port itself if nobody listens there, else one the system chooses. */
export const freePort = async (preferred = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if (preferred !== 0) freePort().then(resolve, reject)
      else reject(error)
    })
    server.listen({ port: preferred, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : preferred
      server.close(() => resolve(port))
    })
  })

/** The last reason the server gave for ending. */
export const lastFatal = (places: Places): string => {
  const lines = (read(places.log) ?? '').split('\n').slice(-200)
  const line = lines.findLast((candidate) => candidate.includes('FATAL:') || candidate.includes('PANIC:'))
  return line?.replace(/^.*(?:FATAL|PANIC):\s*/, '') ?? `see ${places.log}`
}

const MAX_LOG_BYTES = 5_000_000

const openLog = (places: Places): number => {
  if ((statSync(places.log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) {
    renameSync(places.log, `${places.log}.1`)
  }
  const fd = openSync(places.log, 'a', 0o600)
  giveToOwner(places.log, places)
  return fd
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
