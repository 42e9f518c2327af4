import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CasePolicy } from '../../src/core/chain.ts'
import { acknowledgeCase, climbCase, resolveCase } from '../../src/db/case-actions.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { findCase } from '../../src/db/escalation-load.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { claimNotices, noticeDropped, noticeLater, noticeSent, stillOpen } from '../../src/db/staff-notices.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { listenToCards } from '../../src/slack/actions.ts'
import { ACTION } from '../../src/slack/card.ts'
import type { Wording } from '../../src/slack/notice.ts'
import { type NotifyDeps, sendNotices } from '../../src/slack/notify.ts'
import { createSlack, type Slack, type SlackConfig } from '../../src/slack/slack.ts'
import { freshDb } from '../support/db.ts'
import { type SignedRequest, startSlack } from '../support/slack.ts'

const policy: CasePolicy = {
  hours: { from: '08:00', to: '15:00', days: [1, 2, 3, 4, 5], closingDays: [], zone: 'Europe/Copenhagen' },
  rules: {
    acute: { acknowledgeMinutes: 15, everyMinutes: 5 },
    today: { everyHours: 2, lateAfter: '14:00', lateDue: '12:00' },
    stillOnIt: { acuteMinutes: 30, todayHours: 4, soonDays: 2 },
    afterHours: { cover: 'duty', dutyPhone: '+4520000000', emergency: '112' },
  },
}
const LOW = { level: 'today', class: 'low-score' } as const
const S3 = { level: 'acute', class: 'self-harm', risk: 'S3' } as const
const MONDAY = '2026-11-23T09:00:00Z'
const parts = caseParts(policy)
const clock = new ManualClock(MONDAY)

const catalogue = parse(readFileSync(new URL('../../content/messages/da.yaml', import.meta.url), 'utf8'))
const text: Wording['text'] = (key, params) => {
  const found = key.split('.').reduce((at, part) => at?.[part], catalogue)
  const words: string | undefined = typeof found === 'object' ? found?.text : found
  if (words === undefined) throw new RangeError(`no text ${key}`)
  return String(new IntlMessageFormat(words, 'da').format(params))
}
const wording: Wording = {
  text,
  language: 'da',
  zone: 'Europe/Copenhagen',
  duty: '+4520000000',
  caseUrl: (id) => `https://makker.example/cases/${id}`,
}

const lines: string[] = []
const log = createLog({ level: 'warn', to: { write: (line) => lines.push(line) } })
let town: Awaited<ReturnType<typeof startSlack>>
let db: Awaited<ReturnType<typeof freshDb>>
let slack: Slack
const people: Record<string, string> = {}

const slackWith = (over: Partial<SlackConfig> = {}) =>
  createSlack(
    {
      botToken: town.botToken,
      signingSecret: town.signingSecret,
      apiUrl: town.root,
      teamChannel: town.rooms.team!,
      ...over,
    },
    {
      features: [
        (app) =>
          listenToCards(app, {
            acknowledge: (act) => acknowledgeCase({ sql: db.sql, clock, policy }, act),
            resolve: (act) => resolveCase({ sql: db.sql, clock, policy }, act),
            afterCommit: () => notify(),
            wording,
            log,
          }),
      ],
      wording,
      log,
    },
  )
const deps = (over: Partial<NotifyDeps> = {}): NotifyDeps => ({
  clock,
  log,
  slack,
  wording,
  notices: {
    claim: (now, lease, limit) => claimNotices(db.sql, { worker: 'test', now, lease, limit }),
    sent: (notice, now, how) => noticeSent(db.sql, notice, now, how),
    later: (id, due, failure) => noticeLater(db.sql, id, due, failure),
    dropped: (id, why) => noticeDropped(db.sql, id, why),
    stillOpen: (caseId) => stillOpen(db.sql, caseId),
  },
  ...over,
})
const notify = (over: Partial<NotifyDeps> = {}) => sendNotices(deps(over))
const deliver = (request: SignedRequest) => slack.handle(request)

