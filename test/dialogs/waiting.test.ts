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
