import { beforeAll, expect, test } from 'vitest'
import { type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>
let alias: string

beforeAll(async () => {
  town = await demo()
  ;({ alias } = await town.citizen())
})

const plan = (when: string, what = 'Gåtur') => type('plan', 'add', alias, '--what', what, '--when', when)
const duty = (from: string, to: string) => type('duty', 'add', '--from', from, '--to', to, '--phone', '+4520123456')
const stored = async () => [
  ...(await town.rows('select id from plan_item')),
  ...(await town.rows('select id from duty')),
  ...(await town.rows('select id from cover')),
  ...(await town.rows('select id from share')),
]

test('a time that the clocks skip is refused, with one that is there', async () => {
  expect(await plan('2027-03-28T02:30')).toEqual({
    ...{ code: 2, out: '' },
    err: 'makker: --when 2027-03-28T02:30 does not exist, as the clocks go forward that night; give another time, such as 2027-03-28T03:30.\n',
  })
  for (const [from, to, option] of [
    ['2027-03-28T02:00', '2027-03-28T08:00', '--from'],
    ['2027-03-27T16:00', '2027-03-28T02:59', '--to'],
  ] as const)
    expect(await duty(from, to)).toMatchObject({
      ...{ code: 2, err: expect.stringMatching(`^makker: ${option} .* does not exist`) },
    })
  expect(await type('demo', 'advance', '--to', '2027-03-28T02:30')).toMatchObject({
    ...{ code: 2, err: expect.stringMatching(/^makker: --to .* does not exist/) },
  })
  expect(await stored()).toEqual([])
})

test('years far off are refused: they are typing errors', async () => {
  const far = (option: string, time: string) => ({
    ...{ code: 2, out: '' },
    err: `makker: ${option} ${time} is more than 100 years ahead; check the year.\n`,
  })
  for (const when of ['2126-11-23T10:00', '2206-11-24T10:00', '9999-12-31T10:00', '2206-11-24T10:00Z'])
    expect(await plan(when)).toEqual(far('--when', when))
  expect(await duty('2206-11-24T10:00', '2206-11-24T12:00')).toEqual(far('--from', '2206-11-24T10:00'))
  expect(await duty('2026-11-24T10:00', '2206-11-24T12:00')).toEqual(far('--to', '2206-11-24T12:00'))
  expect(await type('citizen', 'share', alias, '--with', 'U0LONE', '--what', 'plan', '--until', '2206-11-24')).toEqual(
    far('--until', '2206-11-24'),
  )
  await town.json('caseworker', 'add', '--name', 'Bo Dam', '--slack', 'U0BO', '--team', 'Team Solby')
  expect(
    await type('caseworker', 'cover', 'U0LONE', '--by', 'U0BO', '--from', '2026-11-24', '--to', '2206-11-24'),
  ).toEqual(far('--to', '2206-11-24'))
  expect(await stored()).toEqual([])
})

test('a time years back is refused too', async () => {
  const back = (option: string, time: string) => ({
    ...{ code: 2, out: '' },
    err: `makker: ${option} ${time} is more than 2 years back; check the year.\n`,
  })
  for (const when of ['2024-11-22T10:00', '2016-11-24T10:00', '0026-11-24T10:00', '2016-11-24T10:00Z'])
    expect(await plan(when)).toEqual(back('--when', when))
  expect(await duty('2016-12-21T10:00', '2026-12-21T12:00')).toEqual(back('--from', '2016-12-21T10:00'))
  expect(await duty('2026-12-21T10:00', '2016-12-21T12:00+01')).toEqual(back('--to', '2016-12-21T12:00+01'))
  expect(await stored()).toEqual([])
})

test('what is no full time, and a zone that there is not, are refused and not passed over', async () => {
  const none = (option: string, time: string) => ({
    ...{ code: 2, out: '' },
    err: `makker: ${option} "${time}" is not a time; write it like 2026-11-24T10:00.\n`,
  })
  for (const time of [
    ...['2026-12-21', '2026-12-21T10', '2026-12-21T1000', '2026-12-21T10:00+1'],
    ...['2026-12-21T10:00[Nowhere/Here]', '2026-12-21T10:00+05:00[Europe/Copenhagen]'],
  ])
    expect(await plan(time)).toEqual(none('--when', time))
  for (const time of ['2026-12-21T10', '2026-12-21T10:00[Nowhere/Here]']) {
    expect(await duty(time, '2026-12-21T12:00')).toEqual(none('--from', time))
    expect(await type('demo', 'advance', '--to', time)).toEqual(none('--to', time))
  }
  expect(await stored()).toEqual([])
})

test('a time that comes twice is the first of the two, and that is said', async () => {
  const { code, err } = await plan('2027-10-31T02:30')
  expect([code, err]).toEqual([
    0,
    '--when 2027-10-31T02:30 comes twice, as the clocks go back that night; the first is taken.\n',
  ])
  expect(await town.json('plan', 'show', alias)).toMatchObject([{ startsAt: '2027-10-31T00:30:00Z' }])

  expect(await duty('2027-10-31T02:30', '2027-10-31T08:00')).toMatchObject({
    ...{ code: 0, err: expect.stringMatching(/^--from .* comes twice/) },
  })
  expect(await town.json('duty', 'list')).toMatchObject([{ from: '2027-10-31T02:30:00+02:00' }])
  // Who gives the offset has said which.
  expect(await duty('2027-10-31T02:30+01:00', '2027-10-31T09:00')).toMatchObject({ code: 0, err: '' })
})

test('an offset is read, whole hours alone too', async () => {
  expect(await duty('2026-12-21T10:00+00', '2026-12-21T13:00:00+0100')).toMatchObject({ code: 0, err: '' })
  expect(await town.json('duty', 'list')).toContainEqual(
    expect.objectContaining({ from: '2026-12-21T11:00:00+01:00', to: '2026-12-21T13:00:00+01:00' }),
  )
  expect(await plan('2026-12-21 10:00-05', 'Svømning')).toMatchObject({
    ...{ code: 0, out: expect.stringContaining('2026-12-21 16:00') },
  })
})

test('within a hundred years ahead and two back every time is one', async () => {
  expect(await plan('2126-11-22T10:00', 'Om længe')).toMatchObject({ code: 0, err: '' })
  expect(await plan('2024-11-24T10:00', 'For længst')).toMatchObject({
    ...{ code: 0, err: 'This time has passed: no reminder will go.\n' },
  })
  for (const when of ['2027-02-30T10:00', '2027-01-05', '+275760-09-13T10:00', 'i morgen'])
    expect(await plan(when)).toMatchObject({ code: 2, err: expect.stringMatching(/^makker: --when /) })
  expect(await type('demo', 'advance', `${'9'.repeat(15)}d`)).toMatchObject({
    ...{ code: 2, err: expect.stringMatching(/is further than time goes/) },
  })
})

test('every form of ISO says its moment: an offset, a zone in brackets, a fraction, a date alone for a demo', async () => {
  for (const [when, startsAt] of [
    ['2027-01-11T10:00:00.000+01:00', '2027-01-11T09:00:00Z'],
    ['2027-01-12T10:00+01:00[Europe/Copenhagen]', '2027-01-12T09:00:00Z'],
    ['2027-01-13T10:00[America/New_York]', '2027-01-13T15:00:00Z'],
    ['2027-01-14T10:00:00.000', '2027-01-14T09:00:00Z'],
  ] as const)
    expect(await town.json('plan', 'add', alias, '--what', when, '--when', when), when).toMatchObject({ startsAt })
  expect(await type('demo', 'advance', '--to', '2026-11-24')).toMatchObject({ code: 0 })
  expect(await type('demo', 'advance', '--to', '2026-11-24T00:00:00.000Z')).toMatchObject({ code: 0 })
})