beforeAll(async () => {
  db = await freshDb()
  town = await startSlack(['mette', 'bo', 'ulla'], ['team', 'nord'])
  const now = clock.now()
  for (const [name, team, lead] of [
    ['mette', 'Nord', false],
    ['bo', 'Nord', false],
    ['ulla', 'Syd', false],
  ] as const)
    people[name] = await addCaseworker(db.sql, { name, slack: town.users[name]!, team, lead }, now)
  slack = slackWith()
  await slack.start()
})
afterAll(async () => {
  await slack?.stop()
  await town?.stop()
})
beforeEach(async () => {
  clock.set(MONDAY)
  lines.length = 0
  // Each test looks at its own case only: nothing waits from the one before.
  await db.sql.deleteFrom('escalation').execute()
})

let aliases = 0
const raised = async (news: Parameters<typeof parts.raise>[2] = LOW) => {
  const id = newId()
  await db.sql
    .insertInto('citizen')
    .values({
      id,
      alias: `stork-${100 + aliases++}`,
      status: 'active',
      language: 'da',
      zone: 'Europe/Copenhagen',
      caseworker_id: people.mette!,
      created_at: MONDAY,
    })
    .execute()
  await db.sql.insertInto('conversation').values({ citizen_id: id }).execute()
  return raise(id, news)
}
const raise = async (citizenId: string, news: Parameters<typeof parts.raise>[2]) => {
  const { caseId } = await db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, news, clock.now()))
  return (await findCase(db.sql, caseId))!
}
const stateOf = async (caseId: string) => (await findCase(db.sql, caseId))?.state
const cardOf = async (alias: string) => {
  const cards = (await town.cards()).filter((message) => message.blocks[0]?.text?.text.includes(alias))
  expect(cards).toHaveLength(1)
  return cards[0]!
}
const directTo = async (name: string, alias: string) =>
  (await town.directs(name)).filter((message) => message.text.includes(alias))
const failures = () =>
  db.sql.selectFrom('staff_notice').select(['kind', 'state', 'attempts', 'failure']).orderBy('seq').execute()
const buttonsOf = (message: { blocks: { elements?: { action_id: string }[] }[] }) =>
  message.blocks.flatMap((block) => block.elements ?? []).map((element) => element.action_id)

describe('a raised case', () => {
  test('has a card in the channel and a direct message to the caseworker, which links to it', async () => {
    const it = await raised()
    expect(await notify()).toBe(2)
    const card = await cardOf(it.alias)
    expect(card.blocks[0]?.text?.text).toBe(`I dag: ${it.alias}`)
    expect(card.blocks[1]?.text?.text).toBe('Lav trivsel')
    expect(card.blocks[2]?.text?.text).toContain('bo får besked')
    expect(buttonsOf(card)).toEqual([ACTION.acknowledge, ACTION.open])
    const [direct] = await directTo('mette', it.alias)
    expect(direct?.text).toContain('Lav trivsel')
    expect(direct?.blocks[1]?.elements?.[1]?.url).toContain(card.ts.replace('.', ''))
    expect(await notify()).toBe(0)
  })

  test('is told to the next by a message of their own, while the card is updated in place', async () => {
    const it = await raised()
    await notify()
    clock.set(it.nextStepAt!)
    await climbCase({ sql: db.sql, clock, policy }, it.id)
    await notify()
    expect((await directTo('bo', it.alias))[0]?.text).toContain('nu er den hos dig')
    expect(await directTo('mette', it.alias)).toHaveLength(1)
    await cardOf(it.alias)
  })

  test('has its card posted again when somebody deleted it', async () => {
    const it = await raised()
    await notify()
    const card = await cardOf(it.alias)
    await town.call('chat.delete', { channel: card.channel, ts: card.ts })
    await raise(it.citizenId, { level: 'today', class: 'asked-for-human' })
    await notify()
    expect((await cardOf(it.alias)).blocks[1]?.text?.text).toBe('Lav trivsel, Vil tale med et menneske')
  })

  test('is posted once however many senders there are', async () => {
    const it = await raised()
    await Promise.all([notify(), notify(), notify()])
    await cardOf(it.alias)
    expect(await directTo('mette', it.alias)).toHaveLength(1)
  })

  test('rings the duty phone when it is acute, with no more than alias, level, class and a link', async () => {
    const rung: string[] = []
    const it = await raised(S3)
    await notify({
      phone: async (message) => {
        rung.push(message.text)
        return { outcome: 'sent' }
      },
    })
    expect(rung).toEqual([
      `Akut: ${it.alias}. Selvskade. Tryk "Jeg har set den", når du tager den. https://makker.example/cases/${it.id}`,
    ])
  })
})

