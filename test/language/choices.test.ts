import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChoice, readYesNoMaybe, YES_NO_MAYBE } from '../../src/language/choices.ts'
import { oneSlip } from '../../src/language/typos.ts'

const mood = [
  { value: 'good', words: ['GODT'] },
  { value: 'ok', words: ['OK'] },
  { value: 'bad', words: ['SKIDT', 'dårligt'] },
]

test.each<[string, string | undefined]>([
  ['GODT', 'good'],
  ['godt', 'good'],
  ['Godt!', 'good'],
  ['gdot', 'good'],
  ['got', 'good'],
  ['skit', 'bad'],
  ['daarligt', 'bad'],
  ['dårligt', 'bad'],
  ['darligt', 'bad'],
  ['ok', 'ok'],
  ['det gik godt', 'good'],
  ['det gik ikke godt', undefined],
  ['godt eller skidt', 'good'],
  ['banan', undefined],
  ['', undefined],
])('%j means %s', (text, value) => {
  expect(readChoice(text, mood)).toBe(value)
})

test.each<[string, 'yes' | 'no' | 'maybe' | undefined]>([
  ['ja', 'yes'],
  ['JA TAK', 'yes'],
  ['jaaaa', 'yes'],
  ['nej', 'no'],
  ['nejj', 'no'],
  ['ved ik', 'maybe'],
  ['måske', 'maybe'],
  ['maaske', 'maybe'],
  ['👍', 'yes'],
  ['👍🏽', 'yes'],
  ['👎', 'no'],
  ['نعم', 'yes'],
  ['لا', 'no'],
  ['так', 'yes'],
  ['ні', 'no'],
  ['tak', 'yes'],
  ['nie', 'no'],
  ['evet', 'yes'],
  ['hayir', 'no'],
  ['belki', 'maybe'],
  ['nie wiem co robić', 'maybe'],
  ['لا أعرف ماذا أفعل', 'maybe'],
  ['не знаю що робити', 'maybe'],
  ['tak proszę', 'yes'],
  ['evet lütfen', 'yes'],
  ['نعم من فضلك', 'yes'],
  ['HAYIR', 'no'],
  ['hvad', undefined],
])('%j is %s', (text, value) => {
  expect(readYesNoMaybe(text)).toBe(value)
})

test('one word never decides between two options', () => {
  const options = [
    { value: 'a', words: ['bus'] },
    { value: 'b', words: ['bul'] },
  ]
  expect(readChoice('bun', options)).toBeUndefined()
  expect(readChoice('bus', options)).toBe('a')
})

test('every yes, no and maybe of every language reads back as itself', () => {
  for (const language of Object.values(YES_NO_MAYBE)) {
    for (const [value, words] of Object.entries(language)) {
      for (const word of words) expect([word, readYesNoMaybe(word)]).toEqual([word, value])
    }
  }
})

test('no text makes it throw, and what comes back is an option', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect([undefined, 'good', 'ok', 'bad']).toContain(readChoice(text, mood))
    }),
  )
})

test('a slip is symmetric and one at most', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(oneSlip(a, b)).toBe(oneSlip(b, a))
    }),
  )
  expect(oneSlip('stop', 'sotp')).toBe(true)
  expect(oneSlip('stop', 'spto')).toBe(false)
})
