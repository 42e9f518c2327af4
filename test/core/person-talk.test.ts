import { expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { mayWriteAfterStop } from '../../src/core/person-talk.ts'

const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}:00Z`)
const withReason = (reason: Case['reasons'][number]) => ({ reasons: [reason] }) as Case

test('after STOP a colleague writes about danger, or about what was written since, and about nothing else', () => {
  const stopped = at('10:00')
  expect(mayWriteAfterStop(undefined, stopped)).toBe(false)
  expect(mayWriteAfterStop(withReason({ class: 'quiet', at: at('09:00') }), stopped)).toBe(false)
  expect(mayWriteAfterStop(withReason({ class: 'low-score', at: at('09:00') }), null)).toBe(false)
  expect(mayWriteAfterStop(withReason({ class: 'asked-for-human', at: at('11:00') }), stopped)).toBe(true)
  expect(mayWriteAfterStop(withReason({ class: 'death-wish', at: at('09:00') }), stopped)).toBe(true)
  expect(mayWriteAfterStop(withReason({ class: 'other', at: at('11:00'), byHand: true }), stopped)).toBe(false)
})
