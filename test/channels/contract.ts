import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import type { Choice } from '../../src/core/message.ts'
import type { Inbound, Outgoing, SendResult } from '../../src/core/traffic.ts'

/** Ways a provider, or the road to it, can be in trouble. */
export type Trouble =
  | 'blocked' // the person does not want our messages
  | 'unknown-address' // nobody has this number or chat
  | 'server-error' // 5xx
  | 'hang' // never answers
  | 'reset' // the connection breaks
  | 'rate-limit' // 429, or the provider's own way to say it; `seconds` as given to `under`

/** A cell that this channel cannot have, and why. It shows as skipped, with the reason. */
export type NotApplicable = { no: string }

/** One channel on the bench, with a real or an acting provider behind it. */
export interface Bench {
  /** The channel against a healthy provider. */
  channel: Channel
  /** An address the healthy provider knows. */
  address: string
  /** The text of the messages that reached the person's device, oldest first. */
  received(): Promise<string[]>
  /** The person writes: the raw event goes the whole way to Inbound. The id is the provider's id for the event. */
  writes(text: string, id: string): Promise<Inbound | undefined>
  /**
   * The person answers the last question with this choice, as the channel has it: a tap, or a word or digit typed.
   * The answer is the value, be it in `value` (a tap) or as the whole `text`.
   */
  answers: ((choice: Choice, question: Outgoing, sent: SendResult) => Promise<Inbound | undefined>) | NotApplicable
  /** The same channel while its provider is in this trouble. */
  under(trouble: Trouble, seconds: number): Promise<Channel> | NotApplicable
  /** The instant the bench's clock shows. */
  now(): Temporal.Instant
  stop(): Promise<void>
}

const isNo = (cell: unknown): cell is NotApplicable => typeof cell === 'object' && cell !== null && 'no' in cell

const SCALE: Choice[] = ['0', '1', '2', '3', '4', '5'].map((value) => ({ value, label: value }))
const WORDS: Choice[] = [
  { value: 'OK', label: 'OK' },
  { value: 'NEJ', label: 'NEJ' },
]

/** Unicode that has broken senders before. */
const ODD = {
  'an emoji of several parts': 'Godt gået 👩‍👩‍👧‍👦🏳️‍🌈!',
  'right-to-left with marks': 'مرحبا \u200Fكيف حالك؟\u200E',
  'combining marks': 'e\u0301\u0323\u0307 Å å',
  'a lone surrogate': 'før \uD83D efter',
  'control characters': 'a\u0000b\u0007c\u001B[31m',
  'markup of every kind': '*_[`<b>&amp;</b>`]_* {name} %s \\',
  'only line breaks': '\n\n\n',
  nothing: '',
}

/**
 * What every channel must keep, whatever carries it. A cell that a channel cannot have is skipped by name,
 * with the channel's reason.
 */
