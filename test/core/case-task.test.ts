import { expect, test } from 'vitest'
import { loadContent } from '../../src/content/load.ts'
import type { Case } from '../../src/core/case.ts'
import { taskOf } from '../../src/core/case-task.ts'

const { rules } = await loadContent(new URL('../../content', import.meta.url).pathname)
const zone = 'Europe/Copenhagen'
const closingDays = ['12-24', '12-31']
const policy = { rules, hours: { ...rules.workingHours, closingDays, zone } } as unknown as Parameters<typeof taskOf>[1]

const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant()
const told = (local: string, state: Case['state'] = 'open') =>
  taskOf(
    {
      state,
      reasons: [
        { class: 'hopeless', at: at(local).subtract({ hours: 1 }) },
        { class: 'child', at: at(local) },
      ],
    },
    policy,
  )
    ?.dueAt.toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })

test.each([
  ['2026-11-24T10:00', '2026-11-24T15:00'],
  ['2026-11-24T07:00', '2026-11-24T15:00'],
  ['2026-11-24T14:30', '2026-11-25T15:00'],
  // A Friday afternoon, a Saturday, Christmas Eve.
  ['2026-11-27T16:00', '2026-11-30T15:00'],
  ['2026-11-28T10:00', '2026-11-30T15:00'],
  ['2026-12-24T23:40', '2026-12-28T15:00'],
])('a child at risk told of at %s: whether to notify is decided by %s', (local, due) => {
  expect(told(local)).toBe(due)
})

test('the task stays while somebody has the case, and is over with it; other cases have none', () => {
  expect(told('2026-11-24T10:00', 'acknowledged')).toBe('2026-11-24T15:00')
  expect(told('2026-11-24T10:00', 'resolved')).toBeUndefined()
  expect(
    taskOf({ state: 'open', reasons: [{ class: 'death-wish', at: at('2026-11-24T10:00') }] }, policy),
  ).toBeUndefined()
})
