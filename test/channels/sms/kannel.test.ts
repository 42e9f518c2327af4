import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MalformedInbound, NotGenuine } from '../../../src/channels/channel.ts'
import type { GatewayCall } from '../../../src/channels/sms/gateway.ts'
import { createKannel } from '../../../src/channels/sms/kannel.ts'
import { createSmsChannel, type SmsChannel } from '../../../src/channels/sms/sms.ts'
import type { Inbound, SendResult } from '../../../src/core/traffic.ts'
import { ManualClock } from '../../../src/lib/clock.ts'
import { newId } from '../../../src/lib/ids.ts'
import { type Kannel, startKannel } from '../../support/kannel.ts'
import { needs } from '../../support/services.ts'
import { type Bench, channelContract, type Trouble } from '../contract.ts'

const CITIZEN = '+4520123456'
const SECRET = 'håb & 100% c/d+e' // every character that an address could garble
const clock = new ManualClock('2026-11-23T09:00:00Z')

const listen = async (answer: (call: GatewayCall, response: ServerResponse) => void): Promise<[Server, string]> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here')
    answer({ url: request.url ?? '/', query: Object.fromEntries(url.searchParams), headers: request.headers }, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return [server, `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`]
}

const shut = (server: Server): Promise<unknown> => {
  server.closeAllConnections()
  return new Promise((done) => server.close(done))
}

const channelTo = (url: string, over: { password?: string; publicUrl?: string; timeoutMs?: number } = {}): SmsChannel =>
  createSmsChannel({
    gateway: createKannel({
      ...{ url, username: 'makker', password: 'p%w d&', secret: SECRET, publicUrl: 'http://127.0.0.1:9', clock },
      ...over,
    }),
    from: '+4521000000',
    rate: 0,
  })

/** Our side of Kannel: the calls that reached us, and a channel that sends through it. */
const house = async (): Promise<{
  kannel: Kannel
  channel: SmsChannel
  publicUrl: string
  messages: GatewayCall[]
  reports: GatewayCall[]
  stop(): Promise<void>
}> => {
  const messages: GatewayCall[] = []
  const reports: GatewayCall[] = []
  const [server, publicUrl] = await listen((call, response) => {
    if (call.url.startsWith('/channels/sms/kannel/status?')) reports.push(call)
    else if (call.url.startsWith('/channels/sms/kannel?')) messages.push(call)
    response.end('not for the citizen')
  })
  const kannel = await startKannel({ publicUrl, secret: SECRET })
  const channel = channelTo(kannel.url, { password: kannel.password, publicUrl })
  return {
    ...{ kannel, channel, publicUrl, messages, reports },
    async stop() {
      await channel.close()
      await kannel.stop()
      await shut(server)
    },
  }
}

const soon = { timeout: 5000, interval: 20 }

