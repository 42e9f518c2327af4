import { beforeAll, describe, expect, test } from 'vitest'
import { sinceTick } from '../../src/commands/doctor.ts'
import { says, type } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>

beforeAll(async () => {
  town = await demo()
})

describe('a job run by hand says what became of its messages', () => {
  test('sent, where it was', async () => {
    const { alias } = await town.citizen('active')
    expect(await says('job', 'run', 'plan', '--citizen', alias)).toBe('Sent.\n')
  })

  test('held, where a person writes with the citizen', async () => {
    const { id, alias } = await town.citizen('active')
    await town.rows(`update conversation set person_until = '2026-11-23T18:00+01:00' where citizen_id = $1`, [id])
    expect(await says('job', 'run', 'plan', '--citizen', alias)).toMatch(/^It waits until Mon 23-11 18:00/)
  })

  test('not sent, where no channel is left', async () => {
    const { id, alias } = await town.citizen('active')
    await town.rows(`update citizen_channel set state = 'blocked' where citizen_id = $1`, [id])
    expect(await says('job', 'run', 'plan', '--citizen', alias)).toMatch(/^Not sent/)
    expect(await town.json('job', 'run', 'plan', '--citizen', alias)).toMatchObject({
      ...{ job: 'plan', sent: 1, messages: [expect.any(String)] },
    })
  })

  test('why nothing was, where the citizen has not joined or has said STOP', async () => {
    const invited = await town.citizen()
    expect(await says('job', 'run', 'plan', '--citizen', invited.alias)).toBe(
      `${invited.alias} has not joined yet, so nothing was sent.\n`,
    )
    const stopped = await town.citizen('stopped')
    expect(await says('job', 'run', 'plan', '--citizen', stopped.alias)).toBe(
      `${stopped.alias} said STOP, so nothing was sent; only their own START begins again.\n`,
    )
    expect(await town.json('job', 'run', 'plan', '--citizen', stopped.alias)).toMatchObject({ sent: 0, messages: [] })
    expect(await type('check-in', 'send', stopped.alias, '--instrument', 'weekly')).toMatchObject({
      ...{ code: 1, err: expect.stringMatching(/said STOP, so nothing was sent/) },
    })
  })

  test('of many, how many of each', async () => {
    const out = await says('job', 'run', 'plan')
    expect(out).toMatch(/^\d+ messages\.\n/)
    expect(out).toMatch(/^\d+: Sent\.$/m)
    expect(out).toMatch(/^\d+: Not sent/m)
  })
})

describe('who takes a case is told what the citizen hears', () => {
  test('that they are told, where they are', async () => {
    const { id, alias } = await town.citizen('active')
    await town.raised(id, 'today', 'hopeless')
    expect(await says('escalation', 'ack', alias, '--as', 'U0LONE')).toBe(
      `${alias} is acknowledged; the citizen is told.\n`,
    )
  })

  test('that they are not, where they have never heard of the case', async () => {
    const { id, alias } = await town.citizen('active')
    await town.raised(id, 'soon', 'quiet')
    expect(await says('escalation', 'ack', alias, '--as', 'U0LONE')).toBe(
      `${alias} is acknowledged; the citizen is not told.\n`,
    )
  })

  test('that they are not, after STOP', async () => {
    const { id, alias } = await town.citizen('active')
    await town.raised(id, 'today', 'hopeless')
    await town.rows(`update citizen set status = 'stopped' where id = $1`, [id])
    expect(await says('escalation', 'ack', alias, '--as', 'U0LONE')).toMatch(/the citizen is not told/)
  })
})

test('a case put aside for longer than it may wait says that it was cut short', async () => {
  const today = await town.citizen('active')
  await town.raised(today.id, 'today', 'hopeless')
  await says('escalation', 'ack', today.alias)
  expect(await says('escalation', 'snooze', today.alias, '--until', 'monday')).toBe(
    `${today.alias} is open again at Tue 24-11 09:00: what is for today waits no longer than to the next working day.\n`,
  )
  const soon = await town.citizen('active')
  await town.raised(soon.id, 'soon', 'drop')
  await says('escalation', 'ack', soon.alias)
  expect(await says('escalation', 'snooze', soon.alias, '--until', 'monday')).toBe(
    `${soon.alias} is open again at Mon 30-11 09:00.\n`,
  )
})

