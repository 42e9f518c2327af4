import type { InjectOptions } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { MalformedInbound, NotGenuine } from '../../src/channels/channel.ts'
import type { DeliveryStatus, Inbound } from '../../src/core/traffic.ts'
import { StartRefused } from '../../src/lib/errors.ts'
import type { ChannelDeps } from '../../src/web/channels.ts'
import { createWeb, type Web } from '../../src/web/web.ts'
import { NOW, webTown } from './fixture.ts'

const open: Web[] = []
afterEach(async () => {
  for (const web of open.splice(0)) await web.stop()
})
const town = async (over: Parameters<typeof webTown>[0] = {}) => {
  const made = await webTown(over)
  open.push(made.web)
  return made
}

const away = (): Error => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
const json = { 'content-type': 'application/json' }
const inbound: Inbound = {
  channel: 'telegram',
  eventId: '7',
  address: '99',
  kind: 'text',
  text: 'hej',
  receivedAt: Temporal.Instant.from(NOW),
}

/** Doors with a secret, as the real ones: genuine first, then readable. */
const doors = (over: Partial<ChannelDeps> = {}): { channels: ChannelDeps; got: (Inbound | DeliveryStatus)[] } => {
  const got: (Inbound | DeliveryStatus)[] = []
  const channels: ChannelDeps = {
    telegram: {
      secret: 'opensesame',
      failed: async () => false,
      channel: {
        webhook(headers, body, secret) {
          if (headers['x-telegram-bot-api-secret-token'] !== secret) throw new NotGenuine('telegram')
          if (typeof body !== 'object' || body === null) throw new MalformedInbound('telegram', ['body: object'])
          return 'message' in body ? inbound : undefined
        },
      },
    },
    kannel: {
      inbound({ query }) {
        if (query.secret !== 'opensesame') throw new NotGenuine('sms')
        return { ...inbound, channel: 'sms', text: String(query.text) }
      },
      status: ({ query }) => ({ channel: 'sms', ref: { outboxId: String(query.message) }, state: 'delivered' }),
    },
    receive: async (event) => got.push(event),
    delivery: async (status) => got.push(status),
    ...over,
  }
  return { channels, got }
}
const secret = { 'x-telegram-bot-api-secret-token': 'opensesame', ...json }

