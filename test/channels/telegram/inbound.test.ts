import { describe, expect, test } from 'vitest'
import { MalformedInbound } from '../../../src/channels/channel.ts'
import { translate } from '../../../src/channels/telegram/inbound.ts'
import { keyboard, tapData } from '../../../src/channels/telegram/keyboard.ts'

const at = Temporal.Instant.from('2026-08-03T07:00:00Z')
const chat = { id: 42, type: 'private', first_name: 'Ada' }
const from = { id: 42, is_bot: false, first_name: 'Ada' }
const message = (over: object) => ({ message_id: 5, date: 1, chat, from, ...over })
const read = (over: object) => translate({ update_id: 900, ...over }, at)
const written = (text: string) => {
  const inbound = read({ message: message({ text }) })
  return [inbound?.kind, inbound?.text]
}
const basics = { channel: 'telegram', eventId: '900', address: '42', receivedAt: at }

test('a text comes with the chat as its address and the update as its id', () => {
  expect(read({ message: message({ text: 'hej' }) })).toEqual({ ...basics, kind: 'text', text: 'hej' })
})

describe('a command', () => {
  test.for([
    ['/ro', 'RO'],
    ['/ring', 'RING'],
    ['/pause', 'PAUSE'],
    ['/stop', 'STOP'],
    ['/start', 'START'],
    ['/uge', 'MIN UGE'],
    ['/hjaelp', 'HJÆLP'],
    ['/data', 'MINE DATA'],
    ['/RO@MakkerBot', 'RO'],
  ] as const)('%s means the plain word %s', ([typed, word]) => {
    expect(written(typed)).toEqual(['text', word])
  })

  test('keeps the words after it, so that they are screened', () => {
    expect(written('/ring jeg vil ikke leve mere')).toEqual(['text', 'RING jeg vil ikke leve mere'])
    expect(written('/start jeg har det skidt')).toEqual(['text', 'START jeg har det skidt'])
  })

  test('/start with a token is an invitation', () => {
    expect(written('/start k7Qm_2-x')).toEqual(['start', 'k7Qm_2-x'])
  })

  test.for(['/toString', '/constructor x', '/bogus', '/ hej', 'ro /ro', '//ro'])(
    '%s is no command of ours and stays as typed',
    (text) => {
      expect(written(text)).toEqual(['text', text])
    },
  )
})

describe('what is not a plain text', () => {
  test('an edited message and an edited caption come as edited', () => {
    expect(read({ edited_message: message({ text: 'jeg mente nej' }) })).toMatchObject({
      kind: 'edited',
      text: 'jeg mente nej',
    })
    expect(read({ edited_message: message({ caption: 'ny tekst', photo: [] }) })).toMatchObject({
      kind: 'edited',
      text: 'ny tekst',
    })
  })

  test('a live location that moves is ignored', () => {
    expect(read({ edited_message: message({ location: { latitude: 55, longitude: 10 } }) })).toBeUndefined()
  })

  test('a voice message is voice, and its caption is kept', () => {
    expect(read({ message: message({ voice: { file_id: 'x' } }) })).toMatchObject({ kind: 'voice', text: '' })
    expect(read({ message: message({ video_note: { file_id: 'x' }, caption: 'hør' }) })).toMatchObject({
      kind: 'voice',
      text: 'hør',
    })
  })

  test('a photo is other, with its caption to be screened', () => {
    expect(read({ message: message({ photo: [{}], caption: 'se mine arme' }) })).toMatchObject({
      kind: 'other',
      text: 'se mine arme',
    })
    expect(read({ message: message({ sticker: {} }) })).toMatchObject({ kind: 'other', text: '' })
  })

  test('blocking and unblocking the bot is told', () => {
    const member = (status: string, type = 'private') =>
      read({
        my_chat_member: { chat: { ...chat, type }, from, date: 1, old_chat_member: {}, new_chat_member: { status } },
      })
    expect(member('kicked')).toEqual({ ...basics, kind: 'blocked', text: '' })
    expect(member('member')).toEqual({ ...basics, kind: 'unblocked', text: '' })
    expect(member('administrator')).toBeUndefined()
    expect(member('kicked', 'group')).toBeUndefined()
  })

  test.for([
    ['a group', { message: message({ text: 'hej', chat: { id: -100, type: 'supergroup' } }) }],
    ['a group, edited', { edited_message: message({ text: 'hej', chat: { id: -100, type: 'group' } }) }],
    ['a channel', { channel_post: message({ text: 'hej', chat: { id: -100, type: 'channel' } }) }],
    ['a kind that does not exist yet', { mind_reading: { thought: 'hej' } }],
    ['a notice of Telegram itself', { message: message({ pinned_message: {} }) }],
    ['nothing', {}],
  ] as const)('%s is ignored', ([, update]) => {
    expect(read(update)).toBeUndefined()
  })
})

describe('a tap', () => {
  const outboxId = '0198f3a2-7c11-7d2e-9b3f-1a2b3c4d5e6f'
  const choices = [
    { label: 'Ja tak', value: 'JA' },
    { label: 'Nej', value: 'NEJ' },
  ]
  const carrier = { message_id: 77, date: 1, chat, text: 'Kommer du?', reply_markup: keyboard(outboxId, choices) }
  const tap = (over: object) =>
    read({ callback_query: { id: 'q1', from, chat_instance: 'c', message: carrier, ...over } })

  test('is the value, the question it belongs to, and what is needed to tidy up', () => {
    expect(tap({ data: tapData(outboxId, 'NEJ') })).toEqual({
      ...basics,
      kind: 'choice',
      text: '',
      value: 'NEJ',
      onMessage: '77',
      question: outboxId,
      tap: { id: 'q1', text: 'Kommer du?', label: 'Nej' },
    })
  })

  test('on a message too old to be shown still has its value', () => {
    const data = tapData(outboxId, 'NEJ')
    expect(tap({ data, message: { chat, message_id: 77, date: 0 } })).toMatchObject({ value: 'NEJ', onMessage: '77' })
    expect(tap({ data, message: undefined })).toMatchObject({ value: 'NEJ', address: '42' })
  })

  test('on a button that is not ours is a bare value, and one without data is ignored', () => {
    expect(tap({ data: 'legacy' })).toMatchObject({ value: 'legacy', tap: { id: 'q1' } })
    expect(tap({})).toBeUndefined()
  })
})

describe('what cannot be read', () => {
  test.for([
    ['no object', 'hej'],
    ['nothing', undefined],
    ['no id', { message: message({ text: 'hej' }) }],
    ['an id that is no integer', { update_id: '7' }],
    ['a message without a chat', { update_id: 7, message: { text: 'hemmelig' } }],
    ['a text that is no text', { update_id: 7, message: message({ text: { a: 1 } }) }],
  ] as const)('is refused as malformed (%s) without quoting it', ([, body]) => {
    const refused = (() => {
      try {
        return translate(body, at)
      } catch (error) {
        return error
      }
    })()
    expect(refused).toBeInstanceOf(MalformedInbound)
    expect(refused).toMatchObject({ statusCode: 400, channel: 'telegram' })
    expect(String((refused as Error).message)).not.toContain('hemmelig')
  })
})
