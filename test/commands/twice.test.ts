import { beforeAll, expect, test } from 'vitest'
import { type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>

beforeAll(async () => {
  town = await demo()
  await town.json('caseworker', 'add', '--name', 'Bo Dam', '--slack', 'U0BO', '--team', 'Solby', '--phone', '20405060')
})

const refused = (says: RegExp) => ({ code: 1, out: '', err: expect.stringMatching(says) })

test('the same item is in a plan once', async () => {
  const { alias } = await town.citizen()
  const add = (what: string, when: string, ...more: string[]) =>
    type('plan', 'add', alias, '--what', what, '--when', when, ...more)
  const known = refused(/^makker: This is in the plan of \S+ already; "makker plan show \S+" shows it\.\n$/)

  expect(await add('Gåtur', '2026-11-25T10:00')).toMatchObject({ code: 0 })
  expect(await add(' Gåtur', '2026-11-25 10:00')).toEqual(known)
  for (const other of [
    ['Gåtur', '2026-11-25T11:00'],
    ['Løb', '2026-11-25T10:00'],
    ['Gåtur', '2026-11-25T10:00', '--place', 'Torvet'],
    ['Gåtur', '2026-11-25T10:00', '--absence', 'counts'],
    ['Gåtur', '2026-11-25T10:00', '--every', 'week'],
  ] as [string, string, ...string[]][])
    expect(await add(...other), other.join(' ')).toMatchObject({ code: 0 })
  // The same day of the week at the same time: from the second week on it would be there twice.
  expect(await add('Gåtur', '2026-12-02T10:00', '--every', 'week')).toEqual(known)
  expect(await add('Gåtur', '2026-12-03T10:00', '--every', 'week')).toMatchObject({ code: 0 })
  expect(await town.json('plan', 'show', alias)).toHaveLength(7)

  const planned: {
    id: string
    what: string
    place: string | null
    absence: string
    every: string | null
    startsLocal: string
  }[] = await town.json('plan', 'show', alias)
  const plain = planned.find(
    (it) => it.what === 'Gåtur' && !it.place && it.absence === 'none' && !it.every && it.startsLocal.includes('10:00'),
  )
  await type('plan', 'remove', plain!.id)
  expect(await add('Gåtur', '2026-11-25T10:00')).toMatchObject({ code: 0 })

  const other = await town.citizen()
  expect(await type('plan', 'add', other.alias, '--what', 'Løb', '--when', '2026-11-25T10:00')).toMatchObject({
    code: 0,
  })
})

test('the same line is on the rota once', async () => {
  const add = (...who: string[]) =>
    type('duty', 'add', '--from', '2026-11-24T16:00', '--to', '2026-11-25T08:00', ...who)
  const known = refused(/^makker: This is on the rota already; "makker duty list" shows it\.\n$/)

  expect(await add('--phone', '20123456')).toMatchObject({ code: 0 })
  expect(await add('--phone', '+45 20 12 34 56')).toEqual(known)
  expect(await add('--caseworker', 'U0BO')).toMatchObject({ code: 0 })
  expect(await add('--caseworker', 'U0BO')).toEqual(known)
  // Their own number is what rings anyway.
  expect(await add('--caseworker', 'U0BO', '--phone', '20405060')).toEqual(known)
  expect(await add('--caseworker', 'U0BO', '--phone', '20123456')).toMatchObject({ code: 0 })
  expect(await town.json('duty', 'list')).toHaveLength(3)
})

test('the same is shared once, and noted once; other terms replace it', async () => {
  const { id, alias } = await town.citizen()
  const share = (what: string, until: string) =>
    type('citizen', 'share', alias, '--with', 'U0BO', '--what', what, '--until', until)
  const noted = () => town.rows(`select why from audit where action = 'share' and citizen_id = $1`, [id])

  expect(await share('plan', '2026-12-24')).toMatchObject({ code: 0 })
  expect(await share('plan', '2026-12-24')).toEqual(refused(/^makker: Bo Dam sees plan until 2026-12-24 already\.\n$/))
  expect(await noted()).toHaveLength(1)
  expect(await share('plan', '2026-12-31')).toMatchObject({ code: 0 })
  expect(await share('all', '2026-12-31')).toMatchObject({ code: 0 })
  expect(await town.rows('select what, until::text from share where citizen_id = $1', [id])).toEqual([
    { what: 'all', until: '2026-12-31' },
  ])
})
