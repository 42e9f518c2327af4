import { once } from 'node:events'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { listenToCards } from '../../src/slack/actions.ts'
import { ACTION } from '../../src/slack/card.ts'
import { createSlack } from '../../src/slack/slack.ts'
import { startSlackSocket } from '../support/slack-socket.ts'

const CASE = '0197a0a0-0000-7000-8000-000000000001'
const press = {
  type: 'block_actions',
  team: { id: 'T1' },
  user: { id: 'U1' },
  channel: { id: 'C1' },
  message: { ts: '1.2', text: 'Akut: ravn-372' },
  actions: [
    { type: 'button', action_id: ACTION.acknowledge, block_id: `case:${CASE}:3`, action_ts: '1.3', value: 'x' },
  ],
}
const envelope = (id: string) => ({
  type: 'interactive',
  envelope_id: id,
  accepts_response_payload: true,
  payload: press,
})

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const started = async (
  acknowledge: (act: { caseId: string; by: string }) => Promise<{ done: false; why: 'gone' }>,
  failFirst = 0,
) => {
  const socket = await startSlackSocket({ failFirst })
  stops.push(socket.stop)
  const wording = {
    text: (key: string) => key,
    language: 'da' as const,
    zone: 'Europe/Copenhagen',
    caseUrl: (id: string) => `https://x.example/${id}`,
  }
  const log = createLog({ level: 'silent' })
  const gone = async () => ({ done: false, why: 'gone' }) as const
  const others = {
    ...{ unacknowledge: gone, stillOnIt: gone, reopen: gone, snooze: gone, meeting: gone, resolve: gone },
    ending: async () => ({ ok: false, why: 'gone' }) as const,
    languageOf: async () => 'da' as const,
  }
  const slack = createSlack(
    { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: socket.url, teamChannel: 'C1' },
    {
      features: [(app) => listenToCards(app, { acknowledge, ...others, afterCommit: async () => 0, wording, log })],
      wording,
      log,
    },
  )
  stops.push(() => slack.stop())
  await slack.start()
  if (failFirst === 0) await expect.poll(() => socket.connections()).toBe(1)
  return socket
}

test('in Socket Mode a press comes by the socket and is answered there when it is written', async () => {
  const acts: unknown[] = []
  const socket = await started(async (act) => {
    acts.push(act)
    return { done: false, why: 'gone' }
  })
  expect(socket.tokens[0]).toBe('Bearer xapp-1')
  socket.send(envelope('e1'))
  await expect.poll(() => socket.received).toMatchObject([{ envelope_id: 'e1' }])
  expect(acts).toMatchObject([{ caseId: CASE, by: 'U1', seenVersion: 3 }])
})

test('a press that could not be written is not answered, and the socket goes on', async () => {
  let tries = 0
  const socket = await started(async () => {
    if (++tries === 1) throw new Error('database is away')
    return { done: false, why: 'gone' }
  })
  socket.send(envelope('e1'))
  await expect.poll(() => tries).toBe(1)
  socket.send(envelope('e2'))
  await expect.poll(() => socket.received).toMatchObject([{ envelope_id: 'e2' }])
})

test('a Slack that is away at the start is tried again', async () => {
  const socket = await started(async () => ({ done: false, why: 'gone' }), 1)
  await expect.poll(() => socket.connections(), { timeout: 5_000 }).toBe(1)
  expect(socket.tokens).toHaveLength(2)
})

test('the socket of the tests answers as Slack does, ping by pong', async () => {
  const socket = await startSlackSocket()
  stops.push(socket.stop)
  const { port } = new URL(socket.url)
  const client = request({
    port,
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' },
  }).end()
  const [, wire] = (await once(client, 'upgrade')) as [unknown, Duplex]
  stops.push(() => wire.destroy())
  const heard: Buffer[] = []
  wire.on('data', (bytes: Buffer) => heard.push(bytes))
  // A ping of two bytes, masked by zeros.
  wire.write(Buffer.of(0x89, 0x82, 0, 0, 0, 0, 0x68, 0x69))
  await expect.poll(() => Buffer.concat(heard).indexOf(Buffer.of(0x8a, 2, 0x68, 0x69))).toBeGreaterThanOrEqual(0)
})
