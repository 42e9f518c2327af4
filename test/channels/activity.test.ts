import { describe, expect, test } from 'vitest'
import { createReceiver, toActivity } from '../../src/channels/activity.ts'
import type { Annotators } from '../../src/channels/screen.ts'
import type { Heard } from '../../src/core/heard.ts'
import type { Inbound } from '../../src/core/traffic.ts'

const at = Temporal.Instant.from('2026-08-03T07:00:00Z')
const inbound = (over: Partial<Inbound> = {}): Inbound => ({
  channel: 'telegram',
  eventId: '1',
  address: '42',
  kind: 'text',
  text: 'hej',
  receivedAt: at,
  ...over,
})

/** Notes what it was shown, and finds what the test tells it to. */
const watching = (find: Partial<Annotators> = {}) => {
  const shown: string[] = []
  const annotators: Annotators = {
    screen: (text, language) => {
      shown.push(text)
      return find.screen?.(text, language)
    },
    command: (text, language) => find.command?.(text, language) ?? {},
    language: (text) => find.language?.(text),
  }
  const receiver = createReceiver({ annotators, handle: async (_inbound, heard): Promise<Heard> => heard })
  return { shown, receiver }
}

const risk = { level: 'S3', class: 'death-wish', span: 'dø', rule: 'test' } as const

describe('what a handler hears', () => {
  test('is the text, the time and every note the annotators made', async () => {
    const { receiver } = watching({
      screen: (text, language) => (text.includes('dø') && language === 'da' ? risk : undefined),
      command: () => ({ command: 'STOP', nearStop: true }),
      language: () => 'da',
    })
    expect(await receiver.receive(inbound({ text: 'jeg vil dø' }))).toEqual({
      text: 'jeg vil dø',
      at,
      risk,
      command: 'STOP',
      nearStop: true,
      language: 'da',
    })
  })

  test('is no danger when it is nothing but a call and only points found it; a rule counts beside a call', async () => {
    const hears = (rule: string, word: ReturnType<Annotators['command']>) =>
      watching({ screen: () => ({ ...risk, rule }), command: () => word }).receiver.receive(inbound())
    expect((await hears('pl.points', { command: 'HELP', beside: {} })).risk).toBeUndefined()
    expect((await hears('pl.points', {})).risk?.level).toBe('S3')
    expect((await hears('pl.die', { command: 'HELP', beside: {} })).risk?.level).toBe('S3')
    expect((await hears('pl.points', { command: 'STOP' })).risk?.level).toBe('S3')
  })

  test('has no empty notes where nothing was found', async () => {
    expect(await watching().receiver.receive(inbound())).toEqual({ text: 'hej', at })
  })

  test('has the value of a tapped button', async () => {
    const heard = await watching().receiver.receive(inbound({ kind: 'choice', text: '', value: 'NEJ', onMessage: '9' }))
    expect(heard).toEqual({ text: '', value: 'NEJ', at })
  })

  test('is not mixed up between turns that run at the same time', async () => {
    const { receiver } = watching({ screen: (text) => (text === 'b' ? risk : undefined) })
    const all = await Promise.all(['a', 'b', 'c'].map((text) => receiver.receive(inbound({ text }))))
    expect(all.map((heard) => heard.risk?.level)).toEqual([undefined, 'S3', undefined])
  })
})

describe('the risk screen', () => {
  test.for(['text', 'edited', 'other', 'voice', 'start'] as const)(
    'sees the words of an event of kind %s',
    async (kind) => {
      const { shown, receiver } = watching()
      await receiver.receive(inbound({ kind, text: 'jeg har det skidt' }))
      expect(shown).toEqual(['jeg har det skidt'])
    },
  )

  test.for([
    inbound({ kind: 'choice', text: '', value: 'NEJ' }),
    inbound({ kind: 'blocked', text: '' }),
    inbound({ kind: 'voice', text: '' }),
  ])('is not troubled with what nobody wrote (%#)', async (event) => {
    const { shown, receiver } = watching()
    await receiver.receive(event)
    expect(shown).toEqual([])
  })
})

test('what the handler returns or throws comes back to the channel', async () => {
  const { annotators } = { annotators: { screen: () => undefined, command: () => ({}), language: () => undefined } }
  expect(await createReceiver({ annotators, handle: async () => 7 }).receive(inbound())).toBe(7)
  const failing = createReceiver({ annotators, handle: () => Promise.reject(new RangeError('database away')) })
  await expect(failing.receive(inbound())).rejects.toThrow(RangeError)
})

test('an event becomes an activity that any botbuilder middleware can read', () => {
  expect(toActivity(inbound({ kind: 'choice', text: '', value: '3', onMessage: '77' }))).toMatchObject({
    type: 'message',
    id: '1',
    channelId: 'telegram',
    from: { id: '42' },
    conversation: { id: '42' },
    value: '3',
    replyToId: '77',
    timestamp: new Date(at.epochMilliseconds),
  })
})