describe('the phone over HTTP', () => {
  test('shows a conversation in the shape of the contract', async () => {
    const { app } = await town()
    const answer = await app.inject('/phone/birk-514/messages')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual([
      {
        id: expect.any(String),
        at: '2026-08-03T07:00:00Z',
        from: 'makker',
        text: expect.stringContaining('Good morning Yusuf'),
        choices: [
          { label: 'OK', value: 'OK' },
          { label: 'No', value: 'NO' },
        ],
      },
    ])
  })

  test('takes a message and answers with what came back', async () => {
    const { app, town: seen } = await town()
    const answer = await app.inject({ method: 'POST', url: '/phone/birk-514/messages', payload: { text: 'OK' } })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual([
      { id: expect.any(String), at: '2026-08-03T07:12:00Z', from: 'makker', text: 'Tak. Du skrev: OK', choices: [] },
    ])
    expect(seen.received).toMatchObject([{ channel: 'phone', address: 'birk-514', text: 'OK' }])
  })

  test.each([
    ['an unknown alias', 404, 'nobody-100', { payload: { text: 'hej' } }],
    ['a body without text', 400, 'birk-514', { payload: { words: 'hej' } }],
    ['a body that is not JSON', 400, 'birk-514', { payload: '{"text":', headers: json }],
    ['an empty body', 400, 'birk-514', { headers: json }],
    ['a form instead of JSON', 400, 'birk-514', { payload: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a body over 256 KB', 413, 'birk-514', { payload: { text: 'a'.repeat(256 * 1024) } }],
  ])('refuses %s with one sentence (%i)', async (_what, status, alias, request) => {
    const { app, town: seen } = await town()
    const answer = await app.inject({ method: 'POST', url: `/phone/${alias}/messages`, ...request })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual({ error: expect.stringMatching(/^[^\n]+$/) })
    expect(seen.received).toHaveLength(status === 404 ? 1 : 0)
  })

  test('says that nothing was stored while the database is away, and when to come again', async () => {
    const { demo } = await webTown()
    const { app } = await town({ demo: { ...demo, receive: () => Promise.reject(away()) } })
    const answer = await app.inject({ method: 'POST', url: '/phone/birk-514/messages', payload: { text: 'hej' } })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.json().error).toMatch(/database is away/)
  })

  test('never shows where or why it broke inside', async () => {
    const { demo } = await webTown()
    const { app } = await town({ demo: { ...demo, receive: () => Promise.reject(new Error('Mette wrote: help')) } })
    const answer = await app.inject({ method: 'POST', url: '/phone/birk-514/messages', payload: { text: 'hej' } })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toMatch(/Mette|at |\.ts/)
  })
})

describe('who may use phones and console', () => {
  const cases: [string, InjectOptions, number][] = [
    ['a browser on this machine', { url: '/' }, 200],
    ['its own form', { headers: { 'sec-fetch-site': 'same-origin', origin: 'null' } }, 200],
    ['a link from another page', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } }, 200],
    ['another machine', { remoteAddress: '192.168.1.20' }, 403],
    ['a proxy or tunnel', { headers: { 'x-forwarded-for': '203.0.113.9' } }, 403],
    ['a rebound name', { headers: { host: 'evil.example:3000' } }, 403],
    ['a name that only begins like ours', { headers: { host: 'localhost.evil.example' } }, 403],
    ['a script of another page', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' } }, 403],
    ['another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['another port of this machine', { headers: { origin: 'http://localhost:8080', host: 'localhost:3000' } }, 403],
  ]
  test.each(cases)('may they come in: %s', async (_who, request, status) => {
    const { app } = await town()
    const answer = await app.inject({ url: '/', ...request })
    expect(answer.statusCode).toBe(status)
  })

  test('a form of another page changes nothing, also when it is a navigation', async () => {
    const { app, town: seen } = await town()
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', ...json }
    const answer = await app.inject({
      method: 'POST',
      url: '/phone/birk-514/messages',
      headers,
      payload: { text: 'hej' },
    })
    expect(answer.statusCode).toBe(403)
    expect(seen.received).toEqual([])
  })

  test('nobody outside of the demo', async () => {
    const made = await town()
    const { demo: _demo, ...deps } = made.deps
    const without = createWeb(deps)
    open.push(without)
    for (const url of ['/', '/phone/birk-514/messages', '/console/inbox'])
      expect((await without.app.inject(url)).statusCode, url).toBe(404)
  })
})

describe('webhooks', () => {
  test('a genuine update goes through the turn before it is answered', async () => {
    const { channels, got } = doors()
    const { app } = await town({ channels })
    const answer = await app.inject({
      method: 'POST',
      url: '/channels/telegram',
      headers: secret,
      payload: { message: {} },
    })
    expect(answer.statusCode).toBe(200)
    expect(got).toEqual([inbound])
  })

  test('an unknown kind of update is 200 and ignored', async () => {
    const { channels, got } = doors()
    const { app } = await town({ channels })
    const payload = { update_id: 1, poll_answer: {} }
    expect((await app.inject({ method: 'POST', url: '/channels/telegram', headers: secret, payload })).statusCode).toBe(
      200,
    )
    expect(got).toEqual([])
  })

  test('a wrong secret is 401 even when the body cannot be read', async () => {
    const { channels, got } = doors()
    const { app } = await town({ channels })
    for (const payload of ['{"message":{}}', '{{{', ''])
      expect((await app.inject({ method: 'POST', url: '/channels/telegram', headers: json, payload })).statusCode).toBe(
        401,
      )
    expect(got).toEqual([])
  })

  test('a body that cannot be read is 400', async () => {
    const { app } = await town({ channels: doors().channels })
    const answer = await app.inject({ method: 'POST', url: '/channels/telegram', headers: secret, payload: '{{{' })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().error).toMatch(/cannot be read/)
  })

  test('a turn that could not be stored is not acknowledged', async () => {
    const { channels } = doors({ receive: () => Promise.reject(away()) })
    const { app } = await town({ channels })
    const answer = await app.inject({
      method: 'POST',
      url: '/channels/telegram',
      headers: secret,
      payload: { message: {} },
    })
    expect(answer.statusCode).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('a genuine update that is written down as failed is not asked for again', async () => {
    const { channels } = doors({ receive: () => Promise.reject(new RangeError('always')) })
    const failed: unknown[] = []
    const telegram = { ...channels.telegram!, failed: async (update: unknown) => failed.push(update) === 2 }
    const { app } = await town({ channels: { ...channels, telegram } })
    const post = async (headers: Record<string, string>) =>
      (await app.inject({ method: 'POST', url: '/channels/telegram', headers, payload: { message: {} } })).statusCode
    expect([await post(secret), await post(secret), await post(json)]).toEqual([500, 200, 401])
    expect(failed).toEqual([{ message: {} }, { message: {} }])
  })

  test('too many turns of one citizen at once ask the provider to come again', async () => {
    const busy = Object.assign(new Error('busy'), { name: 'TurnBusy' })
    const { app } = await town({ channels: doors({ receive: () => Promise.reject(busy) }).channels })
    const answer = await app.inject({
      method: 'POST',
      url: '/channels/telegram',
      headers: secret,
      payload: { message: {} },
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
  })

  test('Kannel gets an empty answer, so that nothing of it is sent to the citizen', async () => {
    const { channels, got } = doors()
    const { app } = await town({ channels })
    const answer = await app.inject('/channels/sms/kannel?secret=opensesame&from=%2B4520304050&text=R%C3%98+nu&id=1')
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
    const report = await app.inject('/channels/sms/kannel/status?secret=opensesame&message=m1&status=1')
    expect([report.statusCode, report.body]).toEqual([200, ''])
    expect(got).toMatchObject([{ channel: 'sms', text: 'RØ nu' }, { ref: { outboxId: 'm1' } }])
    expect((await app.inject('/channels/sms/kannel?secret=x')).statusCode).toBe(401)
  })

  test('a channel that is not configured is not there', async () => {
    const { app } = await town()
    expect((await app.inject({ method: 'POST', url: '/channels/telegram', payload: {} })).statusCode).toBe(404)
    expect((await app.inject('/channels/sms/kannel')).statusCode).toBe(404)
    expect((await app.inject({ method: 'POST', url: '/slack/events', payload: {} })).statusCode).toBe(404)
  })

  test('Slack is handed the body exactly as it came, form or JSON', async () => {
    const bodies: string[] = []
    const slack = {
      handle: async ({ rawBody }: { rawBody: string }) => {
        bodies.push(rawBody)
        return rawBody.startsWith('{') ? { status: 200, body: '{"challenge":"x"}' } : { status: 401, body: '' }
      },
    }
    const { app } = await town({ slack })
    const event = '{ "type":  "url_verification" }'
    const first = await app.inject({ method: 'POST', url: '/slack/events', headers: json, payload: event })
    expect([first.statusCode, first.json()]).toEqual([200, { challenge: 'x' }])
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const second = await app.inject({
      method: 'POST',
      url: '/slack/events',
      headers: form,
      payload: 'payload=%7B%7D&a=1',
    })
    expect([second.statusCode, second.body]).toEqual([401, ''])
    expect(bodies).toEqual([event, 'payload=%7B%7D&a=1'])
  })
})

describe('health', () => {
  test('a process lives also while everything else is away', async () => {
    const { app } = await town({ ready: { postgres: () => Promise.reject(away()) } })
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })

  test('ready names what is away, and not why', async () => {
    const ready = { postgres: async () => {}, queue: () => Promise.reject(new Error('redis://:pass@host')) }
    const { app } = await town({ ready })
    const answer = await app.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({ status: 'away', away: ['queue'], parts: { postgres: 'ok', queue: 'away' } })
  })

  test('ready when all is there', async () => {
    const { app } = await town()
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', parts: { postgres: 'ok', queue: 'ok' } })
  })
})

describe('metrics', () => {
  test('count messages, waiting, cases, ticks and turns without a word about a person', async () => {
    const made = await town()
    const receive = made.deps.metrics.timed(made.demo.receive)
    await receive({ ...inbound, channel: 'phone', address: 'ravn-372' })
    const { body } = await made.app.inject('/metrics')
    expect(body).toContain('makker_messages{state="sent"} 12')
    expect(body).toContain('makker_outbox_waiting 2')
    expect(body).toContain('makker_outbox_oldest_waiting_seconds 60')
    expect(body).toContain('makker_last_tick_age_seconds 30')
    expect(body).toContain('makker_open_cases{level="acute"} 1')
    expect(body).toContain('makker_open_cases{level="soon"} 0')
    expect(body).toContain('makker_queue_jobs{state="waiting"} 1')
    expect(body).toContain('makker_turns_total{channel="phone",outcome="answered"} 1')
    expect(body).toContain('makker_turn_duration_seconds_count{channel="phone"} 1')
    expect(body).not.toMatch(/ravn|Mette|hej/)
  })

  test('leave out what cannot be asked just now, and tell the rest', async () => {
    const { app } = await town({ facts: { waiting: () => Promise.reject(away()), lastTick: async () => undefined } })
    const answer = await app.inject('/metrics')
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toMatch(/^makker_(outbox_waiting|last_tick_age_seconds) /m)
    expect(answer.body).toContain('makker_messages{state="failed"} 1')
  })
})

describe('every answer', () => {
  test.each(['/', '/healthz', '/nothing', '/console/events-none', '/assets/console.css'])(
    '%s carries the security headers',
    async (url) => {
      const { app } = await town()
      const { headers } = await app.inject(url)
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      )
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
    },
  )

  test('is a small page for a browser that took a wrong turn', async () => {
    const { app } = await town()
    const answer = await app.inject({ url: '/nothing', headers: { accept: 'text/html' } })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
  })

  test('assets are sent again only when they changed', async () => {
    const { app } = await town()
    const { headers } = await app.inject('/assets/htmx.js')
    const again = await app.inject({ url: '/assets/htmx.js', headers: { 'if-none-match': String(headers.etag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
})

test('a taken port ends the start with a sentence that says what to do', async () => {
  const first = await town()
  const { url } = await first.web.listen()
  const second = await town({ port: Number(new URL(url).port) })
  const refused = await second.web.listen().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(StartRefused)
  expect(String(refused)).toMatch(/set PORT to another/)
})
