import { expect, test } from 'vitest'
import { ConfigInvalid, readConfig } from '../src/config.ts'

const KEY = `k1:${Buffer.alloc(32, 1).toString('base64')}`

const faults = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults
    throw error
  }
  return []
}

test('with nothing set it is a demo that runs everything embedded', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    role: 'all',
    dataDir: '.data',
    zone: 'Europe/Copenhagen',
    demo: {},
    web: { port: 3000, host: '127.0.0.1' },
  })
  expect(config.databaseUrl).toBeUndefined()
})

test('an empty value means not set', () => {
  expect(readConfig({ REDIS_URL: '', PORT: ' ' })).toMatchObject({ web: { port: 3000 } })
})

test('every fault is told at once, each in a sentence that names the variable', () => {
  const said = faults({ PORT: 'eight', TIME_ZONE: 'Mars/Olympus', LOG_LEVEL: 'loud' })
  expect(said).toHaveLength(3)
  expect(said[0]).toMatch(/^PORT must be a port number/)
  expect(said[1]).toMatch(/^TIME_ZONE must be an IANA time zone/)
  expect(said[2]).toMatch(/^LOG_LEVEL must be trace/)
})

test('a real database without keys is refused: what it seals could never be opened again', () => {
  expect(faults({ DATABASE_URL: 'postgres://u@h/d' })).toEqual([
    expect.stringMatching(/^DATABASE_URL needs MAKKER_KEYS/),
  ])
  expect(faults({ DATABASE_URL: 'postgres://u@h/d', MAKKER_KEYS: KEY })).toEqual([])
  expect(faults({ MAKKER_ROLE: 'web' })).toEqual(['MAKKER_ROLE=web needs DATABASE_URL as well.'])
})

test.each([
  ['too short', 'k1:AAAA'],
  ['without an id', Buffer.alloc(32).toString('base64')],
  ['the same id twice', `${KEY},${KEY}`],
])('a key that is %s is refused', (_why, keys) => {
  expect(faults({ MAKKER_KEYS: keys })).toHaveLength(1)
})

test('keys are read in order, the first is current', () => {
  const second = `k2:${Buffer.alloc(32, 2).toString('base64')}`
  expect(readConfig({ MAKKER_KEYS: `${second},${KEY}` }).keys?.map(({ id }) => id)).toEqual(['k2', 'k1'])
})

test('a provider that is half configured is refused by name', () => {
  expect(faults({ SMS_PROVIDER: 'kannel', SMS_FROM: '1234' })).toEqual([
    'SMS_PROVIDER=kannel needs KANNEL_SENDSMS_URL, KANNEL_USERNAME, KANNEL_PASSWORD, KANNEL_INBOUND_SECRET as well.',
  ])
  expect(faults({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_MODE: 'webhook' })).toEqual([
    'TELEGRAM_MODE=webhook needs TELEGRAM_WEBHOOK_SECRET as well.',
  ])
  expect(faults({ SLACK_SIGNING_SECRET: 's' })).toHaveLength(1)
})

test('a real provider turns the demo off', () => {
  expect(readConfig({ TELEGRAM_BOT_TOKEN: '1:a' }).demo).toBeUndefined()
  expect(readConfig({ DATABASE_URL: 'postgres://u@h/d', MAKKER_KEYS: KEY }).demo).toBeUndefined()
})

test('a demo that would reach real people is refused; one on loopback is not', () => {
  const telegram = { TELEGRAM_BOT_TOKEN: '1:a', MAKKER_DEMO: 'on' }
  expect(faults(telegram)).toEqual([expect.stringMatching(/would reach real people: Telegram/)])
  expect(faults({ ...telegram, TELEGRAM_API_ROOT: 'http://127.0.0.1:9000' })).toEqual([])
})

test('the demo begins when it is told to', () => {
  const config = readConfig({ MAKKER_DEMO_START: '2026-03-28T09:00+01:00' })
  expect(config.demo?.start?.toString()).toBe('2026-03-28T08:00:00Z')
  expect(faults({ MAKKER_DEMO_START: 'tomorrow' })).toHaveLength(1)
  expect(faults({ MAKKER_DEMO_START: '2026-03-28T09:00+01:00', MAKKER_DEMO: 'off' })).toHaveLength(1)
})

test('a channel of Slack is named by its id: a name would only be refused when the first card fails', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' }
  for (const name of ['team', '#team', 'c012ab', 'U012AB3CD'])
    expect(faults({ ...slack, SLACK_TEAM_CHANNEL: name })).toEqual([
      expect.stringMatching(/^SLACK_TEAM_CHANNEL must be the id of a channel/),
    ])
  const there = { ...slack, SLACK_TEAM_CHANNEL: 'G012AB3CD' }
  expect(readConfig({ ...there, DATABASE_URL: 'postgres://x/y', MAKKER_KEYS: KEY }).slack?.teamChannel).toBe(
    'G012AB3CD',
  )
})

test('the demo goes together with an emulator of Slack on this machine, and with nothing else', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_TEAM_CHANNEL: 'C1', MAKKER_DEMO: 'on' }
  expect(readConfig({ ...slack, SLACK_API_URL: 'http://127.0.0.1:4000' })).toMatchObject({ demo: {} })
  expect(faults({ ...slack, SLACK_API_URL: 'https://slack.example' })).toEqual([
    expect.stringContaining('MAKKER_DEMO=on'),
  ])
})
