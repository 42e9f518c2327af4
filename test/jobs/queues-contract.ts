import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineJob, handlerOf } from '../../src/jobs/define.ts'
import { openQueues, type Queues } from '../../src/jobs/queues.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'

export interface BackendUnderTest {
  name: 'redis' | 'postgres'
  redisUrl?: string
  databaseUrl: string
  /** FLUSHALL, or what comes to the same. */
  empty(): Promise<void>
  /** Schedulers of the tick that the store knows. */
  schedulers(queue: string): Promise<number>
}

const log = createLog({ level: 'silent' })

/** What every queue backend must keep. */
export const queueContract = (backend: () => BackendUnderTest): void => {
  const opened: Queues[] = []
  const open = async (name = `q${newId().slice(-8)}`): Promise<{ queues: Queues; name: string }> => {
    const { redisUrl, databaseUrl } = backend()
    const queues = await openQueues({ databaseUrl, log, name, ...(redisUrl && { redisUrl }) })
    opened.push(queues)
    return { queues, name }
  }
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queues) => queues.close()))
  })
  const until = async (condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> => {
    const end = performance.now() + ms
    while (!(await condition())) {
      if (performance.now() > end) throw new Error('it did not happen in time')
      await sleep(10)
    }
  }

  describe('the queue', () => {
    test('runs a delayed job when its time has come, not before and soon after', async () => {
      const { queues } = await open()
      const ran: number[] = []
      await queues.work({
        'follow-up': async () => {
          ran.push(performance.now())
          return 'done'
        },
      })
      const start = performance.now()
      expect(await queues.add({ name: 'follow-up', data: {}, row: { id: newId(), version: 1 }, delayMs: 700 })).toBe(
        true,
      )
      await until(() => ran.length > 0)
      expect(ran[0]! - start).toBeGreaterThanOrEqual(700)
      expect(ran[0]! - start).toBeLessThan(2_000)
    })

    test('lets a job with a stale version do nothing', async () => {
      const { queues } = await open()
      const row = { id: newId(), version: 2 }
      const did: string[] = []
      const job = defineJob({
        name: 'follow-up',
        payload: z.object({ followUpId: z.uuid(), version: z.int() }),
        async run({ version }, _deps: object) {
          const outcome = version === row.version ? 'done' : 'stale'
          did.push(outcome)
          return outcome
        },
      })
      await queues.work({ 'follow-up': handlerOf(job, {}) })
      for (const version of [1, 2])
        await queues.add({ name: 'follow-up', data: { followUpId: row.id, version }, row: { id: row.id, version } })
      await until(() => did.length === 2)
      expect(did.toSorted()).toEqual(['done', 'stale'])
    })

    test('queues the same row and version once', async () => {
      const { queues } = await open()
      const row = { id: newId(), version: 3 }
      let ran = 0
      for (let n = 0; n < 3; n++) await queues.add({ name: 'follow-up', data: {}, row, delayMs: 150 })
      await queues.add({ name: 'last', data: {}, delayMs: 400 })
      let last = false
      await queues.work({
        'follow-up': async () => {
          ran++
          return 'done'
        },
        last: async () => {
          last = true
          return 'done'
        },
      })
      await until(() => last)
      expect(ran).toBe(1)
    })

    test('takes a row again after it ran, when its version went up', async () => {
      const { queues } = await open()
      const id = newId()
      const versions: unknown[] = []
      await queues.work({
        'follow-up': async (data) => {
          versions.push((data as { version: number }).version)
          return 'done'
        },
      })
      for (const version of [1, 2]) {
        await queues.add({ name: 'follow-up', data: { version }, row: { id, version } })
        await until(() => versions.length === version)
      }
      expect(versions).toEqual([1, 2])
    })

    test('goes on with the next job when one throws', async () => {
      const { queues } = await open()
      let ran = false
      await queues.work({
        bad: async () => {
          throw new Error('the job is broken')
        },
        good: async () => {
          ran = true
          return 'done'
        },
      })
      await queues.add({ name: 'bad', data: {} }, { name: 'good', data: {} })
      await until(() => ran)
    })

    test('has one tick however often it is started, and has it again after the store was emptied', async () => {
      const { queues, name } = await open()
      await queues.work({})
      await queues.rebuild()
      const second = await open(name)
      await second.queues.work({})
      await second.queues.close()
      expect(await backend().schedulers(name)).toBe(1)

      await backend().empty()
      expect(
        await backend()
          .schedulers(name)
          .catch(() => 0),
      ).toBe(0)
      await Promise.all([queues.rebuild(), queues.rebuild()])
      expect(await backend().schedulers(name)).toBe(1)
      let ran = false
      await queues.work({
        again: async () => {
          ran = true
          return 'done'
        },
      })
      expect(await queues.add({ name: 'again', data: {} })).toBe(true)
      await until(() => ran)
    })

    test('closes in bounded time although a job hangs', async () => {
      const { queues } = await open()
      let started = false
      await queues.work({
        hangs: () => {
          started = true
          return new Promise<string>(() => {})
        },
      })
      await queues.add({ name: 'hangs', data: {} })
      await until(() => started)
      const start = performance.now()
      await queues.close()
      expect(performance.now() - start).toBeLessThan(4_000)
    })

    test('says no rather than hang after it was closed', async () => {
      const { queues } = await open()
      await queues.close()
      expect(await queues.add({ name: 'late', data: {} })).toBe(false)
      expect(await queues.ready()).toBe(false)
    })
  })
}