describe.skipIf(needs('kannel').skip)('SMS through Kannel', () => {
  let here: Awaited<ReturnType<typeof house>>
  beforeAll(async () => {
    here = await house()
  }, 20_000)
  afterAll(async () => {
    await here?.stop()
  })

  const send = (text: string, id: string = newId(), address = CITIZEN): Promise<SendResult> =>
    here.channel.send({ id, address, message: { text, choices: [] } })
  const arrives = (text: string): Promise<void> =>
    expect.poll(() => here.kannel.received().map((one) => one.text), soon).toContain(text)
  const statesOf = (id: string): (string | undefined)[] =>
    here.reports.filter(({ query }) => query.message === id).map((call) => here.channel.status(call)?.state)

  test('Danish letters arrive as they were, in one segment', async () => {
    const text = 'Så får du en øvelse: æøå ÆØÅ é § {100%} [€5]'
    expect(await send(text)).toEqual({ outcome: 'sent', segments: 1 })
    await arrives(text)
    expect(here.kannel.received().at(-1)).toMatchObject({ from: '+4521000000', to: CITIZEN, parts: 1 })
  })

  test('other scripts and emoji arrive as they were', async () => {
    for (const text of ['Привіт! Як ти? 👍', 'مرحبا، كيف حالك؟', 'Cześć, jak się masz? Źdźbło']) {
      expect(await send(text)).toEqual({ outcome: 'sent', segments: 1 })
      await arrives(text)
    }
  })

  test('line breaks arrive', async () => {
    await send('I dag:\n09:00 praktik\n13:00 gåtur')
    await arrives('I dag:\n09:00 praktik\n13:00 gåtur')
  })

  test.for([
    ['GSM-7', 'Æble €'.repeat(28), 2],
    ['UCS-2', 'Привіт '.repeat(20), 3],
    ['as long as allowed', 'Så '.repeat(510), 10],
  ] as const)('a long text (%s) arrives whole, in the parts that were counted', async ([, text, segments]) => {
    expect(await send(text.trim())).toEqual({ outcome: 'sent', segments })
    await arrives(text.trim())
    expect(here.kannel.received().find((one) => one.text === text.trim())?.parts).toBe(segments)
  })

  test('the choices of a closed question arrive with it', async () => {
    const choices = ['OK', 'NEJ'].map((value) => ({ value, label: value }))
    await here.channel.send({ id: newId(), address: CITIZEN, message: { text: 'Kommer du i dag?', choices } })
    await arrives('Kommer du i dag?\nOK / NEJ')
  })

  test('the operator accepts and the phone has it: both reach us with the id of the outbox', async () => {
    const id = newId()
    await send('Hej', id)
    // Kannel calls for both at once: either may be first.
    await expect.poll(() => statesOf(id).sort(), soon).toEqual(['delivered', 'sent'])
    const report = here.reports.find(({ query }) => query.message === id)!
    expect(here.channel.status(report)).toMatchObject({ channel: 'sms', ref: { outboxId: id } })
  })

  test('a number without a route is refused for good, and its report says failed', async () => {
    const id = newId()
    const result = await send('Hej', id, `${here.kannel.unroutable}123456`)
    expect(result).toEqual({ outcome: 'refused', reason: 'rejected' })
    await expect.poll(() => statesOf(id), soon).toEqual(['failed'])
  })

  test('a wrong password of ours fails no message for good and pauses the channel', async () => {
    const channel = channelTo(here.kannel.url, { password: 'wrong' })
    const result = await channel.send({ id: newId(), address: CITIZEN, message: { text: 'Hej', choices: [] } })
    expect(result).toEqual({
      outcome: 'retry',
      reason: 'wrong-credentials',
      notBefore: clock.now().add({ seconds: 60 }),
    })
    await channel.close()
  })

  test.for(['Ja tak', 'Jeg kan ikke i dag, æøå! 100% & +1 = #2', 'Привіт 👍', 'مرحبا', 'to\nlinjer'])(
    'what a person writes reaches us word for word: %j',
    async (text) => {
      const before = here.messages.length
      here.kannel.say(CITIZEN, text)
      await expect.poll(() => here.messages.length, soon).toBe(before + 1)
      expect(here.channel.inbound(here.messages.at(-1)!)).toEqual({
        channel: 'sms',
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        address: CITIZEN,
        kind: 'text',
        text,
        receivedAt: clock.now(),
      })
    },
  )

  test('two messages with the same words have ids of their own', async () => {
    const before = here.messages.length
    here.kannel.say(CITIZEN, 'ja')
    here.kannel.say(CITIZEN, 'ja')
    await expect.poll(() => here.messages.length, soon).toBe(before + 2)
    const [first, second] = here.messages.slice(-2).map((call) => here.channel.inbound(call)?.eventId)
    expect(first).not.toBe(second)
  })

  test('a sender without the plus is the same person', async () => {
    const before = here.messages.length
    here.kannel.say(CITIZEN.slice(1), 'ja')
    await expect.poll(() => here.messages.length, soon).toBe(before + 1)
    expect(here.channel.inbound(here.messages.at(-1)!)?.address).toBe(CITIZEN)
  })

  test('nothing of our answers reaches the citizen', async () => {
    await send('den sidste')
    await arrives('den sidste')
    expect(here.kannel.received().map(({ text }) => text)).not.toContain('not for the citizen')
  })

  test('with Kannel gone a message is tried again later', async () => {
    const gone = await house()
    await gone.kannel.stop()
    const result = await gone.channel.send({ id: newId(), address: CITIZEN, message: { text: 'Hej', choices: [] } })
    expect(result).toEqual({ outcome: 'retry', reason: 'unreachable' })
    await gone.stop()
  }, 20_000)
})

