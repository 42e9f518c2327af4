import { expect, test } from 'vitest'
import { like } from '../support/like.ts'
import { openTown } from '../support/town.ts'

test('nothing of ours arrives in quiet hours: an early appointment is reminded of in the morning, or the evening before', async () => {
  await using town = await openTown({ at: '2026-11-23T12:00' })
  const mette = await town.citizen()
  await mette.plans({ what: 'Tandlæge', at: '2026-11-24T08:30' })
  await town.advance('2026-11-24T07:59')
  expect(await mette.news()).toEqual([])
  await town.advance('2026-11-24T08:01')
  expect((await mette.news()).join()).toMatch(/I dag klokken 8\.30: Tandlæge/)
  await mette.says('ok')

  await mette.plans({ what: 'Morgenhold', at: '2026-11-25T08:05', absence: 'counts' })
  await town.advance('2026-11-24T19:59')
  // By nine, the time of the plan, the day's only appointment is over: there is nothing to say.
  expect(await mette.news()).toEqual([])
  await town.advance('2026-11-24T20:01')
  expect(await mette.news()).toEqual(like(/I morgen klokken 8\.05: Morgenhold/))
  // A reply is never bound by the hour.
  town.jump('2026-11-24T23:30')
  expect(await mette.says('NEJ')).toEqual(like(/meldt fra i morgen/))
})

test('the plan comes at half past two in the night once when the clock goes back, and after the gap when it goes forward', async () => {
  await using town = await openTown({ at: '2026-10-23T12:00' })
  const mette = await town.citizen({ planAt: '02:30' })
  for (const day of ['24', '25', '26']) await mette.plans({ what: `Hold ${day}`, at: `2026-10-${day}T12:00` })
  await town.advance('2026-10-26T10:00')
  expect((await mette.news()).filter((text) => /Godmorgen/.test(text))).toEqual(like(/Hold 24/, /Hold 25/, /Hold 26/))

  await using spring = await openTown({ at: '2026-03-27T12:00' })
  const bent = await spring.citizen({ planAt: '02:30' })
  for (const day of ['28', '29', '30']) await bent.plans({ what: `Hold ${day}`, at: `2026-03-${day}T12:00` })
  await spring.advance('2026-03-30T10:00')
  expect((await bent.news()).filter((text) => /Godmorgen/.test(text))).toEqual(like(/Hold 28/, /Hold 29/, /Hold 30/))
  const sent = await spring.rows<{ at: Temporal.Instant }>(
    `select sent_at as at from outbox where kind = 'plan' order by 1`,
  )
  expect(sent.map(({ at }) => at.toString().slice(0, 16))).toEqual([
    '2026-03-28T01:30',
    '2026-03-29T01:30',
    '2026-03-30T00:30',
  ])
})

test('nothing comes into a running conversation; it comes when the conversation has rested', async () => {
  await using town = await openTown({ at: '2026-11-23T09:00' })
  const mette = await town.citizen({ planAt: '09:10' })
  await mette.plans({ what: 'Gåtur', at: '2026-11-23T15:00' })
  await mette.getsCheckIn('who5')
  town.jump('2026-11-23T09:08')
  await mette.says('3')
  await town.advance('2026-11-23T09:20')
  expect(await mette.news()).toEqual([])
  expect(await mette.says('3', '3', '3', '3')).toEqual(like(/3 af 5/, /4 af 5/, /5 af 5/, /Tak/))
  await town.advance('2026-11-23T09:55')
  expect(await mette.news()).toEqual(like(/Gåtur/))
})

test('while a person writes with somebody the companion is silent, but STOP is heard', async () => {
  await using town = await openTown({ at: '2026-11-23T09:00' })
  const mette = await town.citizen({ planAt: '09:10' })
  await mette.plans({ what: 'Gåtur', at: '2026-11-23T15:00' })
  await town.staff.writesWith(mette, 60)
  await town.advance('2026-11-23T09:30')
  expect(await mette.says('ja, det passer mig fint')).toEqual([])
  await town.advance('2026-11-23T10:05')
  expect(await mette.news()).toEqual(like(/Gåtur/))
  await town.staff.writesWith(mette, 60)
  expect(await mette.says('STOP')).toEqual(like(/Jeg er stoppet/))
})

test('an unanswered check-in is asked about once after a day and closed after three', async () => {
  await using town = await openTown({ at: '2026-11-23T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  await town.advance('23h')
  expect(await mette.news()).toEqual([])
  await town.advance('2h')
  expect(await mette.news()).toEqual(like(/venter stadig/))
  await town.advance('2026-11-26T12:00')
  expect((await mette.news()).filter((text) => /spørgsmål|venter/.test(text)).length).toBeLessThanOrEqual(1)
  const [checkIn] = await town.rows<{ state: string }>('select state from check_in order by sent_at limit 1')
  expect(checkIn!.state).toBe('expired')
  // A late number is kept for the caseworker and counts as nothing.
  expect(await mette.says('5')).toEqual(like(/lukket/))
})

test('four weeks of silence: never more than the rhythm allows, a kind pause, and the caseworker is told once', {
  timeout: 30_000,
}, async () => {
  await using town = await openTown({ at: '2026-11-02T09:00' })
  const mette = await town.citizen()
  await mette.plans({ what: 'Gåtur', at: '2026-11-02T13:00', every: 'weekday' })
  await town.advance('28d')
  const unasked = await town.rows<{ at: Temporal.Instant }>(
    `select sent_at as at from outbox where unasked and sent_at is not null order by 1`,
  )
  const days = unasked.map(({ at }) => at.toZonedDateTimeISO('Europe/Copenhagen').toPlainDate())
  const perDay = Map.groupBy(days, String)
  for (const [, those] of perDay) expect(those.length).toBeLessThanOrEqual(2)
  for (const [, those] of Map.groupBy(days, (day) => `${day.yearOfWeek}-${day.weekOfYear}`)) {
    expect(those.length).toBeLessThanOrEqual(8)
    expect(new Set(those.map(String)).size).toBeLessThanOrEqual(5)
  }
  expect(await mette.status()).toBe('paused')
  expect((await mette.sees()).filter((text) => /holder jeg pause/.test(text))).toHaveLength(1)
  expect(await town.staff.openCases()).toMatchObject([{ level: 'soon', reasons: ['quiet'] }])
  expect(await mette.says('hej')).toEqual(like(/Hej igen/))
  expect(await mette.status()).toBe('active')
})
