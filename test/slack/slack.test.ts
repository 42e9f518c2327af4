import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acknowledgeCase, climbCase } from '../../src/db/case-actions.ts'
import { claimNotices } from '../../src/db/staff-notices.ts'
import { listenToCards } from '../../src/slack/actions.ts'
import { ACTION, COLOUR } from '../../src/slack/card.ts'
import { createSlack } from '../../src/slack/slack.ts'
import { buttonsOf, type Desk, openDesk, S3, text, wording, wordsIn } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

const stateOf = async (caseId: string) => (await desk.caseOf(caseId))?.state
describe('a raised case', () => {
  test('has a card in the channel and a direct message to the caseworker, which links to it', async () => {
    const it = await desk.raised()
    expect(await desk.notify()).toBe(2)
    const card = await desk.cardOf(it.alias)
    expect(card.text).toBe(`*I dag: ${it.alias}* · Lav trivsel`)
    expect(card.colour).toBe(COLOUR.open)
    expect(wordsIn(card)).toContain('bo får besked')
    const [direct] = await desk.directTo('mette', it.alias)
    expect(direct?.text).toContain('Lav trivsel')
    expect(direct?.blocks[1]?.elements?.find(({ url }) => url)?.url).toContain(card.ts.replace('.', ''))
    expect(await desk.notify()).toBe(0)
  })

  test('is told to the next by a message of their own, while the card is updated in place', async () => {
    const it = await desk.raised()
    await desk.notify()
    desk.clock.set(it.nextStepAt!)
    await climbCase(desk.actions, it.id)
    await desk.notify()
    expect((await desk.directTo('bo', it.alias))[0]?.text).toContain('nu er den hos dig')
    expect(await desk.directTo('mette', it.alias)).toHaveLength(1)
    await desk.cardOf(it.alias)
  })

  test('has its card posted again when somebody deleted it', async () => {
    const it = await desk.raised()
    await desk.notify()
    const card = await desk.cardOf(it.alias)
    await desk.town.call('chat.delete', { channel: card.channel, ts: card.ts })
    await desk.raise(it.citizenId, { level: 'today', class: 'asked-for-human' })
    await desk.notify()
    expect((await desk.cardOf(it.alias)).text).toContain('Lav trivsel, Vil tale med et menneske')
  })

  test('is posted once however many senders there are', async () => {
    const it = await desk.raised()
    await Promise.all([desk.notify(), desk.notify(), desk.notify()])
    await desk.cardOf(it.alias)
    expect(await desk.directTo('mette', it.alias)).toHaveLength(1)
  })

  test('rings the duty phone when it is acute, with no more than alias, level, class and a link', async () => {
    const rung: string[] = []
    const it = await desk.raised(S3)
    await desk.notify({
      phone: async (message) => {
        rung.push(message.text)
        return { outcome: 'sent' }
      },
    })
    // No link: only who takes it gets one.
    expect(rung).toEqual([
      expect.stringMatching(new RegExp(`^Akut: ${it.alias}\\. Selvskade\\. Svar JA \\d{4}, når du tager den\\.$`)),
    ])
  })
})