export const channelContract = (name: string, setup: () => Promise<Bench>): void => {
  describe(`${name} keeps the channel contract`, () => {
    let bench: Bench
    beforeAll(async () => {
      bench = await setup()
    })
    afterAll(async () => {
      await bench?.stop()
    })

    const outgoing = (text: string, choices: Choice[] = [], address = bench.address): Outgoing => ({
      id: randomUUID(),
      address,
      message: { text, choices },
    })

    const under = async (trouble: Trouble, skip: (why: string) => never, seconds = 7): Promise<Channel> => {
      const found = bench.under(trouble, seconds)
      return isNo(found) ? skip(found.no) : found
    }

    test('says how fast, how long and how many at once it may send', () => {
      const { limits, concurrency, kind } = bench.channel
      expect(kind).toMatch(/^(telegram|sms|phone)$/)
      expect(limits.perSecond).toBeGreaterThanOrEqual(0)
      expect(limits.perAddress).toBeGreaterThanOrEqual(0)
      expect(limits.maxText).toBeGreaterThan(0)
      expect(concurrency).toBeGreaterThan(0)
    })

    test('sends a plain message, says sent, and it arrives as it was', async () => {
      const text = `Hej. Din plan i dag: praktik kl. 9. ${randomUUID().slice(0, 8)}`
      expect(await bench.channel.send(outgoing(text))).toMatchObject({ outcome: 'sent' })
      await expect.poll(() => bench.received(), { timeout: 5000, interval: 25 }).toContain(text)
    })

    test.for([
      ['of words', WORDS, 'NEJ'],
      ['on a scale', SCALE, '0'],
    ] as const)(
      'sends a closed question %s and the answer comes back as its value',
      async ([, choices, value], { skip }) => {
        if (isNo(bench.answers)) return skip(bench.answers.no)
        const question = outgoing('Hvor mange timer?', choices as Choice[])
        const sent = await bench.channel.send(question)
        expect(sent).toMatchObject({ outcome: 'sent' })
        const inbound = await bench.answers(choices.find((one) => one.value === value)!, question, sent)
        expect(inbound?.value ?? inbound?.text).toBe(value)
        expect(inbound?.address).toBe(bench.address)
      },
    )

    test('hands on what a person writes, word for word, with its time', async () => {
      const inbound = await bench.writes('Jeg kommer lidt senere. Æøå 👍', '701')
      expect(inbound).toMatchObject({
        channel: bench.channel.kind,
        kind: 'text',
        text: 'Jeg kommer lidt senere. Æøå 👍',
        address: bench.address,
      })
      expect(inbound?.receivedAt.toString()).toBe(bench.now().toString())
    })

    test('gives the same event the same id, and another event another', async () => {
      const [first, again, other] = [
        await bench.writes('ja', '702'),
        await bench.writes('ja', '702'),
        await bench.writes('ja', '703'),
      ]
      expect(again?.eventId).toBe(first?.eventId)
      expect(other?.eventId).not.toBe(first?.eventId)
    })

    test('passes a long text on whole: what matters may come last', async () => {
      const long = `${'x'.repeat(4095)}😀${'y'.repeat(2000)} hjælp`
      expect(await bench.writes(long, '704')).toMatchObject({ text: long })
    })

    test('refuses for good when the person has blocked us', async ({ skip }) => {
      const channel = await under('blocked', skip)
      expect(await channel.send(outgoing('Hej'))).toEqual({ outcome: 'refused', reason: 'blocked' })
    })

    test('refuses for good when nobody has the address', async ({ skip }) => {
      const channel = await under('unknown-address', skip)
      expect(await channel.send(outgoing('Hej'))).toEqual({ outcome: 'refused', reason: 'unknown-number' })
    })

    test.for(['server-error', 'reset', 'hang'] as const)(
      'asks for a retry when the provider is down (%s)',
      async (trouble, { skip }) => {
        const channel = await under(trouble, skip)
        expect(await channel.send(outgoing('Hej'))).toMatchObject({
          outcome: 'retry',
          reason: expect.stringMatching(/./),
        })
      },
    )

    test('names the instant to go on after a rate limit', async ({ skip }) => {
      const channel = await under('rate-limit', skip, 7)
      const result = await channel.send(outgoing('Hej'))
      expect(result.outcome).toBe('retry')
      const notBefore = result.outcome === 'retry' ? result.notBefore : undefined
      expect(notBefore?.toString()).toBe(bench.now().add({ seconds: 7 }).toString())
    })

    test('refuses what is too long instead of cutting it', async () => {
      const text = 'x'.repeat(bench.channel.limits.maxText + 1)
      expect(await bench.channel.send(outgoing(text))).toEqual({ outcome: 'refused', reason: 'too-long' })
    })

    test('sends what is exactly as long as allowed', async () => {
      const text = 'x'.repeat(bench.channel.limits.maxText)
      expect(await bench.channel.send(outgoing(text))).toMatchObject({ outcome: 'sent' })
    })

    test.for(Object.entries(ODD))('never throws on odd text: %s', async ([, text]) => {
      for (const choices of [[], WORDS]) {
        const result = await bench.channel.send(outgoing(text, choices))
        expect(['sent', 'refused']).toContain(result.outcome)
      }
    })

    test('never throws on an address that is none', async () => {
      for (const address of ['', 'nobody', '٤٥', '\u0000'])
        expect(await bench.channel.send(outgoing('Hej', [], address))).toMatchObject({
          outcome: expect.stringMatching(/^(sent|refused)$/),
        })
    })
  })
}