describe('a press', () => {
  test('acknowledges: the card says who, and offers how it can end', async () => {
    const it = await raised()
    await notify()
    expect(await town.click(deliver, 'bo', await cardOf(it.alias), ACTION.acknowledge)).toEqual({
      status: 200,
      body: '',
    })
    await expect.poll(() => stateOf(it.id)).toBe('acknowledged')
    await expect.poll(async () => buttonsOf(await cardOf(it.alias))).toEqual([ACTION.resolve, ACTION.open])
    expect((await cardOf(it.alias)).blocks[2]?.text?.text).toContain('Set af bo')
  })

  test('on the direct message counts as well, and takes its button off', async () => {
    const it = await raised()
    await notify()
    const [direct] = await directTo('mette', it.alias)
    await town.click(deliver, 'mette', direct!, ACTION.acknowledge)
    await expect.poll(() => stateOf(it.id)).toBe('acknowledged')
    await expect.poll(async () => buttonsOf((await directTo('mette', it.alias))[0]!)).toEqual([])
  })

  test('with an outcome closes it', async () => {
    const it = await raised()
    await acknowledgeCase({ sql: db.sql, clock, policy }, { caseId: it.id, by: people.bo! })
    await notify()
    const card = await cardOf(it.alias)
    await town.click(deliver, 'mette', card, ACTION.resolve, 'met')
    await expect.poll(async () => findCase(db.sql, it.id)).toMatchObject({ state: 'resolved', outcome: 'met' })
    await expect.poll(async () => buttonsOf(await cardOf(it.alias))).toEqual([ACTION.open])
    expect((await cardOf(it.alias)).blocks[2]?.text?.text).toBe('Afsluttet af mette. Mødtes.')
  })

  test('of two at once counts once, and the slower one is told who was first', async () => {
    const it = await raised()
    await notify()
    const card = await cardOf(it.alias)
    const before = (await town.whispers()).length
    await Promise.all(['mette', 'bo'].map((name) => town.click(deliver, name, card, ACTION.acknowledge)))
    await expect.poll(async () => (await town.whispers()).length).toBe(before + 1)
    const first = (await findCase(db.sql, it.id))?.acknowledgedBy === people.bo ? 'bo' : 'mette'
    expect((await town.whispers())[0]).toEqual({
      to: first === 'bo' ? 'mette' : 'bo',
      text: text('staff.lost-race', { who: first }, 'da'),
    })
  })

  test('twice by the same person says nothing', async () => {
    const it = await raised()
    await notify()
    const card = await cardOf(it.alias)
    const before = (await town.whispers()).length
    await Promise.all([1, 2].map(() => town.click(deliver, 'bo', card, ACTION.acknowledge)))
    await slack.stop()
    expect(await stateOf(it.id)).toBe('acknowledged')
    expect(await town.whispers()).toHaveLength(before)
  })

  test.each(['ulla', 'admin'])(
    'by %s, who is not of the team, does nothing and says so to them alone',
    async (name) => {
      const it = await raised()
      await notify()
      await town.click(deliver, name, await cardOf(it.alias), ACTION.acknowledge)
      await expect
        .poll(async () => (await town.whispers())[0])
        .toEqual({ to: name, text: text('staff.forbidden', {}, 'da') })
      expect(await stateOf(it.id)).toBe('open')
    },
  )

  test('on a card of a case that was opened anew does not close it', async () => {
    const it = await raised()
    await acknowledgeCase({ sql: db.sql, clock, policy }, { caseId: it.id, by: people.bo! })
    await notify()
    const old = await cardOf(it.alias)
    await raise(it.citizenId, S3)
    await town.click(deliver, 'bo', old, ACTION.resolve, 'met')
    await slack.stop()
    expect(await stateOf(it.id)).toBe('open')
  })

  test('on a card of a case that is no longer there says that it is gone', async () => {
    const it = await raised()
    await notify()
    const old = await cardOf(it.alias)
    await db.sql.deleteFrom('escalation').where('id', '=', it.id).execute()
    await town.click(deliver, 'bo', old, ACTION.acknowledge)
    await expect.poll(async () => (await town.whispers())[0]).toEqual({ to: 'bo', text: text('staff.gone', {}, 'da') })
  })

  test('on the link is answered and changes nothing', async () => {
    const it = await raised()
    await notify()
    expect((await town.click(deliver, 'bo', await cardOf(it.alias), ACTION.open)).status).toBe(200)
    expect(await stateOf(it.id)).toBe('open')
  })
})

