import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isGsm7 } from '../../../src/channels/sms/text.ts'
import { readability } from '../../../src/content/readability.ts'
import { createModel, type Model } from '../../../src/language/model/model.ts'
import { stopwatch } from '../../../src/lib/clock.ts'
import { createLog } from '../../../src/lib/log.ts'
import { type Behaviour, type ModelServer, startModel } from '../../support/model-server.ts'

let server: ModelServer
let model: Model
let lines: string[]
beforeEach(async () => {
  server = await startModel()
  lines = []
  model = createModel({
    ...{ baseUrl: server.url, model: 'test', voiceModel: 'whisper-1' },
    log: createLog({ level: 'info', pretty: false, to: { write: (line) => lines.push(line) } }),
    measure: { lix: (text) => readability([text]).lix, isGsm7 },
    reflections: () => [{ name: 'hard', text: 'Det lyder, som om det er svært lige nu.' }],
  })
})
afterEach(() => server.stop())

const TEXT = 'Jeg er så træt af det hele, siger Mette Lund'
const consider = (text = TEXT, signal = new AbortController().signal) =>
  model.consider({ text, names: ['Mette Lund', 'Lone Holm'], language: 'da' }, signal)

test('an answer in its schema is an opinion', async () => {
  server.behaves({ says: { risk: 'S1', riskClass: 'hopeless', intent: 'week', reflection: 'hard' } })
  expect(await consider()).toEqual({
    risk: { level: 'S1', class: 'hopeless' },
    intent: 'week',
    reflection: 'hard',
  })
  const { messages, response_format } = JSON.parse(server.asked[0]!)
  expect(response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true } })
  expect(response_format.json_schema.schema).toMatchObject({ additionalProperties: false })
  expect(JSON.parse(messages[1].content)).toEqual({ text: 'Jeg er så træt af det hele, siger [name]' })
})

test('a call is logged with its purpose, sizes, duration and outcome, and without a word of it', async () => {
  await consider()
  const [line] = lines.map((one) => JSON.parse(one))
  expect(line).toMatchObject({ purpose: 'understand', outcome: 'ok' })
  expect(line.bytesOut).toBeGreaterThan(500)
  expect(line.bytesIn).toBeGreaterThan(100)
  expect(line.ms).toBeGreaterThanOrEqual(0)
  expect(lines.join()).not.toMatch(/træt|Mette|hele/)
  expect(model.counts()).toEqual([{ purpose: 'understand', outcome: 'ok', count: 1 }])
  expect(JSON.stringify(server.headers)).not.toMatch(/makker/)
})

describe('trouble is no opinion, one line in the log, and nothing thrown', () => {
  const TROUBLE: [name: string, how: Behaviour, outcome: string][] = [
    ['500', { status: 500 }, 'refused'],
    ['429', { status: 429 }, 'refused'],
    ['a closed socket', 'closes', 'unreachable'],
    ['an answer that breaks off', 'breaks off', 'unreachable'],
    ['invalid JSON', 'invalid JSON', 'nonsense'],
    ['an answer without end', 'no end', 'nonsense'],
    ['prose', { says: 'Of course! The citizen seems fine.' }, 'nonsense'],
    ['another shape', { says: '{"verdict":"fine"}' }, 'nonsense'],
    ['a level that is none', { says: { risk: 'none at all' } }, 'nonsense'],
    ['an array', { says: '[1,2]' }, 'nonsense'],
  ]
  test.each(TROUBLE)('%s', async (_, how, outcome) => {
    server.behaves(how)
    expect(await consider()).toBeUndefined()
    expect(lines.map((one) => JSON.parse(one))).toMatchObject([{ level: 'warn', outcome }])
    expect(lines.join()).not.toMatch(/træt|Mette|server had/)
  })
})

test('an answer in a code block is read, and unknown parts lose only themselves', async () => {
  server.behaves({
    says: '```json\n{"risk":"S2","riskClass":"bad-mood","intent":"dance","reflection":7,"sentence":null}\n```',
  })
  expect(await consider()).toEqual({ risk: { level: 'S2', class: 'other' } })
})

test('a call that is stopped ends at once', async () => {
  server.behaves('hangs')
  const took = stopwatch()
  expect(await consider(TEXT, AbortSignal.timeout(100))).toBeUndefined()
  expect(took()).toBeLessThan(1_000)
  expect(JSON.parse(lines[0]!)).toMatchObject({ outcome: 'stopped' })
})

test('after three failures in a row it is left alone, and nobody is asked', async () => {
  server.behaves({ status: 500 })
  for (let n = 0; n < 3; n++) {
    expect(model.state('understand')).toBe('ready')
    await consider()
  }
  expect(model.state('understand')).toBe('resting')
  expect(model.state('transcribe')).toBe('ready')
  await consider()
  expect(server.asked).toHaveLength(3)
  expect(model.counts()).toContainEqual({ purpose: 'understand', outcome: 'resting', count: 1 })
})

test('a sentence of its own is an opinion only within the rules', async () => {
  server.behaves({ says: { sentence: 'Det lyder, som om du er træt af det hele.', reflection: 'hard' } })
  expect(await consider()).toMatchObject({ sentence: 'Det lyder, som om du er træt af det hele.' })
  server.behaves({ says: { sentence: 'Lone ringer til dig om lidt.', reflection: 'hard' } })
  expect(await consider()).toEqual({ reflection: 'hard' })
})

test('sound goes out as a file and comes back as words', async () => {
  server.hears('  Jeg kommer ikke i dag.  ')
  const sound = new Uint8Array([79, 103, 103, 83, 0, 1, 2])
  const signal = new AbortController().signal
  expect(await model.transcribe({ sound, type: 'audio/ogg', language: 'da' }, signal)).toBe('Jeg kommer ikke i dag.')
  const upload = server.sounds[0]!.toString('latin1')
  for (const part of ['name="file"; filename="voice.ogg"', 'whisper-1', 'OggS']) expect(upload).toContain(part)
  server.hears('')
  expect(await model.transcribe({ sound, type: 'audio/ogg', language: 'da' }, signal)).toBeUndefined()
})

test('doctor learns whether it answers at all', async () => {
  expect(model.host).toBe(server.host)
  expect(await model.reach()).toBe('answers')
  await server.stop()
  expect(await model.reach()).toBe('does not answer')
  server = await startModel()
})
