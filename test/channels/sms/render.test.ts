import { describe, expect, test } from 'vitest'
import { renderForSms } from '../../../src/channels/sms/render.ts'
import type { Choice } from '../../../src/core/message.ts'

const words = (...labels: string[]): Choice[] => labels.map((label) => ({ label, value: label }))
const scale = (...values: number[]): Choice[] => values.map((value) => ({ label: `${value}`, value: `${value}` }))
const WHO5: Choice[] = [
  { value: '5', label: 'Hele tiden' },
  { value: '4', label: 'Det meste af tiden' },
  { value: '3', label: 'Lidt mere end halvdelen af tiden' },
  { value: '2', label: 'Lidt mindre end halvdelen af tiden' },
  { value: '1', label: 'Lidt af tiden' },
  { value: '0', label: 'På intet tidspunkt' },
]

describe('a message as SMS', () => {
  test('without choices is its text', () => {
    expect(renderForSms({ text: 'Godmorgen – du skal gå tur.', choices: [] })).toBe('Godmorgen - du skal gå tur.')
  })

  test.for([
    ['Skriv OK eller NEJ.', words('OK', 'NEJ')],
    ['Skriv ok, nej eller bus.', words('OK', 'NEJ', 'BUS')],
    ['Hvordan har du haft det? 0-10', scale(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)],
    [
      'Skriv A for en gåtur eller B for en øvelse.',
      [
        { value: 'A', label: 'En gåtur' },
        { value: 'B', label: 'En øvelse' },
      ],
    ],
  ] as [string, Choice[]][])('that says already how to answer stays as it is: %s', ([text, choices]) => {
    expect(renderForSms({ text, choices })).toBe(text)
  })

  test.for([
    ['Kommer du?', words('OK', 'NEJ'), 'OK / NEJ'],
    ['Hvor mange timer?', scale(0, 1, 2, 3), '0-3'],
    ['Jeg har været glad', WHO5, '0-5'],
    [
      'Hvad hjalp dig mest?',
      [
        { value: 'A', label: 'en gåtur' },
        { value: 'B', label: 'en øvelse' },
      ],
      'A: en gåtur / B: en øvelse',
    ],
  ] as [string, Choice[], string][])('that does not gets its choices in one line: %s', ([text, choices, line]) => {
    expect(renderForSms({ text, choices })).toBe(`${text}\n${line}`)
  })

  test.for([
    ['Hvor meget uro?', [...scale(0, 1, 2, 3), { value: 'skip', label: 'SPRING OVER' }], '0-3 / SPRING OVER'],
    [
      'Pust ud.',
      [
        { value: 'next', label: 'OK' },
        { value: 'skip', label: 'SPRING OVER' },
      ],
      'OK / SPRING OVER',
    ],
    [
      'Hvornår?',
      [
        { value: '08:00', label: 'kl. 8.00' },
        { value: '10:00', label: 'kl. 10.00' },
      ],
      'kl. 8.00 / kl. 10.00',
    ],
  ] as [string, Choice[], string][])('never shows a value nobody writes: %s', ([text, choices, line]) => {
    expect(renderForSms({ text, choices })).toBe(`${text}\n${line}`)
  })

  test('with a scale and a word that its text names stays as it is', () => {
    const text = 'Skriv et tal fra 0 til 3, eller SPRING OVER.'
    expect(renderForSms({ text, choices: [...scale(0, 1, 2, 3), { value: 'skip', label: 'SPRING OVER' }] })).toBe(text)
  })

  test('is not fooled by a choice inside another word', () => {
    expect(renderForSms({ text: 'Janus og nejlikerne', choices: words('JA', 'NEJ') })).toContain('\nJA / NEJ')
    expect(renderForSms({ text: 'Kl. 10 i uge 52', choices: scale(0, 1, 2, 3, 4, 5) })).toContain('\n0-5')
  })

  test('with numbers that are no scale lists them with their labels', () => {
    const choices = [
      { value: '10', label: 'om ti minutter' },
      { value: '60', label: 'om en time' },
    ]
    expect(renderForSms({ text: 'Hvornår?', choices })).toBe('Hvornår?\n10: om ti minutter / 60: om en time')
  })

  test('takes characters of a label as they are, not as a pattern', () => {
    expect(renderForSms({ text: 'Godt?', choices: words('JA.*', '(?)') })).toBe('Godt?\nJA.* / (?)')
  })
})
