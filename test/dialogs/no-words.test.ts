import { expect, test } from 'vitest'
import { talk, withStatus } from './talk.ts'

const BLANK = ['   ', '\n\t', '\u200b\u200e', '\u202e', '\u00a0', '\u0000', '\ufeff \u2800', '']

test('a message without a word is no wrong answer: it says so kindly and asks again', () => {
  for (const text of BLANK) {
    const citizen = talk()
    citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
    const { open } = citizen.state
    expect(citizen.says(text), JSON.stringify(text)).toEqual(['free.empty', 'check-in.item'])
    for (let n = 0; n < 3; n++) expect(citizen.says(text)).toEqual(['free.empty', 'check-in.item'])
    expect(citizen.state.open).toEqual(open)
    expect(citizen.effects).toEqual([])
  }
})

test('with nothing open it only says so; a picture of a face is a word', () => {
  expect(talk().says('  ')).toEqual(['free.empty'])
  expect(talk().says('🙂')).toEqual(['free.thanks'])
  expect(talk({ citizen: withStatus('stopped') }).says('  ')).toEqual([])
})

test('who was just worried about is told about the help, not about the words that are missing', () => {
  const citizen = talk()
  citizen.says('jeg vil bare dø', { risk: ['S3', 'death-wish'] })
  expect(citizen.says('  ')).toEqual(['safety.waiting'])
})

test('an invitation is welcomed, whatever the message was', () => {
  const citizen = talk({ citizen: withStatus('invited'), joinedAt: null })
  expect(citizen.says('  ')).toEqual(['welcome.1-robot'])
  expect(citizen.says('  ')).toEqual(['free.empty', 'welcome.1-robot'])
})
