import { expect, test } from 'vitest'
import { maskCpr } from '../../src/lib/mask.ts'

test('a CPR number is hidden however people write it', () => {
  for (const cpr of [
    '010190-1234',
    '0101901234',
    '010190 1234',
    '010190 - 1234',
    '010190–1234',
    '01.01.90-1234',
    '01 01 90 1234',
    '01/01-90 1234',
    '010190\n1234',
  ])
    expect(maskCpr(`mit nummer er ${cpr}, ring`)).toEqual({ text: 'mit nummer er [cpr], ring', masked: true })
})

test('phone numbers, times, dates and answers stay as they are', () => {
  for (const text of [
    '20 12 12 12',
    '+4520121212',
    '20121212 kl. 1430',
    'fra 01.12.2026 kl. 10',
    '10 10 10',
    '70 201 201',
  ])
    expect(maskCpr(text)).toEqual({ text, masked: false })
})
