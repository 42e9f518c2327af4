import { Redis } from 'ioredis'
import { afterAll, describe, expect, test } from 'vitest'
import { like } from '../support/like.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { needs } from '../support/services.ts'
import { openTown } from '../support/town.ts'

describe.skipIf(needs('redis').skip)('with the queue away', () => {
  const servers: RedisServer[] = []
  afterAll(async () => {
    for (const server of servers) await server.stop()
  })
  const redis = async (): Promise<RedisServer> => {
    const server = await startRedis()
    servers.push(server)
    return server
  }

  test('turns go on at once, and the sweep delivers', { timeout: 30_000 }, async () => {
    const server = await redis()
    await using town = await openTown({ redis: server.url, telegram: true })
    const mette = await town.citizen({ channel: 'telegram', planAt: '10:00' })
    await mette.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
    await mette.getsCheckIn('who5')
    await server.kill()

    const took = performance.now()
    expect(await mette.says('0', '0', '0', '0', '0')).toEqual(
      like(/2 af 5/, /3 af 5/, /4 af 5/, /5 af 5/, /Lone får dit svar/),
    )
    expect(performance.now() - took).toBeLessThan(5_000)
    expect(await town.staff.openCases()).toMatchObject([{ level: 'today', state: 'open' }])

    // What the watchdog does while the queue is away.
    town.jump('2026-11-23T11:30')
    await town.house.time.round()
    await town.settled()
    expect(await town.staff.openCases()).toMatchObject([{ with: 'samir' }])
    expect((await mette.news()).filter((text) => /Gåtur/.test(text))).not.toEqual([])

    await server.start()
    await town.house.queues.rebuild()
    expect(await town.house.queues.ready()).toBe(true)
    const before = (await mette.sees()).length
    await town.house.time.round()
    await town.settled()
    expect(await mette.sees()).toHaveLength(before)
  })

  test('a Redis that was emptied loses and doubles nothing', { timeout: 30_000 }, async () => {
    const server = await redis()
    await using town = await openTown({ redis: server.url })
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, n) => town.citizen({ name: `Borger ${n}`, planAt: '10:00' })),
    )
    for (const one of people) await one.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
    const client = new Redis(server.url)
    await client.flushall()
    town.jump('2026-11-23T10:00')
    await Promise.all([town.house.time.round(), client.flushall(), town.house.time.round()])
    await town.house.queues.rebuild()
    await client.flushall()
    await town.house.time.round()
    client.disconnect()
    await town.settled()
    for (const one of people) expect(await one.news()).toEqual(like(/Godmorgen.*Gåtur/s))
    await town.advance('2026-11-23T12:31')
    for (const one of people) expect(await one.news()).toEqual(like(/Gåtur.*Er du på vej/))
  })
})
