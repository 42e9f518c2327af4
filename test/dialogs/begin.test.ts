import { expect, test } from 'vitest'
import { UnknownContent } from '../../src/dialogs/begin.ts'
import { begin } from './talk.ts'

test('what a scheduled message opens holds references only', () => {
  expect(begin('check-in', { checkInId: 'k1', instrument: 'weekly' }).at).toEqual({
    dialog: 'check-in',
    step: 'item',
    version: 1,
    data: { checkInId: 'k1', instrument: 'weekly', answers: [] },
  })
  const { at, say } = begin('plan-reminder', { itemId: 'p1', occurrence: '2026-11-02' })
  expect(at.data).toEqual({ itemId: 'p1', occurrence: '2026-11-02' })
  expect(say[0]?.params).toBeUndefined()
})

test('an instrument or an exercise that is not in the content is refused by name', () => {
  expect(() => begin('check-in', { checkInId: 'k1', instrument: 'phq9' })).toThrow(UnknownContent)
  expect(() => begin('exercise', { exercise: 'yoga' })).toThrow('content has no exercise yoga')
})