describe('a press', () => {
  test('acknowledges: the card says who, and offers how it can end', async () => {
    const it = await desk.raised()
    await desk.notify()
    expect(await desk.town.click(desk.deliver, 'bo', await desk.cardOf(it.alias), ACTION.acknowledge)).toEqual({
      status: 200,
      body: '',
    })
    await expect.poll(() => stateOf(it.id)).toBe('acknowledged')
    await expect.poll(async () => (await desk.cardOf(it.alias)).colour).toBe(COLOUR.acknowledged)
    expect(wordsIn(await desk.cardOf(it.alias))).toContain('Set af bo')
  })

  test('on the direct message counts as well, and takes its button off', async () => {
    const it = await desk.raised()
    await desk.notify()
    const [direct] = await desk.directTo('mette', it.alias)
    await desk.town.click(desk.deliver, 'mette', direct!, ACTION.acknowledge)
    await expect.poll(() => stateOf(it.id)).toBe('acknowledged')
    await expect.poll(async () => buttonsOf((await desk.directTo('mette', it.alias))[0]!)).toEqual([])
  })

  test('of two at once counts once, and the slower one is told who was first', async () => {
    const it = await desk.raised()
    await desk.notify()
    const card = await desk.cardOf(it.alias)
    const before = (await desk.town.whispers()).length
    await Promise.all(['mette', 'bo'].map((name) => desk.town.click(desk.deliver, name, card, ACTION.acknowledge)))
    await expect.poll(async () => (await desk.town.whispers()).length).toBe(before + 1)
    const first = (await desk.caseOf(it.id)).acknowledgedBy === desk.people.bo ? 'bo' : 'mette'
    expect((await desk.town.whispers())[0]).toEqual({
      to: first === 'bo' ? 'mette' : 'bo',
      text: text('staff.lost-race', { who: first }, 'da'),
    })
  })

  test('twice by the same person is answered: it is done already', async () => {
    const it = await desk.raised()
    await desk.notify()
    const card = await desk.cardOf(it.alias)
    const before = (await desk.town.whispers()).length
    await Promise.all([1, 2].map(() => desk.town.click(desk.deliver, 'bo', card, ACTION.acknowledge)))
    await desk.slack.stop()
    expect(await stateOf(it.id)).toBe('acknowledged')
    expect(await desk.town.whispers()).toHaveLength(before + 1)
    expect((await desk.town.whispers())[0]?.text).toBe(text('staff.already', {}, 'da'))
  })

  test.each(['ulla', 'admin'])(
    'by %s, who is not of the team, does nothing and says so to them alone',
    async (name) => {
      const it = await desk.raised()
      await desk.notify()
      await desk.town.click(desk.deliver, name, await desk.cardOf(it.alias), ACTION.acknowledge)
      await expect
        .poll(async () => (await desk.town.whispers())[0])
        .toEqual({ to: name, text: text('staff.forbidden', {}, 'da') })
      expect(await stateOf(it.id)).toBe('open')
    },
  )

  test('on a card of a case that was opened anew does not close it', async () => {
    const it = await desk.raised()
    await acknowledgeCase(desk.actions, { caseId: it.id, by: desk.people.bo! })
    await desk.notify()
    const old = await desk.cardOf(it.alias)
    await desk.raise(it.citizenId, S3)
    await desk.town.click(desk.deliver, 'bo', old, ACTION.resolve, 'met')
    await desk.slack.stop()
    expect(await stateOf(it.id)).toBe('open')
  })

  test('on a card of a case that is no longer there says that it is gone', async () => {
    const it = await desk.raised()
    await desk.notify()
    const old = await desk.cardOf(it.alias)
    await desk.db.sql.deleteFrom('escalation').where('id', '=', it.id).execute()
    await desk.town.click(desk.deliver, 'bo', old, ACTION.acknowledge)
    await expect
      .poll(async () => (await desk.town.whispers())[0])
      .toEqual({ to: 'bo', text: text('staff.gone', {}, 'da') })
  })

  test('on the link is answered and changes nothing', async () => {
    const it = await desk.raised()
    await desk.notify()
    expect((await desk.town.click(desk.deliver, 'bo', await desk.cardOf(it.alias), ACTION.open)).status).toBe(200)
    expect(await stateOf(it.id)).toBe('open')
  })
})

test('a press that could not be written is answered as failed', async () => {
  const it = await desk.raised()
  await desk.notify()
  const fails = () => Promise.reject(new Error('database is away'))
  const broken = createSlack(
    { botToken: 'x', signingSecret: desk.town.signingSecret, apiUrl: 'http://127.0.0.1:9', teamChannel: 'C' },
    {
      features: [(app) => listenToCards(app, { ...desk.cards, acknowledge: fails })],
      wording,
      log: desk.log,
    },
  )
  const request = desk.town.press('bo', await desk.cardOf(it.alias), ACTION.acknowledge)
  expect(await broken.handle(request)).toEqual({ status: 503, body: '' })
  expect(desk.lines.join()).toContain('database is away')
})

describe('what Slack did not send', () => {
  const pressed = async (over: { secret?: string; at?: Temporal.Instant }) => {
    const it = await desk.raised()
    await desk.notify()
    return { it, request: desk.town.press('bo', await desk.cardOf(it.alias), ACTION.acknowledge, over) }
  }

  test.each([
    ['signed with another secret', { secret: 'forged' }],
    ['signed six minutes ago', { at: Temporal.Now.instant().subtract({ minutes: 6 }) }],
    ['signed for a time to come', { at: Temporal.Now.instant().add({ minutes: 6 }) }],
  ])('%s is refused, and nothing is done', async (_, over) => {
    const { it, request } = await pressed(over)
    expect(await desk.deliver(request)).toEqual({ status: 401, body: '' })
    expect(await stateOf(it.id)).toBe('open')
  })

  test('changed on the way, or without a signature, is refused', async () => {
    const { it, request } = await pressed({})
    expect((await desk.deliver({ ...request, rawBody: `${request.rawBody}&x=1` })).status).toBe(401)
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp']) {
      const { [name]: _, ...headers } = request.headers
      expect((await desk.deliver({ ...request, headers })).status).toBe(401)
    }
    expect(await stateOf(it.id)).toBe('open')
  })

  test('malformed is 400, and unknown kinds are taken and ignored', async () => {
    expect((await desk.deliver(desk.town.sign('{', {}))).status).toBe(400)
    expect((await desk.deliver(desk.town.sign('x', { type: 'text/plain' }))).status).toBe(400)
    expect(
      (await desk.deliver(desk.town.sign('payload=%7B', { type: 'application/x-www-form-urlencoded' }))).status,
    ).toBe(400)
    const event = { type: 'event_callback', team_id: 'T000000001', event: { type: 'app_mention', user: 'U1' } }
    expect((await desk.deliver(desk.town.sign(event))).status).toBe(200)
    expect((await desk.deliver(desk.town.sign({ type: 'something-new' }))).status).toBe(200)
    expect((await desk.deliver(desk.town.sign({}))).status).toBe(200)
  })

  test('the challenge of the set-up is answered', async () => {
    expect(await desk.deliver(desk.town.sign({ type: 'url_verification', challenge: 'abc' }))).toEqual({
      status: 200,
      body: '{"challenge":"abc"}',
    })
  })

  test('without a signing secret there is no way in', async () => {
    const { signingSecret: _, ...rest } = { signingSecret: desk.town.signingSecret }
    const socketOnly = createSlack(
      { botToken: desk.town.botToken, teamChannel: 'C', ...rest },
      { features: [], wording, log: desk.log },
    )
    expect((await socketOnly.handle(desk.town.sign({}))).status).toBe(404)
  })
})

