import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { addPlanItem } from '../../src/db/plan-items.ts'
import { handlerOf } from '../../src/jobs/define.ts'
import { dispatch } from '../../src/jobs/dispatch.ts'
import { followUp } from '../../src/jobs/follow-up.ts'
import { openQueues, type Queues } from '../../src/jobs/queues.ts'
import { runTick, tick } from '../../src/jobs/tick.ts'
import { createWatchdog } from '../../src/jobs/watchdog.ts'
import { freshDb } from '../support/db.ts'
import { startRedis } from '../support/redis.ts'
import { needs } from '../support/services.ts'
import { lastTick, Provider, settle, type Town, wire } from './house.ts'

const db = await freshDb()
const BEFORE = '2026-11-22T23:30:00Z'

const citizensWithAPlan = async (count: number): Promise<string[]> => {
  const ids = await settle(
    db,
    Array.from({ length: count }, (_, n) => `Borger ${n}`),
    { now: BEFORE },
  )
  for (const citizenId of ids)
    await addPlanItem(
      db.sql,
      db.vault,
      {
        citizenId,
        what: 'Gåtur',
        startsLocal: Temporal.PlainDateTime.from('2026-11-23T14:00'),
        person: { zone: 'Europe/Copenhagen', quiet: { from: '21:00', to: '08:00' } },
        absence: 'none',
        rules: { remindBefore: 'PT1H', closingDays: [] },
      },
      Temporal.Instant.from(BEFORE),
    )
  return ids
}
const watchdogOf = (town: Town, queues: Pick<Queues, 'rebuild'>) =>
  createWatchdog({
    clock: town.clock,
    log: town.log,
    lastTick: () => lastTick(db),
    queues,
    tick: () => runTick({ ...town.tickDeps, dispatcher: town.dispatcher }),
  })

test('the watchdog leaves a house alone in which somebody ticks, and steps in after ninety silent seconds', async () => {
  const town = wire(db, [new Provider('phone')], { now: '2026-11-20T08:00:00Z' })
  let rebuilt = 0
  const watchdog = watchdogOf(town, {
    async rebuild() {
      rebuilt++
    },
  })
  expect(await watchdog.look()).toBe('stepped-in')
  expect(await watchdog.look()).toBe('fine')
  town.clock.advance({ seconds: 90 })
  expect(await watchdog.look()).toBe('stepped-in')
  expect(rebuilt).toBe(2)
})

describe.skipIf(needs('redis').skip)('with Redis', () => {
  test('emptying Redis in the middle of the morning loses and doubles nothing', async () => {
    const ids = await citizensWithAPlan(60)
    const server = await startRedis()
    const admin = new Redis(server.url)
    const provider = new Provider('phone', { concurrency: 16 })
    provider.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { outcome: 'sent' }
    }
    const towns = [1, 2].map(() => wire(db, [provider], { now: '2026-11-23T08:00:00Z' }))
    const houses = await Promise.all(
      towns.map(async (town) => {
        const queues = await openQueues({ redisUrl: server.url, databaseUrl: '', log: town.log })
        await queues.work({
          tick: handlerOf(tick, { ...town.tickDeps, dispatcher: town.dispatcher }),
          dispatch: handlerOf(dispatch, town),
          'follow-up': handlerOf(followUp, town.followUpDeps),
        })
        return { town, queues }
      }),
    )
    try {
      await houses[0]!.queues.add({ name: 'tick', data: {} })
      await expect.poll(() => provider.got.length, { timeout: 5_000 }).toBeGreaterThan(10)
      await admin.flushall()
      await houses[1]!.queues.add({ name: 'tick', data: {} })
      await admin.flushall()
      for (const { town } of houses) town.clock.advance({ seconds: 91 })
      for (const { town, queues } of houses) await watchdogOf(town, queues).look()
      await Promise.all(houses.map(({ town }) => town.dispatcher.run()))
      await expect.poll(() => provider.got.length, { timeout: 5_000 }).toBe(ids.length)
      expect(new Set(provider.got.map(({ address }) => address)).size).toBe(ids.length)
      // A tick that was still on its way may have looked like a live queue: the next look finds it out.
      await expect
        .poll(async () => {
          towns[0]!.clock.advance({ seconds: 91 })
          await watchdogOf(towns[0]!, houses[0]!.queues).look()
          return admin.exists('makker:makker:repeat')
        })
        .toBe(1)
      expect(provider.got).toHaveLength(ids.length)
    } finally {
      for (const { town, queues } of houses) {
        await queues.close()
        await town.dispatcher.stop()
      }
      admin.disconnect()
      await server.stop()
    }
  })

  test('with Redis down the sweep delivers', async () => {
    const [id] = await citizensWithAPlan(1)
    const server = await startRedis()
    const provider = new Provider('phone')
    const town = wire(db, [provider], { now: '2026-11-23T08:10:00Z' })
    const queues = await openQueues({ redisUrl: server.url, databaseUrl: '', log: town.log })
    await queues.work({ tick: handlerOf(tick, town.tickDeps) })
    await server.kill()
    try {
      expect(await queues.add({ name: 'tick', data: {} })).toBe(false)
      expect(await watchdogOf(town, queues).look()).toBe('stepped-in')
      await town.dispatcher.run()
      const sent = await db.sql.selectFrom('outbox').select('state').where('citizen_id', '=', id!).execute()
      expect(sent).toEqual([{ state: 'sent' }])
    } finally {
      await queues.close()
      await server.stop()
    }
  })
})
