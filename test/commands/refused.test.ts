import { beforeAll, expect, test } from 'vitest'
import { stubConfig, type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>

beforeAll(async () => {
  town = await demo()
})

const colleague = (over: Record<string, string>) =>
  Object.entries({ name: 'Bo Dam', slack: 'U0BO', team: 'Team Solby', ...over }).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ])

test.for([
  ['an empty name', { name: ' ' }, /--name must be 1–200 characters, on one line\.\n$/],
  ['a name of 600 letters', { name: 'b'.repeat(600) }, /--name must be 1–200 characters/],
  ['a name on two lines', { name: 'Bo\nDam' }, /--name must be 1–200 characters, on one line/],
  ['a name with a control character', { name: 'Bo\u0007Dam' }, /--name must be 1–200 characters/],
  ['a name that is a CPR number', { name: 'Bo 010190-1234' }, /--name holds a CPR number/],
  ['an empty team', { team: '' }, /--team must be 1–200 characters/],
  ['a team on two lines', { team: 'Team\u2028Solby' }, /--team must be 1–200 characters/],
  ['a Slack name', { slack: 'hello world' }, /--slack "hello world" is not a Slack user id; it looks like U012AB3CD/],
  ['a Slack id in small letters', { slack: 'u0bo' }, /--slack "u0bo" is not a Slack user id/],
  ['the id of a channel', { slack: 'C0TEAM' }, /--slack "C0TEAM" is not a Slack user id/],
] as const)(
  'a colleague with %s is refused in one sentence, and neither they nor a team are there',
  async ([, over, says]) => {
    expect(await type('caseworker', 'add', ...colleague(over))).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(says),
    })
    expect(await town.rows('select name from team')).toEqual([{ name: 'Team Solby' }])
  },
)

test('a team is the same however its letters are sized and spaced', async () => {
  const added = await town.json('caseworker', 'add', ...colleague({ name: ' Bo Dam ', team: ' team  solby ' }))
  expect(added).toMatchObject({ name: 'Bo Dam', team: 'Team Solby' })
  expect(await town.json('caseworker', 'add', ...colleague({ slack: 'W012ABC', team: 'Team Ærø' }))).toMatchObject({
    team: 'Team Ærø',
  })
  expect(await town.json('caseworker', 'add', ...colleague({ slack: 'U3', team: 'TEAM ÆRØ' }))).toMatchObject({
    team: 'Team Ærø',
  })
})

test('a Slack id that belongs to somebody leaves no team behind', async () => {
  expect(await type('caseworker', 'add', ...colleague({ slack: 'U0LONE', team: 'Team Nord' }))).toMatchObject({
    code: 1,
    err: expect.stringMatching(/with the Slack id U0LONE is there already/),
  })
  expect(await town.rows(`select name from team where name = 'Team Nord'`)).toEqual([])
})

test('what would be over before it begins is refused: a share, a duty, a cover', async () => {
  const { alias } = await town.citizen()
  const share = (until: string) =>
    type('citizen', 'share', alias, '--with', 'U0LONE', '--what', 'plan', '--until', until)
  expect(await share('2026-11-22')).toMatchObject({ code: 2, err: expect.stringMatching(/--until 2026-11-22 is past/) })
  expect(await share('2026-11-23')).toMatchObject({ code: 0 })

  const duty = (from: string, to: string) => type('duty', 'add', '--from', from, '--to', to, '--phone', '+4520123456')
  expect(await duty('2026-11-22T16:00', '2026-11-23T08:00')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--to 2026-11-23T08:00 is past/),
  })
  expect(await duty('2026-11-22T16:00', '2026-11-23T23:00')).toMatchObject({ code: 0 })

  const cover = (from: string, to: string) =>
    type('caseworker', 'cover', 'U0LONE', '--by', 'U0BO', '--from', from, '--to', to)
  expect(await cover('2026-11-16', '2026-11-22')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--to 2026-11-22 is past/),
  })
  expect(await cover('2026-11-16', '2026-11-23')).toMatchObject({ code: 0 })
})

test('with --json wrong use is one document as well, whoever finds it', async () => {
  for (const [words, says] of [
    [['citizen', 'fly'], /unknown command 'fly'/],
    [['citizen', 'list', '--nonsense'], /unknown option '--nonsense'/],
    [['citizen', 'add', '--name', 'Mette'], /required option '--phone <number>' not specified/],
    [['citizen', 'show'], /missing required argument 'citizen'/],
    [['citizen'], /add --help/],
    [['fly'], /unknown command 'fly'/],
    [['message', 'list', '--state', 'lost'], /--state "lost" is not one of/],
  ] as const) {
    const { code, out, err } = await type(...words, '--json')
    expect([code, out, JSON.parse(err)], words.join(' ')).toEqual([2, '', { error: expect.stringMatching(says) }])
    expect(JSON.parse(err).error).not.toMatch(/^error/)
  }
})

test('a CONTENT_DIR without content is named in one sentence, by every command that reads it', async () => {
  stubConfig({ ...town.env, CONTENT_DIR: '/nonexist' })
  try {
    for (const words of [
      ['citizen', 'list'],
      ['content', 'check'],
      ['risk', 'explain', 'hej'],
    ])
      expect(await type(...words)).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(/^makker: CONTENT_DIR is \/nonexist, [^\n]+\.\n$/),
      })
  } finally {
    stubConfig(town.env)
  }
})
