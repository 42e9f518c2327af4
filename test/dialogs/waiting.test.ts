import { expect, test } from 'vitest'
import { talk } from './talk.ts'

test('a safety question that waits is not put again, but a yes to it is heard', () => {
  const at = { dialog: 'safety', step: 'unsure', version: 1, data: { level: 'S2' } }
  const citizen = talk(
    { routineStopped: true, openCase: { level: 'today', state: 'open', wish: null } },
    { suspended: at },
  )
  expect(citizen.says('ja')).toEqual(['safety.yes'])
  expect(citizen.did('raise')).toMatchObject([{ level: 'acute', risk: 'S3' }])
})

test('a number that comes before the interrupted question is asked again only brings the question', () => {
  const data = { checkInId: 'k1', instrument: 'who5', answers: [3] }
  const at = { dialog: 'check-in', step: 'item', version: 1, data }
  const citizen = talk({ pendingCheckIn: { id: 'k1', instrument: 'who5' } }, { suspended: at })
  expect(citizen.says('4')).toEqual(['check-in.item'])
  expect(citizen.effects).toEqual([])
  expect(citizen.says('4')).toEqual(['check-in.item'])
  expect(citizen.did('record-check-in')).toMatchObject([{ answers: [3, 4] }])
})

test('a telephone number that comes before the interrupted question is kept for a person', () => {
  const data = { checkInId: 'k1', instrument: 'who5', answers: [3] }
  const at = { dialog: 'check-in', step: 'item', version: 1, data }
  const citizen = talk({ pendingCheckIn: { id: 'k1', instrument: 'who5' } }, { suspended: at })
  expect(citizen.says('20 30 40 50')).toEqual(['free.thanks', 'check-in.item'])
  expect(citizen.did('keep-text')).toHaveLength(1)
})
