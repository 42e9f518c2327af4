import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { stubConfig, stubDemo, type, typeJson } from '../support/cli.ts'

const run = promisify(execFile)
const CLI = new URL('../../src/cli.ts', import.meta.url).pathname

let env: Record<string, string>

beforeAll(async () => {
  env = await stubDemo()
})
afterAll(() => {
  vi.unstubAllEnvs()
})

test('a caseworker and a citizen are added, found by any of their names, and shown', async () => {
  const worker = await typeJson(
    'caseworker',
    'add',
    '--name',
    'Lone Holm',
    '--slack',
    'U1',
    '--team',
    'Solby',
    '--lead',
  )
  expect(worker).toMatchObject({ name: 'Lone Holm', slack: 'U1', team: 'Solby', role: 'lead', cover: null })
  const added = await typeJson(
    'citizen',
    'add',
    '--name',
    'Mette Lund',
    '--phone',
    '20304050',
    '--caseworker',
    'U1',
    '--channel',
    'phone',
  )
  expect(added).toEqual({
    id: expect.any(String),
    alias: expect.stringMatching(/^[a-z]+-\d{3}$/),
    invite: { token: expect.stringMatching(/^[\w-]{24}$/), telegram: null, sms: expect.stringContaining('Lone') },
  })
  const shown = await typeJson('citizen', 'show', added.alias)
  expect(shown).toMatchObject({
    ...{ id: added.id, name: 'Mette Lund', status: 'invited', language: 'da', caseworker: worker.id, programmes: [] },
    channels: [{ channel: 'phone', state: 'unverified', order: 0 }],
  })
  expect(await typeJson('citizen', 'list')).toEqual([expect.not.objectContaining({ name: expect.anything() })])
})

test('a plan item is kept at its wall-clock time and can be taken out again', async () => {
  const [{ alias }] = await typeJson('citizen', 'list')
  const item = await typeJson(
    'plan',
    'add',
    alias,
    '--what',
    'Gåtur',
    '--when',
    '2026-11-25T10:00',
    '--every',
    'week',
    '--travel',
    'Bus 15',
  )
  expect(item).toMatchObject({ what: 'Gåtur', startsAt: '2026-11-25T09:00:00Z', every: 'week', travel: 'Bus 15' })
  expect(await typeJson('plan', 'remove', item.id)).toEqual({ id: item.id, removed: true })
  expect(await typeJson('plan', 'show', alias)).toEqual([])
})

test('a caseworker neither joins nor restarts a citizen; a CPR number is hidden in a plan and sent back in a name', async () => {
  const [{ alias }] = await typeJson('citizen', 'list')
  for (const verb of ['resume', 'pause'])
    expect(await type('citizen', verb, alias)).toMatchObject({ code: 1, err: expect.stringMatching(/is invited/) })
  expect(await type('plan', 'add', alias, '--what', 'Møde, 010190-1234', '--when', '2026-11-25T10:00')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Møde, \[cpr\], 2026/),
    err: expect.stringMatching(/--what held a CPR number/),
  })
  expect(
    await type('citizen', 'add', '--name', '010190-1234', '--phone', '20102030', '--caseworker', 'U1'),
  ).toMatchObject({ code: 2, err: expect.stringMatching(/--name holds a CPR number/) })
  expect(await type('plan', 'add', alias, '--what', 'Møde', '--when', '2026-11-25')).toMatchObject({ code: 2 })
})

test('a pause from the command line does not write over a STOP of the same moment', async () => {
  const [{ id, alias }] = await typeJson('citizen', 'list')
  const db = new pg.Client({ connectionString: env.DATABASE_URL })
  await db.connect()
  try {
    await db.query(`update citizen set status = 'active' where id = $1`, [id])
    await db.query('begin')
    await db.query(`update citizen set status = 'stopped' where id = $1`, [id])
    const paused = type('citizen', 'pause', alias)
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    const waiting = async () => {
      // Within one transaction its view of the others stands still.
      await db.query('select pg_stat_clear_snapshot()')
      return (await db.query(waits)).rowCount
    }
    await expect.poll(waiting, { timeout: 15_000 }).toBeGreaterThan(0)
    await db.query('commit')
    expect(await paused).toMatchObject({ code: 1, err: expect.stringMatching(/said STOP/) })
    await db.query(`update citizen set status = 'invited' where id = $1`, [id])
  } finally {
    await db.end()
  }
})

test('wrong use ends with 2 and a sentence on stderr; what is not there ends with 1', async () => {
  expect(await type('citizen', 'add', '--name', 'X', '--phone', 'hello', '--caseworker', 'U1')).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/"hello" is not a phone number/),
  })
  expect(await type('citizen', 'fly')).toMatchObject({ code: 2 })
  expect(await type('citizen', 'show', 'nobody-1')).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/There is no citizen nobody-1/),
  })
})

test('a wrong environment ends with 2 and a sentence a fault', async () => {
  stubConfig({ ...env, PORT: 'x' })
  const { code, err } = await type('citizen', 'list')
  stubConfig(env)
  expect(code).toBe(2)
  expect(err).toBe('makker: PORT must be a port number.\n')
})

test('time goes forward in the demo, for every command after it', async () => {
  const moved = await typeJson('demo', 'advance', '26h')
  expect(moved).toMatchObject({ to: expect.stringMatching(/^2026-11-24T10:0/), fired: expect.any(Array) })
  const again = await typeJson('demo', 'advance', '--to', '2026-11-25T08:00:00Z')
  expect(again.from > moved.from).toBe(true)
  expect(await type('demo', 'advance', 'soon')).toMatchObject({ code: 2 })
})

test('every command explains itself', async () => {
  for (const noun of ['caseworker', 'citizen', 'plan'])
    expect((await type(noun, '--help')).out).toMatch(/Usage: makker/)
})

/** Everything above is typed in this process; this is the process that people start. */
const own = () => ({ env: { PATH: process.env.PATH, ...env } })

test('as a process: the result on stdout and nothing else anywhere, or a sentence on stderr and the exit code', async () => {
  const { stdout, stderr } = await run(process.execPath, [CLI, 'citizen', 'list', '--json'], own())
  expect([JSON.parse(stdout), stderr]).toEqual([[expect.objectContaining({ status: 'invited' })], ''])
  await expect(run(process.execPath, [CLI, 'citizen', 'show', 'nobody-1'], own())).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^makker: There is no citizen nobody-1[^\n]*\n$/),
  })
})

test('a reader that has read enough is no fault', async () => {
  const child = spawn(process.execPath, [CLI, 'content', 'check', '--json'], own())
  let err = ''
  child.stderr.on('data', (data) => {
    err += data
  })
  child.stdout.destroy()
  const [code] = await once(child, 'exit')
  expect([code, err]).toEqual([0, ''])
})