test('a press that could not be written is answered as failed', async () => {
  const it = await raised()
  await notify()
  const fails = () => Promise.reject(new Error('database is away'))
  const broken = createSlack(
    { botToken: 'x', signingSecret: town.signingSecret, apiUrl: 'http://127.0.0.1:9', teamChannel: 'C' },
    {
      features: [(app) => listenToCards(app, { acknowledge: fails, resolve: fails, afterCommit: fails, wording, log })],
      wording,
      log,
    },
  )
  const request = town.press('bo', await cardOf(it.alias), ACTION.acknowledge)
  expect(await broken.handle(request)).toEqual({ status: 503, body: '' })
  expect(lines.join()).toContain('database is away')
})

describe('what Slack did not send', () => {
  const pressed = async (over: { secret?: string; at?: Temporal.Instant }) => {
    const it = await raised()
    await notify()
    return { it, request: town.press('bo', await cardOf(it.alias), ACTION.acknowledge, over) }
  }

  test.each([
    ['signed with another secret', { secret: 'forged' }],
    ['signed six minutes ago', { at: Temporal.Now.instant().subtract({ minutes: 6 }) }],
    ['signed for a time to come', { at: Temporal.Now.instant().add({ minutes: 6 }) }],
  ])('%s is refused, and nothing is done', async (_, over) => {
    const { it, request } = await pressed(over)
    expect(await deliver(request)).toEqual({ status: 401, body: '' })
    expect(await stateOf(it.id)).toBe('open')
  })

  test('changed on the way, or without a signature, is refused', async () => {
    const { it, request } = await pressed({})
    expect((await deliver({ ...request, rawBody: `${request.rawBody}&x=1` })).status).toBe(401)
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp']) {
      const { [name]: _, ...headers } = request.headers
      expect((await deliver({ ...request, headers })).status).toBe(401)
    }
    expect(await stateOf(it.id)).toBe('open')
  })

  test('malformed is 400, and unknown kinds are taken and ignored', async () => {
    expect((await deliver(town.sign('{', {}))).status).toBe(400)
    expect((await deliver(town.sign('x', { type: 'text/plain' }))).status).toBe(400)
    expect((await deliver(town.sign('payload=%7B', { type: 'application/x-www-form-urlencoded' }))).status).toBe(400)
    const event = { type: 'event_callback', team_id: 'T000000001', event: { type: 'app_mention', user: 'U1' } }
    expect((await deliver(town.sign(event))).status).toBe(200)
    expect((await deliver(town.sign({ type: 'something-new' }))).status).toBe(200)
    expect((await deliver(town.sign({}))).status).toBe(200)
  })

  test('the challenge of the set-up is answered', async () => {
    expect(await deliver(town.sign({ type: 'url_verification', challenge: 'abc' }))).toEqual({
      status: 200,
      body: '{"challenge":"abc"}',
    })
  })

  test('without a signing secret there is no way in', async () => {
    const { signingSecret: _, ...rest } = { signingSecret: town.signingSecret }
    const socketOnly = createSlack(
      { botToken: town.botToken, teamChannel: 'C', ...rest },
      { features: [], wording, log },
    )
    expect((await socketOnly.handle(town.sign({}))).status).toBe(404)
  })
})

