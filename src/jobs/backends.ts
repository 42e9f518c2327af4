import { once } from 'node:events'
import type { JobsOptions, Queue, Worker } from 'bullmq'

export interface BulkJob {
  name: string
  data: Record<string, unknown>
  opts: JobsOptions
}

/** One open connection to BullMQ's store. The client libraries are loaded when one is opened, not before. */
export interface Backend {
  add(jobs: BulkJob[]): Promise<unknown>
  schedule(id: string, repeat: { pattern: string }, opts: JobsOptions): Promise<unknown>
  work(process: (job: { name: string; data: unknown }) => Promise<string>, concurrency: number): void
  ping(): Promise<unknown>
  /** Jobs by state. */
  counts(): Promise<Record<string, number>>
  /** `force` does not wait for running jobs. */
  close(force: boolean): Promise<void>
}

type OnError = (error: unknown) => void

/** Parts of both kinds: a queue to add to, a worker when asked for, and what else has to be closed. */
interface Parts {
  queue: Queue
  worker(process: (job: { name: string; data: unknown }) => Promise<string>, concurrency: number): Worker
  ping(): Promise<unknown>
  /** Ends connections that BullMQ was only lent. */
  release(): Promise<unknown>
}

const toBackend = ({ queue, worker, ping, release }: Parts, onError: OnError): Backend => {
  let working: Worker | undefined
  queue.on('error', onError)
  return {
    add: (jobs) => (jobs.length === 1 ? queue.add(jobs[0]!.name, jobs[0]!.data, jobs[0]!.opts) : queue.addBulk(jobs)),
    schedule: (id, repeat, opts) => queue.upsertJobScheduler(id, repeat, { name: id, data: {}, opts }),
    work(process, concurrency) {
      working = worker(process, concurrency)
      working.on('error', onError)
      working.on('failed', (_job, error) => onError(error))
    },
    ping,
    counts: () => queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
    async close(force) {
      const closing = working?.close(force)
      // A job that hangs holds its worker's close up for ever, forced or not: then the connections end under it.
      if (force) closing?.catch(onError)
      else await closing
      await queue.close()
      await release()
    },
  }
}

/** Redis on the same network answers in milliseconds. */
const CONNECT_MS = 2_000

/** Redis by ioredis. A producer that is not connected refuses at once; a worker waits for Redis to come back. */
export const openRedisBackend = async (name: string, url: string, onError: OnError): Promise<Backend> => {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
  const retryStrategy = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), 2_000)
  const producer = new Redis(url, {
    // Otherwise `add` waits for as long as Redis is away, and a turn with it.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    retryStrategy,
  })
  const consumer = (): InstanceType<typeof Redis> => new Redis(url, { maxRetriesPerRequest: null, retryStrategy })
  const lent: InstanceType<typeof Redis>[] = []
  try {
    // A Queue that is made before its connection is ready remembers the fault and refuses for ever.
    await once(producer, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) })
  } catch (error) {
    producer.disconnect()
    throw error
  }
  producer.on('error', onError)
  const queue = new Queue(name, { connection: producer, prefix: 'makker', skipWaitingForReady: true })
  return toBackend(
    {
      queue,
      worker(process, concurrency) {
        const connection = consumer()
        connection.on('error', onError)
        lent.push(connection)
        return new Worker(name, process, { connection, prefix: 'makker', concurrency, drainDelay: 2 })
      },
      ping: () => producer.ping(),
      async release() {
        for (const connection of [producer, ...lent]) connection.disconnect()
      },
    },
    onError,
  )
}

/** PostgreSQL, in a schema of its own, by connections of its own (our type parsers stay ours). */
export const openPostgresBackend = async (name: string, url: string, onError: OnError): Promise<Backend> => {
  const { createPostgresBackend, withBackend } = await import('bullmq')
  const { Queue, Worker } = withBackend(createPostgresBackend)
  const connection = (max: number) => ({
    connectionString: url,
    schema: 'bullmq',
    migrate: true,
    max,
    connectionTimeoutMillis: 2_000,
    query_timeout: 10_000,
  })
  const queue = new Queue(name, { connection: connection(2) })
  // Attached before waiting: an error event that nobody listens to would end the process.
  queue.on('error', onError)
  await queue.waitUntilReady()
  return toBackend(
    {
      queue: queue as unknown as Queue,
      worker: (process, concurrency) =>
        new Worker(name, process, { connection: connection(3), concurrency, drainDelay: 2 }) as unknown as Worker,
      ping: () => queue.getJobCountByTypes('waiting'),
      release: async () => {},
    },
    onError,
  )
}
