import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openQueues } from '../../src/jobs/queues.ts'
import { createLog } from '../../src/lib/log.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { needs } from '../support/services.ts'
import { queueContract } from './queues-contract.ts'

describe.skipIf(needs('redis').skip)('on Redis', () => {
  let server: RedisServer
  let admin: Redis
  beforeAll(async () => {
    server = await startRedis()
    admin = new Redis(server.url)
    admin.on('error', () => {})
  })
  afterAll(async () => {
    admin.disconnect()
    await server.stop()
  })

  queueContract(() => ({
    name: 'redis',
    redisUrl: server.url,
    databaseUrl: 'postgres://unused',
    async empty() {
      await admin.flushall()
    },
    async schedulers(queue) {
      const look = new Queue(queue, { connection: admin, prefix: 'makker' })
      return look.getJobSchedulersCount()
    },
  }))

  test('with Redis down a producer refuses at once, and works again when Redis is back', async () => {
    const own = await startRedis()
    const queues = await openQueues({ redisUrl: own.url, databaseUrl: '', log: createLog({ level: 'silent' }) })
    try {
      expect(await queues.ready()).toBe(true)
      await own.kill()
      const start = performance.now()
      expect(await queues.add({ name: 'follow-up', data: {} })).toBe(false)
      expect(performance.now() - start).toBeLessThan(1_000)
      await own.start()
      await expect.poll(() => queues.add({ name: 'follow-up', data: {} }), { timeout: 8_000 }).toBe(true)
    } finally {
      await queues.close()
      await own.stop()
    }
  })

  test('opens although Redis is down from the beginning', async () => {
    const own = await startRedis()
    await own.kill()
    const start = performance.now()
    const queues = await openQueues({ redisUrl: own.url, databaseUrl: '', log: createLog({ level: 'silent' }) })
    await queues.work({})
    expect(performance.now() - start).toBeLessThan(8_000)
    expect(await queues.add({ name: 'follow-up', data: {} })).toBe(false)
    await own.start()
    await queues.rebuild()
    expect(await queues.add({ name: 'follow-up', data: {} })).toBe(true)
    await queues.close()
    await own.stop()
  })
})