describe('when Slack does not take it', () => {
  test('an unreachable Slack leaves everything waiting, visibly, and it goes when Slack is back', async () => {
    const away = slackWith({ apiUrl: 'http://127.0.0.1:9' })
    const it = await raised()
    expect(await notify({ slack: away })).toBe(0)
    expect((await failures()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['queued', 1],
      ['queued', 1],
    ])
    expect((await failures())[0]?.failure).toMatch(/^card: /)
    expect(lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(2)
    clock.advance({ seconds: 5 })
    expect(await notify()).toBe(2)
    await cardOf(it.alias)
  })

  test('it is tried ever more slowly, and never given up', async () => {
    const away = slackWith({ apiUrl: 'http://127.0.0.1:9' })
    const it = await raised()
    for (let i = 0; i < 12; i++) {
      await notify({ slack: away })
      clock.advance({ seconds: 300 })
    }
    expect((await failures()).every(({ state, attempts }) => state === 'queued' && attempts === 12)).toBe(true)
    expect(await notify()).toBe(2)
    await cardOf(it.alias)
  })

  test('a person Slack does not know is called by name in the channel', async () => {
    await db.sql.updateTable('caseworker').set({ slack: 'UGONE' }).where('id', '=', people.mette!).execute()
    const it = await raised()
    expect(await notify()).toBe(2)
    const said = (await town.cards())
      .filter((message) => message.text.includes(it.alias))
      .map((message) => message.text)
    expect(said[1]).toMatch(/^<@UGONE> I dag: /)
    expect((await failures())[1]).toMatchObject({
      state: 'sent',
      failure: 'direct: channel_not_found; sent by channel',
    })
    await db.sql.updateTable('caseworker').set({ slack: town.users.mette! }).where('id', '=', people.mette!).execute()
  })

  test('a duty phone that cannot be rung is replaced by a call to the whole channel', async () => {
    const it = await raised(S3)
    await notify({ phone: async () => ({ outcome: 'refused', reason: 'unknown-number' }) })
    const said = (await town.cards())
      .filter((message) => message.text.includes(it.alias))
      .map((message) => message.text)
    expect(said[1]).toMatch(/^<!channel> Akut: /)
  })

  test('what was seen meanwhile alerts nobody any more', async () => {
    const it = await raised()
    await acknowledgeCase({ sql: db.sql, clock, policy }, { caseId: it.id, by: people.bo! })
    expect(await notify()).toBe(1)
    expect(await directTo('mette', it.alias)).toEqual([])
  })

  test('a sender that died in the middle is followed by another', async () => {
    const it = await raised()
    const now = clock.now()
    expect(
      await claimNotices(db.sql, { worker: 'dead', now, lease: now.add({ seconds: 30 }), limit: 10 }),
    ).toHaveLength(2)
    expect(await notify()).toBe(0)
    clock.advance({ seconds: 31 })
    expect(await notify()).toBe(2)
    await cardOf(it.alias)
  })

  test('without Slack the console is the way, and nothing piles up', async () => {
    await raised(S3)
    expect(await notify({ slack: undefined })).toBe(0)
    expect((await failures()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})

test('the team’s own channel is used where there is one', async () => {
  await db.sql.updateTable('team').set({ slack_channel: town.rooms.nord! }).where('name', '=', 'Nord').execute()
  const it = await raised()
  await notify()
  expect((await town.cards('nord')).map((message) => message.blocks[0]?.text?.text)).toEqual([`I dag: ${it.alias}`])
  await db.sql.updateTable('team').set({ slack_channel: null }).where('name', '=', 'Nord').execute()
})

test('nothing of the citizen but the alias has left', async () => {
  const all = JSON.stringify([await town.cards(), await town.directs('mette'), await town.directs('bo')])
  expect(all).toContain('stork-')
  const ids = await db.sql.selectFrom('citizen').select('id').execute()
  for (const { id } of ids) expect(all).not.toContain(id)
})
