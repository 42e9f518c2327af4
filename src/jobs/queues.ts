import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { type Backend, openPostgresBackend, openRedisBackend } from './backends.ts'
import { type Enqueued, type Handler, jobId } from './define.ts'

/** BullMQ behind the few things we ask of it. Postgres owns the truth: nothing here is ever the only record. */
export interface Queues {
  readonly backend: 'redis' | 'postgres'
  /** After the commit only. Ends within `ADD_MS` and never throws; false: the sweep has to find it. */
  add(...jobs: Enqueued[]): Promise<boolean>
  /** Starts the workers and the minute's tick in this process. */
  work(handlers: Readonly<Record<string, Handler>>): Promise<void>
  /** Opens everything anew: after the store was emptied, restarted, or has gone silent. */
  rebuild(): Promise<void>
  /** Does the store answer? */
  ready(): Promise<boolean>
  /** Jobs by state; empty while the store is away. */
  counts(): Promise<Record<string, number>>
  /** Ends within `CLOSE_MS`, whatever hangs. Running jobs get that long to finish. */
  close(): Promise<void>
}

const ADD_MS = 500
const OPEN_MS = 3_000
const CLOSE_MS = 3_000
const CONCURRENCY = 8
/** Every minute at its first second. */
const TICK = { pattern: '0 * * * * *' }
/** Nothing is kept: what happened is in our own rows, and a kept id would block its re-use. */
const FORGET = { removeOnComplete: true, removeOnFail: true }

export interface QueueOptions {
  redisUrl?: string
  databaseUrl: string
  log: Log
  /** Several houses on one Redis; tests. */
  name?: string
}

export const openQueues = async (options: QueueOptions): Promise<Queues> => {
  const { log, redisUrl, databaseUrl, name = 'makker' } = options
  const onError = (error: unknown): void => log.warn({ queue: name, problem: sentence(error) }, 'queue')
  const open = (): Promise<Backend> =>
    redisUrl ? openRedisBackend(name, redisUrl, onError) : openPostgresBackend(name, databaseUrl, onError)

  let backend = await within(OPEN_MS, open()).catch((error: unknown) => {
    // With the queue away the house still opens: turns go on, the sweep delivers, the watchdog comes back to it.
    onError(error)
    return undefined
  })
  let handlers: Readonly<Record<string, Handler>> | undefined
  let closed = false
  let rebuilding: Promise<void> | undefined

  const process = async (job: { name: string; data: unknown }): Promise<string> => {
    const handler = handlers?.[job.name]
    if (!handler) return 'unknown'
    return handler(job.data)
  }
  const startWork = async (): Promise<void> => {
    if (!backend || !handlers) return
    backend.work(process, CONCURRENCY)
    await within(OPEN_MS, backend.schedule('tick', TICK, FORGET)).catch(onError)
  }
  const rebuild = async (): Promise<void> => {
    const old = backend
    backend = undefined
    if (old) await within(CLOSE_MS, old.close(true)).catch(onError)
    if (closed) return
    backend = await within(OPEN_MS, open()).catch((error: unknown) => {
      onError(error)
      return undefined
    })
    await startWork()
  }

  return {
    backend: redisUrl ? 'redis' : 'postgres',
    async add(...jobs) {
      if (!backend || jobs.length === 0) return backend !== undefined
      const bulk = jobs.map((job) => {
        const id = jobId(job)
        // Never early: a follow-up that is not due yet does nothing.
        const delay = Math.max(0, Math.ceil(job.delayMs ?? 0))
        return { name: job.name, data: job.data, opts: { ...FORGET, delay, ...(id && { jobId: id }) } }
      })
      return within(ADD_MS, backend.add(bulk)).then(
        () => true,
        (error: unknown) => {
          onError(error)
          return false
        },
      )
    },
    async work(by) {
      const working = handlers !== undefined
      handlers = by
      if (!working) await startWork()
    },
    async rebuild() {
      rebuilding ??= rebuild().finally(() => {
        rebuilding = undefined
      })
      await rebuilding
    },
    async ready() {
      if (!backend) return false
      return within(ADD_MS, backend.ping()).then(
        () => true,
        () => false,
      )
    },
    async counts() {
      return backend ? within(ADD_MS, backend.counts()) : {}
    },
    async close() {
      closed = true
      await rebuilding
      const last = backend
      backend = undefined
      if (!last) return
      await within(CLOSE_MS, last.close(false)).catch(async (error: unknown) => {
        onError(error)
        await within(CLOSE_MS, last.close(true)).catch(onError)
      })
    },
  }
}

/** The store did not answer in time. */
export class QueueSlow extends Error {
  override name = 'QueueSlow'
}

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new QueueSlow(`no answer within ${ms} ms`)), ms)
  work.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}
