import { stripVTControlCharacters } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { scheduleInWords } from '../../src/commands/in-words.ts'
import { type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>
let citizen: { id: string; alias: string }

beforeAll(async () => {
  town = await demo()
  citizen = await town.citizen('active')
  const { alias } = citizen
  for (const words of [
    ['caseworker', 'add', '--name', 'Bo Dam', '--slack', 'U0BO', '--team', 'Team Solby', '--lead'],
    ['caseworker', 'cover', 'U0LONE', '--by', 'U0BO', '--from', '2026-12-01', '--to', '2026-12-04'],
    ['plan', 'add', alias, '--what', 'Gåtur', '--when', '2026-11-25T10:00', '--every', 'week'],
    [
      'duty',
      'add',
      '--from',
      '2026-11-24T16:00',
      '--to',
      '2026-11-25T08:00',
      '--caseworker',
      'U0BO',
      '--phone',
      '20123456',
    ],
    ['job', 'run', 'plan', '--citizen', alias],
    ['escalation', 'raise', alias, '--level', 'today'],
  ] as [string, ...string[]][])
    expect(await type(...words), words.join(' ')).toMatchObject({ code: 0 })
  await town.rows(
    `insert into check_in (id, citizen_id, instrument, state, sent_at) values (gen_random_uuid(), $1, 'who5', 'sent', '2026-11-23T09:00+01:00')`,
    [citizen.id],
  )
})

const said = async (...words: string[]) => stripVTControlCharacters((await type(...words)).out)

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}/

test.for([
  ['caseworker list', /^Lone Holm +U0LONE +caseworker +Team Solby/m],
  ['citizen list', /^ALIAS +active +da +Lone Holm +phone ok$/m],
  ['job list', /^ALIAS +plan +every day 09:00 +active +Fri 01-01 01:00/m],
  ['check-in list', /^ALIAS +who5 +sent +– +– +Mon 23-11 09:\d\d$/m],
  ['escalation list', /^[0-9a-f]{8} +ALIAS +today +open +other +Lone Holm +Mon 23-11/m],
  ['message list', /^[0-9a-f]{8} +ALIAS +phone +out +plan/m],
  ['duty list', /^[0-9a-f]{8} +Tue 24-11 16:00 +Wed 25-11 08:00 +Bo Dam +\+4520123456$/m],
  ['plan show ALIAS', /^[0-9a-f]{8} +2026-11-25 10:00 +Gåtur .* week +none +–$/m],
  ['citizen show ALIAS', /^caseworker +Lone Holm\n(.*\n)*quiet +21:00–08:00$/m],
  ['escalation show ALIAS', /^reasons +other Mon 23-11 09:\d\d, by hand\n(.*\n)*assignee +Lone Holm$/m],
] as const)('%s is for people: words and names', async ([words, line]) => {
  const out = await said(...words.replace('ALIAS', citizen.alias).split(' '))
  expect(out).toMatch(new RegExp(line.source.replace('ALIAS', citizen.alias), line.flags))
  expect(out).not.toMatch(UUID)
  expect(out).not.toMatch(/[{}"]/)
})

test('an id as a table shows it is taken where a command needs one', async () => {
  const idIn = async (...words: string[]) => /^[0-9a-f]{8}(?= )/m.exec(await said(...words))![0]
  expect(await said('message', 'show', await idIn('message', 'list'))).toMatch(/^text /m)
  expect(await said('escalation', 'show', (await idIn('escalation', 'list')).toUpperCase())).toContain(citizen.alias)
  expect(await town.json('duty', 'remove', await idIn('duty', 'list'))).toMatchObject({ removed: true })
  expect(await town.json('plan', 'remove', await idIn('plan', 'show', citizen.alias))).toEqual({
    ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), removed: true },
  })
  for (const [noun, verb] of [
    ['message', 'show'],
    ['duty', 'remove'],
    ['plan', 'remove'],
    ['escalation', 'show'],
  ] as const)
    expect(await type(noun, verb, '00000000')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/There is no .* 00000000/),
    })
})

test('of two that end alike none is taken', async () => {
  for (const n of [1, 2])
    await town.rows(
      `insert into duty (id, from_at, to_at, phone) values ('0000000${n}-0000-7000-8000-0000abcdef01', '2026-12-0${n}', '2026-12-09', '+4520123456')`,
    )
  expect(await type('duty', 'remove', 'abcdef01')).toMatchObject({
    ...{ code: 1, err: expect.stringMatching(/abcdef01 stands for more than one.*--json/) },
  })
})

test('a schedule is said in words', () => {
  expect(scheduleInWords({ kind: 'daily', at: '08:00' })).toBe('every day 08:00')
  expect(scheduleInWords({ kind: 'weekly', day: 7, at: '17:00' })).toBe('every Sunday 17:00')
  expect(scheduleInWords({ kind: 'weekly', day: 3, at: '19:00', every: 2 })).toBe('every 2nd Wednesday 19:00')
  expect(scheduleInWords({ kind: 'weekly', day: 3, at: '19:00', every: 3 })).toBe('every 3rd Wednesday 19:00')
  expect(scheduleInWords({ kind: 'weekly', day: 3, at: '19:00', every: 11 })).toBe('every 11th Wednesday 19:00')
  expect(scheduleInWords({ kind: 'weekdays', days: [1, 2, 3, 4, 5], at: '08:00' })).toBe('Monday to Friday 08:00')
  expect(scheduleInWords({ kind: 'weekdays', days: [1, 4], at: '08:00' })).toBe('Monday, Thursday 08:00')
})
