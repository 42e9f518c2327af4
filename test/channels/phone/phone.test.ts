import { describe, expect, test } from 'vitest'
import { createPhone } from '../../../src/channels/phone/phone.ts'
import { ManualClock } from '../../../src/lib/clock.ts'
import { type Bench, channelContract } from '../contract.ts'

const clock = new ManualClock('2026-08-03T07:00:00Z')
const phone = createPhone({ clock })
const no = { no: 'the phone shows the outbox itself: there is no provider between' }

channelContract('The phone', async (): Promise<Bench> => {
  const shown: string[] = []
  return {
    channel: {
      ...phone,
      // The phone's screen is the outbox: what is asked to be sent is what it shows.
      async send(outgoing) {
        const result = await phone.send(outgoing)
        if (result.outcome === 'sent') shown.push(outgoing.message.text)
        return result
      },
    },
    address: 'blue-heron',
    received: async () => shown,
    writes: async (text, id) => phone.translate('blue-heron', { text, id }),
    answers: async ({ value }) => phone.translate('blue-heron', { text: value }),
    under: () => no,
    now: () => clock.now(),
    stop: async () => undefined,
  }
})

test('a message on the phone is delivered as soon as its row exists', async () => {
  const sent = await phone.send({ id: 'x', address: 'blue-heron', message: { text: 'Hej', choices: [] } })
  expect(sent).toEqual({ outcome: 'sent', delivered: true })
})

describe('a POST to the phone', () => {
  test('without an id is a new event each time', () => {
    const [first, second] = [phone.translate('a', { text: 'ja' }), phone.translate('a', { text: 'ja' })]
    expect(first.eventId).not.toBe(second.eventId)
  })

  test('with the same id on another phone is another event', () => {
    const [first, second] = [
      phone.translate('a', { text: 'ja', id: '1' }),
      phone.translate('b', { text: 'ja', id: '1' }),
    ]
    expect(first.eventId).not.toBe(second.eventId)
  })

  test.for([undefined, 'ja', {}, { text: '' }, { text: 7 }, { text: 'ja', id: '' }, { text: 'ja', id: 'a b' }])(
    'that cannot be read is a 400 (%#)',
    (body) => {
      expect(() => phone.translate('a', body)).toThrow(expect.objectContaining({ statusCode: 400, channel: 'phone' }))
    },
  )
})