describe('a call in the name of Kannel', () => {
  const channel = channelTo('http://127.0.0.1:9/cgi-bin/sendsms')
  const call = (query: Record<string, unknown>): GatewayCall => ({ url: '/channels/sms/kannel', query, headers: {} })
  const message = { secret: SECRET, from: CITIZEN, to: '+4521000000', text: 'Hej', id: '1' }
  const report = { secret: SECRET, message: newId(), status: '1' }

  test.for([[undefined], [''], ['wrong'], [`${SECRET}x`], [[SECRET]]])('with the secret %j is refused', ([secret]) => {
    expect(() => channel.inbound(call({ ...message, secret }))).toThrow(NotGenuine)
    expect(() => channel.status(call({ ...report, secret }))).toThrow(NotGenuine)
    expect(() => channel.inbound(call({ secret }))).toThrow(NotGenuine) // before it looks at the rest
  })

  test('is refused when we have no secret at all', () => {
    const open = createKannel({
      ...{ url: 'http://127.0.0.1:9/', username: 'x', password: 'x', secret: '', publicUrl: 'http://127.0.0.1:9' },
      clock,
    })
    expect(() => open.inbound(call({ ...message, secret: '' }))).toThrow(NotGenuine)
  })

  test.for(['from', 'text', 'id'])('without %s is malformed, and the error does not tell what was written', (field) => {
    const query: Record<string, unknown> = { ...message, [field]: undefined }
    expect(() => channel.inbound(call(query))).toThrow(MalformedInbound)
    expect(() => channel.inbound(call(query))).toThrow(expect.not.objectContaining({ message: /Hej/ }))
  })

  test('with an empty text is a message: a person sent something', () => {
    expect(channel.inbound(call({ ...message, text: '' }))).toMatchObject({ kind: 'text', text: '' })
  })

  test.for([['1234'], ['DSB'], ['Info']])('from a short code or a name (%s) is ignored', ([from]) => {
    expect(channel.inbound(call({ ...message, from }))).toBeUndefined()
  })

  test.for([
    ['1', { state: 'delivered' }],
    ['2', { state: 'failed', reason: 'undeliverable' }],
    ['8', { state: 'sent' }],
    ['16', { state: 'failed', reason: 'rejected' }],
  ] as const)('with the status %s says %j', ([status, meaning]) => {
    expect(channel.status(call({ ...report, status }))).toEqual({
      channel: 'sms',
      ref: { outboxId: report.message },
      ...meaning,
    })
  })

  test.for([['4'], ['32'], ['0']])('with the status %s says nothing new', ([status]) => {
    expect(channel.status(call({ ...report, status }))).toBeUndefined()
  })

  test('about a message that is none of ours says nothing', () => {
    expect(channel.status(call({ ...report, message: 'abc' }))).toBeUndefined()
  })

  test.for([['x'], [''], [undefined]])('with the status %j is malformed', ([status]) => {
    expect(() => channel.status(call({ ...report, status }))).toThrow(MalformedInbound)
  })
})

/** A Kannel, or something before it, in trouble: real Kannel has no switch for these. */
const troubled = async (trouble: Trouble, seconds: number): Promise<[Server, SmsChannel]> => {
  const [server, url] = await listen((_, response) => {
    if (trouble === 'reset') response.destroy()
    else if (trouble === 'server-error') response.writeHead(503).end('Temporal failure, try again later.')
    else if (trouble === 'rate-limit') response.writeHead(429, { 'retry-after': String(seconds) }).end()
  })
  return [server, channelTo(`${url}/cgi-bin/sendsms`, { timeoutMs: 150 })]
}

describe.skipIf(needs('kannel').skip)('on real Kannel', () => {
  channelContract('SMS', async (): Promise<Bench> => {
    const { kannel, channel, stop } = await house()
    const servers: Server[] = []
    const writes = async (text: string, id: string): Promise<Inbound | undefined> =>
      channel.inbound({
        url: '/channels/sms/kannel',
        query: { secret: SECRET, from: CITIZEN, to: kannel.number, text, id },
        headers: {},
      })
    return {
      channel,
      address: CITIZEN,
      received: async () => kannel.received().map(({ text }) => text),
      writes,
      answers: (choice) => writes(choice.value, newId()),
      under(trouble, seconds) {
        if (trouble === 'blocked') return { no: 'an SMS cannot be blocked at the gateway; STOP is a word' }
        if (trouble === 'unknown-address') return { no: 'Kannel takes any number; the delivery report says it' }
        return troubled(trouble, seconds).then(([server, channel]) => {
          servers.push(server)
          return channel
        })
      },
      now: () => clock.now(),
      async stop() {
        await Promise.all(servers.map(shut))
        await stop()
      },
    }
  })
})