describe('when Slack does not take it', () => {
  test('an unreachable Slack leaves everything waiting, visibly, and it goes when Slack is back', async () => {
    const away = desk.slackWith({ apiUrl: 'http://127.0.0.1:9' })
    const it = await desk.raised()
    expect(await desk.notify({ slack: away })).toBe(0)
    expect((await desk.failures()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['queued', 1],
      ['queued', 1],
    ])
    expect((await desk.failures())[0]?.failure).toMatch(/^card: /)
    expect(desk.lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(2)
    desk.clock.advance({ seconds: 5 })
    expect(await desk.notify()).toBe(2)
    await desk.cardOf(it.alias)
  })

  test('it is tried ever more slowly, and never given up', async () => {
    const away = desk.slackWith({ apiUrl: 'http://127.0.0.1:9' })
    const it = await desk.raised()
    for (let i = 0; i < 12; i++) {
      await desk.notify({ slack: away })
      desk.clock.advance({ seconds: 300 })
    }
    expect((await desk.failures()).every(({ state, attempts }) => state === 'queued' && attempts === 12)).toBe(true)
    expect(await desk.notify()).toBe(2)
    await desk.cardOf(it.alias)
  })

  test('a person Slack does not know is called by name in the channel', async () => {
    await desk.db.sql.updateTable('caseworker').set({ slack: 'UGONE' }).where('id', '=', desk.people.mette!).execute()
    const it = await desk.raised()
    expect(await desk.notify()).toBe(2)
    const said = (await desk.town.cards())
      .filter((message) => message.text.includes(it.alias))
      .map((message) => message.text)
    expect(said[1]).toMatch(/^<@UGONE> I dag: /)
    expect((await desk.failures())[1]).toMatchObject({
      state: 'sent',
      failure: 'direct: channel_not_found; sent by channel',
    })
    await desk.db.sql
      .updateTable('caseworker')
      .set({ slack: desk.town.users.mette! })
      .where('id', '=', desk.people.mette!)
      .execute()
  })

  test('a duty phone that cannot be rung is replaced by a call to the whole channel', async () => {
    const it = await desk.raised(S3)
    await desk.notify({ phone: async () => ({ outcome: 'refused', reason: 'unknown-number' }) })
    const said = (await desk.town.cards())
      .filter((message) => message.text.includes(it.alias))
      .map((message) => message.text)
    expect(said[1]).toMatch(/^<!channel> Akut: /)
  })

  test('what was seen meanwhile alerts nobody any more', async () => {
    const it = await desk.raised()
    await acknowledgeCase(desk.actions, { caseId: it.id, by: desk.people.bo! })
    expect(await desk.notify()).toBe(1)
    expect(await desk.directTo('mette', it.alias)).toEqual([])
  })

  test('a sender that died in the middle is followed by another', async () => {
    const it = await desk.raised()
    const now = desk.clock.now()
    expect(
      (await claimNotices(desk.db.sql, { worker: 'dead', now, lease: now.add({ seconds: 30 }), limit: 10 })).notices,
    ).toHaveLength(2)
    expect(await desk.notify()).toBe(0)
    desk.clock.advance({ seconds: 31 })
    expect(await desk.notify()).toBe(2)
    await desk.cardOf(it.alias)
  })

  test('without Slack the console is the way, and nothing piles up', async () => {
    await desk.raised(S3)
    expect(await desk.notify({ slack: undefined })).toBe(0)
    expect((await desk.failures()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})

test('the team’s own channel is used where there is one', async () => {
  await desk.db.sql
    .updateTable('team')
    .set({ slack_channel: desk.town.rooms.nord! })
    .where('name', '=', 'Nord')
    .execute()
  const it = await desk.raised()
  await desk.notify()
  expect((await desk.town.cards('nord')).map((message) => message.text)).toEqual([`*I dag: ${it.alias}* · Lav trivsel`])
  await desk.db.sql.updateTable('team').set({ slack_channel: null }).where('name', '=', 'Nord').execute()
})

test('nothing of the citizen but the alias has left', async () => {
  const all = JSON.stringify([await desk.town.cards(), await desk.town.directs('mette'), await desk.town.directs('bo')])
  expect(all).toContain('stork-')
  const ids = await desk.db.sql.selectFrom('citizen').select('id').execute()
  for (const { id } of ids) expect(all).not.toContain(id)
})
