import { expect, test } from 'vitest'
import type { Position } from '../../src/core/dialog.ts'
import { talk } from './talk.ts'

const saved = (over: Partial<Position>): Position => ({
  dialog: 'check-in',
  step: 'item',
  version: 1,
  data: { checkInId: 'k1', instrument: 'who5', answers: [3] },
  ...over,
})

test.each<[string, Partial<Position>]>([
  ['by another version', { version: 2 }],
  ['at a step that is gone', { step: 'item-7' }],
  ['at a step that objects happen to have', { step: 'constructor' }],
  ['in a dialog that is gone', { dialog: 'coping' }],
  ['with a memory of another shape', { data: { answers: 'three' } }],
  ['about an instrument that is gone', { data: { checkInId: 'k1', instrument: 'phq9', answers: [] } }],
  [
    'with more answers than there are items',
    { data: { checkInId: 'k1', instrument: 'who5', answers: [1, 1, 1, 1, 1] } },
  ],
])('a question saved %s is finished politely and not mis-read', (_, over) => {
  const citizen = talk({ pendingCheckIn: { id: 'k1', instrument: 'who5' } }, { open: saved(over) })
  expect(citizen.says('3')).toEqual(['old.finished'])
  expect(citizen.did('record-check-in')).toEqual([])
  expect(citizen.did('keep-text')).toHaveLength(1)
  expect(citizen.state).toEqual({})
})

test('one that waited is finished when its turn comes, and what waits below goes on', () => {
  const below = saved({})
  const citizen = talk(
    { pendingCheckIn: { id: 'k1', instrument: 'who5' } },
    { suspended: saved({ dialog: 'coping', data: { under: below } }) },
  )
  expect(citizen.says('hej')).toEqual(['resume.hello', 'old.finished', 'check-in.item'])
  expect(citizen.state.open).toEqual(below)
})

test('STOP and danger do not care about an old question', () => {
  expect(talk({}, { open: saved({ version: 9 }) }).says('STOP')).toEqual(['stop.confirmed'])
  expect(talk({}, { open: saved({ version: 9 }) }).says('hjælp', { risk: ['S3', 'other'] })).toEqual([
    'safety.s3.staffed',
  ])
})
