import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsButtons, keyboard, readTap, tapData } from '../../../src/channels/telegram/keyboard.ts'
import { contractFaults } from '../../support/telegram-contract.ts'

const id = randomUUID()
const rows = (...labels: string[]): number[] =>
  keyboard(
    id,
    labels.map((label) => ({ label, value: label })),
  ).inline_keyboard.map((row) => row.length)

test('a scale stands in even rows, words beside each other, long labels one a row', () => {
  expect(rows('0', '1', '2', '3', '4', '5')).toEqual([6])
  expect(rows(...Array.from({ length: 11 }, (_, n) => String(n)))).toEqual([6, 5])
  expect(rows('OK', 'NEJ', 'BUS')).toEqual([3])
  expect(rows('Kl. 8.00', 'Kl. 9.00')).toEqual([2])
  expect(rows('Hele tiden', 'Det meste')).toEqual([2])
  expect(rows('5 – Hele tiden', '4 – Det meste af tiden', '3 – Lidt mere end halvdelen')).toEqual([1, 1, 1])
})

test('any question that fits is a keyboard Telegram accepts, and each button gives its question and value back', () => {
  const choice = fc.record({
    label: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    value: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  })
  fc.assert(
    fc.property(fc.uuid(), fc.array(choice, { minLength: 1, maxLength: 12 }), (outboxId, choices) => {
      fc.pre(fitsButtons(outboxId, choices))
      const reply_markup = keyboard(outboxId, choices)
      expect(contractFaults('sendMessage', { chat_id: 1, text: 'x', reply_markup })).toEqual([])
      const read = reply_markup.inline_keyboard
        .flat()
        .map((one) => readTap('callback_data' in one ? one.callback_data : ''))
      expect(read).toEqual(choices.map(({ value }) => ({ outboxId, value: value.toWellFormed() })))
    }),
    { numRuns: 50 },
  )
})

test('a value that does not fit into a button is seen before it is sent', () => {
  expect(fitsButtons(id, [{ label: 'a', value: 'x'.repeat(41) }])).toBe(true)
  expect(fitsButtons(id, [{ label: 'a', value: 'x'.repeat(42) }])).toBe(false)
  expect(fitsButtons(id, [{ label: 'a', value: 'æ'.repeat(21) }])).toBe(false)
  expect(fitsButtons(id, [{ label: ' ', value: 'x' }])).toBe(false)
})

test('a value with dots in it comes back whole', () => {
  expect(readTap(tapData(id, '09.30.'))).toEqual({ outboxId: id, value: '09.30.' })
})

test('the contract check itself finds faults', () => {
  const call = (over: object) => contractFaults('sendMessage', { chat_id: 1, text: 'x', ...over })
  expect(call({})).toEqual([])
  expect(call({ text: 'x'.repeat(4097) })).not.toEqual([])
  expect(call({ text: ' \n' })).not.toEqual([])
  expect(call({ colour: 'red' })).not.toEqual([])
  expect(call({ chat_id: undefined })).not.toEqual([])
  const markup = (callback_data: string) =>
    call({ reply_markup: { inline_keyboard: [[{ text: 'a', callback_data }]] } })
  expect(markup('x'.repeat(64))).toEqual([])
  expect(markup('æ'.repeat(33))).not.toEqual([])
  expect(contractFaults('sendMesage', {})).not.toEqual([])
})