test('a hand-back where nobody has the citizen says so and leaves no trace', async () => {
  const { id, alias } = await town.citizen('active')
  const handBacks = () => town.rows(`select id from audit where action = 'hand-back' and citizen_id = $1`, [id])
  expect(await says('citizen', 'hand-back', alias)).toBe(`Nobody has ${alias}, so there is nothing to hand back.\n`)
  expect(await handBacks()).toEqual([])
  expect(await town.json('citizen', 'hand-back', alias)).toEqual({ id, alias })
  expect(await type('citizen', 'hand-back', alias, '--as', 'U0NOBODY')).toMatchObject({ code: 1 })

  await town.rows(`update conversation set person_until = '2026-11-23T18:00+01:00' where citizen_id = $1`, [id])
  expect(await says('citizen', 'hand-back', alias)).toBe(`Makker has ${alias} again.\n`)
  expect(await handBacks()).toHaveLength(1)

  await town.rows('update conversation set routine_stopped_at = now() where citizen_id = $1', [id])
  expect(await says('citizen', 'hand-back', alias)).toBe(`Makker has ${alias} again.\n`)
})

describe('lists', () => {
  test('of messages in a state that none is in says which state', async () => {
    expect(await says('message', 'list', '--state', 'unknown')).toBe('No messages with state unknown.\n')
  })

  test('of a plan begin with what comes next, and say how to get there', async () => {
    const { alias } = await town.citizen('active')
    for (const [what, when] of [
      ['Forbi', '2026-11-23T08:00'],
      ['Senere', '2026-11-25T10:00'],
      ['Snart', '2026-11-24T10:00'],
    ] as const)
      await type('plan', 'add', alias, '--what', what, '--when', when, '--travel', 'Bus 15')
    const lines = (await says('plan', 'show', alias)).split('\n')
    expect(lines[0]).toMatch(/place +travel +every/)
    expect(lines.slice(1, 4)).toEqual([
      expect.stringMatching(/Snart .*Bus 15/),
      expect.stringMatching(/Senere .*Bus 15/),
      expect.stringMatching(/Forbi .*Bus 15/),
    ])
  })
})

describe('the doctor looks at the last tick', () => {
  const tick = (ago: string) =>
    town.rows(
      `insert into heartbeat (name, at) values ('tick', to_timestamp((select (value->>'ahead')::numeric / 1000 from setting where name = 'demo-clock')
        + extract(epoch from now())) - $1::interval) on conflict (name) do update set at = excluded.at`,
      [ago],
    )
  const time = async () => {
    const { code, out } = await type('doctor', '--json')
    return { code, ...JSON.parse(out).checks.find(({ name }: { name: string }) => name === 'time') }
  }

  test('none yet is no fault: nothing has been started', async () => {
    expect(await time()).toMatchObject({ code: 0, state: 'warning' })
  })

  test('a young one is well', async () => {
    await tick('100 seconds')
    expect(await time()).toMatchObject({ code: 0, state: 'ok' })
  })

  test('above two minutes it fails and says what to start', async () => {
    await tick('125 seconds')
    expect(await time()).toMatchObject({ code: 1, state: 'failed', says: expect.stringMatching(/start a worker/) })
  })

  test('a demo in a folder of its own may rest, and is told how it goes on', () => {
    expect(sinceTick(Temporal.Duration.from({ hours: 3 }), true)).toEqual({
      ...{ name: 'time', state: 'warning' },
      says: 'The last tick was 3 hours ago: nothing happens by itself until "npm start" runs the demo.',
    })
    expect(sinceTick(Temporal.Duration.from({ days: 3 }), false)).toMatchObject({
      ...{ state: 'failed', says: expect.stringMatching(/3 days ago; start a worker/) },
    })
  })
})
