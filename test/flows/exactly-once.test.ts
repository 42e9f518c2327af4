import { expect, test } from 'vitest'
import { like } from '../support/like.ts'
import { openTown, until } from '../support/town.ts'

test('the same event twice, also at the same time, is answered once', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  const outcomes = await Promise.all([mette.posts('5', 'a'), mette.posts('5', 'a'), mette.posts('5', 'a')])
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['answered', 'duplicate', 'duplicate'])
  expect((await mette.posts('5', 'a')).outcome).toBe('duplicate')
  expect(await mette.news()).toEqual(like(/2 af 3/))
})

test('three answers sent at the same moment are three answers', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  const outcomes = await Promise.all(['7', '7', '7'].map((text) => mette.posts(text)))
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered'])
  expect((await mette.news()).sort()).toEqual(like(/2 af 3/, /3 af 3/, /Tak for dine svar/))
  const [{ version }] = (await town.rows<{ version: number }>('select version from conversation')) as [
    { version: number },
  ]
  // The check-in that was sent, and each answer.
  expect(version).toBe(4)
})

test('a stop and an answer at the same moment leave it stopped and lose neither', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  await Promise.all([mette.posts('STOP'), mette.posts('5')])
  expect(await mette.status()).toBe('stopped')
  const heard = await town.rows<{ n: number }>('select count(*)::int as n from inbox')
  expect(heard[0]!.n).toBe(2)
  expect((await mette.news()).filter((text) => /Jeg er stoppet/.test(text))).toHaveLength(1)
})

test('ten ticks at the same moment send one plan', async () => {
  await using town = await openTown()
  const mette = await town.citizen({ planAt: '10:00' })
  await mette.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
  town.jump('2026-11-23T10:00')
  await Promise.all(Array.from({ length: 10 }, () => town.house.time.round()))
  await town.settled()
  expect(await mette.news()).toEqual(like(/Gåtur/))
})

test('a conversation saved by an older version is finished politely, and nothing is misread', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  await town.rows(`update conversation set open = open || '{"version": 0}'::jsonb where citizen_id = $1`, [mette.id])
  expect(await mette.says('5')).toEqual(like(/opdateret/))
  const [checkIn] = await town.rows<{ state: string }>('select state from check_in')
  expect(checkIn!.state).not.toBe('completed')
  expect(await mette.says('hej')).toEqual(like(/Hej igen/))

  await town.rows(
    `update conversation set open = '{"dialog": "gone", "step": "x", "version": 1}'::jsonb, open_sealed = null where citizen_id = $1`,
    [mette.id],
  )
  expect(await mette.says('ja')).toEqual(like(/opdateret/))
})

test('two workers on one database send once', { timeout: 30_000 }, async () => {
  await using first = await openTown()
  await using second = await openTown({ databaseUrl: first.databaseUrl })
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, n) => first.citizen({ name: `Borger ${n}`, planAt: '10:00' })),
  )
  for (const one of people) await one.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
  for (const town of [first, second]) town.jump('2026-11-23T10:00')
  await Promise.all([first, second].flatMap(({ house }) => [house.time.round(), house.time.round()]))
  await Promise.all([first.settled(), second.settled()])
  for (const one of people) expect(await one.news()).toEqual(like(/Gåtur/))
})

test('what a process that died had not sent is sent by the next one', { timeout: 30_000 }, async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  // A reply that a dead process had leased to itself.
  await mette.says('min uge')
  await town.rows(
    `update outbox set state = 'queued', channel = 'phone', sent_at = null, delivered_at = null, lease_by = 'dead', lease_until = $1`,
    [town.clock.now().add({ seconds: 30 }).toString()],
  )
  town.clock.advance({ seconds: 29 })
  await town.house.time.dispatcher.run()
  expect(await mette.sees()).toEqual([])
  town.clock.advance({ seconds: 2 })
  await town.house.time.dispatcher.run()
  await until('the reply', async () => (await mette.sees()).length === 1)
})

test('a rush of many citizens, some events twice, is answered once each and in nobody else’s place', async () => {
  await using town = await openTown()
  const people = await Promise.all(Array.from({ length: 8 }, () => town.citizen()))
  const versions = () =>
    town.rows<{ id: string; version: number }>('select citizen_id as id, version from conversation')
  const before = new Map((await versions()).map(({ id, version }) => [id, version]))
  const outcomes = await Promise.all(
    people.flatMap((one, n) => [
      one.posts(`jeg hedder nummer ${n}`, `event-${n}`),
      one.posts(`jeg hedder nummer ${n}`, `event-${n}`),
      one.posts('og her er noget mere'),
    ]),
  )
  const how = outcomes.map(({ outcome }) => outcome)
  expect(how.filter((outcome) => outcome === 'answered')).toHaveLength(16)
  expect(how.filter((outcome) => outcome === 'duplicate')).toHaveLength(8)
  for (const { id, version } of await versions()) expect(version - before.get(id)!).toBe(2)
  for (const [n, one] of people.entries()) {
    expect((await one.wrote()).sort()).toEqual(['og her er noget mere', `jeg hedder nummer ${n}`].sort())
  }
})
