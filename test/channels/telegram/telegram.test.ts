import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTelegramApi } from '../../../src/channels/telegram/api.ts'
import type { TelegramInbound } from '../../../src/channels/telegram/inbound.ts'
import { createTelegram, type TelegramChannel } from '../../../src/channels/telegram/telegram.ts'
import { setTelegramWebhook, verifyTelegramSecret } from '../../../src/channels/telegram/webhook.ts'
import { ManualClock } from '../../../src/lib/clock.ts'
import { startTelegram, type TelegramEmulator } from '../../support/telegram.ts'

const clock = new ManualClock('2026-08-03T07:00:00Z')
const said: string[] = []
const say = (_data: unknown, text?: string): void => void said.push(String(text))
const log = { info: say, warn: say, debug: say }

let emulator: TelegramEmulator
let channel: TelegramChannel
beforeAll(async () => {
  emulator = await startTelegram()
  const api = createTelegramApi({ token: emulator.token, apiRoot: `${emulator.root}/` })
  channel = createTelegram({ api, clock, log, rate: 30 })
})
afterAll(async () => {
  expect(emulator.faults).toEqual([])
  await emulator.stop()
})
beforeEach(() => {
  said.length = 0
})

let chats = 100
const asked = async () => {
  const person = emulator.person(++chats)
  const choices = [
    { label: 'Ja tak', value: 'JA' },
    { label: 'Nej', value: 'NEJ' },
  ]
  const outgoing = { id: randomUUID(), address: String(person.chat), message: { text: 'Kommer du?', choices } }
  const sent = await channel.send(outgoing)
  if (sent.outcome !== 'sent') throw new Error(sent.outcome)
  const tap = async (label: string, message = person.sees()[0]!): Promise<TelegramInbound> => {
    await person.taps(label, message)
    const { body } = await updates()
    return channel.translate(body.at(-1))!
  }
  return { person, outgoing, sent, tap }
}
const updates = async () => {
  const answer = await fetch(`${emulator.root}/bot${emulator.token}/getUpdates`, { method: 'POST', body: '{}' })
  const { result } = (await answer.json()) as { result: unknown[] }
  return { body: result }
}

describe('sending', () => {
  test('is plain text: markup stays as it is, and links are not fetched', async () => {
    const text = '*Hej* <b>du</b> _a_ https://example.org'
    await channel.send({ id: randomUUID(), address: '7', message: { text, choices: [] } })
    expect(emulator.calls.at(-1)).toEqual({
      method: 'sendMessage',
      payload: { chat_id: 7, text, link_preview_options: { is_disabled: true } },
    })
  })

  test('half a character is mended: Telegram refuses what is not UTF-8', async () => {
    const { person } = await asked()
    const choices = [{ label: 'a\uD83D', value: 'b\uD83D' }]
    await channel.send({
      id: randomUUID(),
      address: String(person.chat),
      message: { text: 'før \uD83D efter', choices },
    })
    const shown = person.sees().at(-1)!
    expect([shown.text, shown.buttons[0]?.[0]?.label]).toEqual(['før \uFFFD efter', 'a\uFFFD'])
  })

  test('a message says which one it became', async () => {
    const { person, sent } = await asked()
    expect(sent).toEqual({ outcome: 'sent', delivered: true, providerId: String(person.sees()[0]?.id) })
  })

  test.for(['-1001234', '0', '1e3', '12345678901234567', ' 7'])(
    'never writes to %s, which is no private chat',
    async (address) => {
      const before = emulator.calls.length
      const result = await channel.send({ id: randomUUID(), address, message: { text: 'Hej', choices: [] } })
      expect(result).toEqual({ outcome: 'refused', reason: 'unknown-number' })
      expect(emulator.calls).toHaveLength(before)
    },
  )

  test('to somebody who blocked the bot is refused, until they let it back', async () => {
    const person = emulator.person(++chats)
    const outgoing = { id: randomUUID(), address: String(person.chat), message: { text: 'Hej', choices: [] } }
    await person.blocks()
    expect(channel.translate((await updates()).body.at(-1))).toMatchObject({
      kind: 'blocked',
      address: outgoing.address,
    })
    expect(await channel.send(outgoing)).toEqual({ outcome: 'refused', reason: 'blocked' })
    await person.blocks(false)
    expect(channel.translate((await updates()).body.at(-1))).toMatchObject({ kind: 'unblocked' })
    expect(await channel.send(outgoing)).toMatchObject({ outcome: 'sent' })
  })
})

