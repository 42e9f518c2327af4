import { request } from 'node:http'
import { expect, test } from 'vitest'
import { STRANGE } from '../fuzz/inputs.ts'
import { GATEWAY_SECRET, openTown, type Town, WEBHOOK_SECRET } from '../support/town.ts'

/** Bytes as they are, to a path as it is: `fetch` would put both in order. */
const send = (
  town: Town,
  path: string,
  body?: Buffer | string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(town.app.url!)
    const asking = request({ hostname, port, path, method: body === undefined ? 'GET' : 'POST', headers }, (answer) =>
      answer.resume().once('end', () => resolve(answer.statusCode!)),
    )
    asking.once('error', reject).end(body)
  })

const telegram = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': WEBHOOK_SECRET }

test('strange texts are answered on the phone, in every kind of event, and stored whole', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  const asked = STRANGE.filter((text) => !text.includes('stop'))
  for (const text of asked)
    for (const kind of ['text', 'edited', 'voice', 'other', 'choice'] as const) {
      const event = { ...mette.event(kind === 'choice' ? '' : text), kind, ...(kind === 'choice' && { value: text }) }
      const turn = await town.house.turns.receive(event)
      expect(turn, `${kind} ${JSON.stringify(text.slice(0, 40))}`).toMatchObject({ outcome: 'answered' })
      if (turn.outcome === 'answered' && kind === 'text') expect(turn.replies.length, text).toBeGreaterThan(0)
    }
  const [{ n } = { n: 0 }] = await town.rows<{ n: number }>('select count(*)::int as n from inbox')
  expect(n).toBe(asked.length * 5)
  expect((await mette.sees()).length).toBeGreaterThan(0)
})

test('bytes that are no JSON, no text or too many are refused by every door in a sentence, and nothing falls over', async () => {
  await using town = await openTown({
    telegram: 'webhook',
    kannel: true,
    expectsTrouble: /passed over|without a number/,
  })
  const mette = await town.citizen()
  const phone = `/phone/${mette.alias}/messages`
  const noise = Buffer.from(Array.from({ length: 300 }, (_, n) => (n * 97) % 256))
  for (const body of [
    noise,
    '',
    '{',
    'null',
    '[]',
    '"hej"',
    '{"text":3}',
    '{"text":""}',
    '{"text":null}',
    '{"__proto__":{}}',
  ])
    expect([400, 415], `${body.slice(0, 20)}`).toContain(await send(town, phone, body))
  expect(await send(town, phone, JSON.stringify({ text: 'a'.repeat(100_000) }))).toBe(200)
  expect(await send(town, phone, JSON.stringify({ text: 'a'.repeat(300_000) }))).toBe(413)
  expect(await send(town, phone, Buffer.from('{"text":"\xff\xfe\x80 3"}', 'latin1'))).toBe(200)
  expect(await send(town, phone, '{"text":"\\ud800 \\u0000 3"}')).toBe(200)
  for (const path of ['/phone/%00/messages', '/phone/%ff/messages', '/phone/__proto__/messages', "/phone/'/messages"]) {
    expect([400, 404], path).toContain(await send(town, path))
    expect([400, 404], path).toContain(await send(town, path, '{"text":"hej"}'))
  }

  const updates: [unknown, number][] = [
    [{}, 400],
    [{ update_id: 'x' }, 400],
    [{ update_id: 1e30 }, 400],
    [{ update_id: 1 }, 200],
    [{ update_id: 2, message: null }, 200],
    [{ update_id: 3, message: { chat: { id: 7, type: 'private' }, text: { deep: [] } } }, 200],
    [{ update_id: 4, message: { chat: { id: 7, type: 'private' }, text: '\ud800\u0000'.repeat(10_000) } }, 200],
    [{ update_id: 5, callback_query: { id: '', from: { id: 7 }, data: '\u0000' } }, 200],
    [{ update_id: 6, message: { chat: { id: 9007199254740993n.toString(), type: 'private' }, text: 'hej' } }, 200],
  ]
  for (const [update, status] of updates)
    expect(
      await send(town, '/channels/telegram', JSON.stringify(update), telegram),
      JSON.stringify(update).slice(0, 90),
    ).toBe(status)
  for (const body of [noise, '', '{', 'null', '[]', '3'])
    expect(await send(town, '/channels/telegram', body, telegram)).toBe(400)
  expect(await send(town, '/channels/telegram', noise)).toBe(401)

  const sms = (query: string): Promise<number> => send(town, `/channels/sms/kannel?secret=${GATEWAY_SECRET}&${query}`)
  for (const [text, n] of STRANGE.map((one, at) => [encodeURIComponent(one.toWellFormed()), at] as const))
    expect(await sms(`from=%2B4520304050&text=${text}&id=${n}`), text.slice(0, 60)).toBe(200)
  for (const query of [
    'from=%2B4520304050&text=%ff%fe&id=x1',
    `from=4520304050&text=hej&id=%00`,
    'from=DSB&text=hej&id=x2',
  ])
    expect(await sms(query), query).toBe(200)
  for (const query of ['', 'from=&text=hej&id=x3', 'from=a&from=b&text=hej&id=x4', 'from=%2B4520304050&id=x5'])
    expect(await sms(query), query).toBe(400)
  const refused = (door: string) => town.troubles.filter((line) => line.includes('"refused"') && line.includes(door))
  expect(refused('/channels/')).toHaveLength(3 + 6 + 4)
  expect(refused('/phone/').length).toBeGreaterThanOrEqual(11)
  expect(await mette.says('min uge')).toHaveLength(1)
})