describe('after an answer', () => {
  test('the buttons go and the choice stands under the question', async () => {
    const { person, outgoing, sent, tap } = await asked()
    const inbound = await tap('Nej')
    expect(inbound).toMatchObject({ value: 'NEJ', onMessage: sent.providerId, question: outgoing.id })
    await channel.settle!(inbound, { question: {} })
    expect(person.sees()).toMatchObject([{ text: 'Kommer du?\n\n✓ Nej', buttons: [] }])
    expect(emulator.calls.some(({ method }) => method === 'answerCallbackQuery')).toBe(true)
  })

  test('that was typed, the buttons go as well', async () => {
    const { person, sent } = await asked()
    await person.writes('nej')
    const inbound = channel.translate((await updates()).body.at(-1))!
    await channel.settle!(inbound, { question: { providerId: sent.providerId!, text: 'Kommer du?', chosen: 'Nej' } })
    expect(person.sees()).toMatchObject([{ text: 'Kommer du?\n\n✓ Nej', buttons: [] }])
  })

  test('without words to show, only the buttons go', async () => {
    const { person, sent } = await asked()
    await person.writes('nej')
    const inbound = channel.translate((await updates()).body.at(-1))!
    await channel.settle!(inbound, { question: { providerId: sent.providerId! } })
    expect(person.sees()).toMatchObject([{ text: 'Kommer du?', buttons: [] }])
  })

  test('a tap on an old message is answered with the given words and changes nothing', async () => {
    const { person, tap } = await asked()
    const old = person.sees()[0]!
    await channel.settle!(await tap('Ja tak'), { question: {} })
    const shown = person.sees()
    await channel.settle!(await tap('Nej', old), { toast: 'Du har svaret.' })
    expect(emulator.calls.at(-1)).toMatchObject({ method: 'answerCallbackQuery', payload: { text: 'Du har svaret.' } })
    expect(person.sees()).toEqual(shown)
  })

  test('a server that is gone costs nothing but a line in the log', async () => {
    const { tap } = await asked()
    const inbound = await tap('Nej')
    const gone = createTelegram({
      api: createTelegramApi({ token: emulator.token, apiRoot: 'http://127.0.0.1:9' }),
      clock,
      log,
      rate: 30,
    })
    await gone.settle!(inbound, { question: {}, toast: 'Tak' })
    expect(said).toEqual(['not settled', 'not settled'])
  })
})

describe('the webhook', () => {
  test('is set with a secret, called with it, and turned into what was written', async () => {
    const secret = 'S3cret_-x'
    const got: unknown[] = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      try {
        got.push(channel.webhook(request.headers, JSON.parse(text), secret))
        response.end('{}')
      } catch (error) {
        response.writeHead((error as { statusCode?: number }).statusCode ?? 500).end('{}')
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/channels/telegram`
    const api = createTelegramApi({ token: emulator.token, apiRoot: emulator.root })
    try {
      await setTelegramWebhook(api, { url, secret })
      await emulator.person(5).writes('hej')
      expect(got).toMatchObject([{ kind: 'text', text: 'hej', address: '5', receivedAt: clock.now() }])

      const call = (headers: Record<string, string>, body: string) => fetch(url, { method: 'POST', body, headers })
      const header = { 'X-Telegram-Bot-Api-Secret-Token': secret }
      expect((await call({}, '{"update_id":1}')).status).toBe(401)
      expect((await call({ 'X-Telegram-Bot-Api-Secret-Token': 'guess' }, 'null')).status).toBe(401)
      expect((await call(header, '[]')).status).toBe(400)
      expect((await call(header, '{"update_id":1,"poll":{}}')).status).toBe(200)
      expect(got).toHaveLength(2)
    } finally {
      await api.deleteWebhook()
      server.closeAllConnections()
      server.close()
    }
  })

  test.for([
    ['right', 'right', true],
    ['wrong', 'right', false],
    ['', 'right', false],
    ['right ', 'right', false],
    [undefined, 'right', false],
    [['right'], 'right', false],
    ['', '', false],
  ] as const)('header %j against secret %j: %s', ([header, secret, genuine]) => {
    expect(verifyTelegramSecret(header, secret)).toBe(genuine)
  })
})

describe('the menu', () => {
  test('is shown in each language', async () => {
    const lines = { ro: 'En kort øvelse', ring: 'Bed om et opkald' }
    await channel.showMenu([{ lines }, { language: 'en', lines: { ro: 'A short exercise' } }])
    const menus = emulator.calls.filter(({ method }) => method === 'setMyCommands').map(({ payload }) => payload)
    expect(menus).toEqual([
      {
        commands: [
          { command: 'ro', description: 'En kort øvelse' },
          { command: 'ring', description: 'Bed om et opkald' },
        ],
      },
      { language_code: 'en', commands: [{ command: 'ro', description: 'A short exercise' }] },
    ])
  })

  test('a server without menus is no reason not to start', async () => {
    const api = createTelegramApi({ token: 'unknown', apiRoot: emulator.root })
    await createTelegram({ api, clock, log, rate: 30 }).showMenu([{ lines: { ro: 'En kort øvelse' } }])
    expect(said).toEqual(['the menu is not shown'])
  })
})
