import { expect, test } from 'vitest'
import { talk, withStatus } from './talk.ts'

const ASKED = [
  'er der nogen?',
  'er du der',
  'Hallo?',
  'is anybody there?',
  'هل من أحد؟',
  'є хтось?',
  'jest tam ktoś?',
  'orada kimse var mı?',
]

test('"er der nogen?" in the middle of an exercise gets the truth by the clock, and the question stays', () => {
  for (const asked of ASKED) {
    const day = talk()
    day.says('RO')
    const { open } = day.state
    expect(day.says(asked), asked).toEqual(['free.here'])
    expect(day.state.open).toEqual(open)
    expect(day.did('keep-text')).toHaveLength(1)
  }
  const night = talk({ staffed: false })
  night.says('RO')
  night.says('4')
  expect(night.says('er der nogen')).toEqual(['free.here-closed'])
  expect(night.says('er der nogen')).toEqual(['free.here-closed'])
  expect(night.says('er der nogen')).toEqual(['free.here-closed'])
  expect(night.says('ok')[0]).toMatch(/step\.2$/)
})

test('with nothing open, during a check-in and in a pause it is answered all the same', () => {
  expect(talk().says('er der nogen?')).toEqual(['free.here'])
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('hallo?')).toEqual(['free.here'])
  expect(citizen.says('4')).toEqual(['check-in.item'])
  expect(talk({ citizen: withStatus('paused') }).says('er du der?')).toEqual(['free.here'])
  expect(talk({ citizen: withStatus('stopped') }).says('er du der?')).toEqual([])
  expect(talk({ citizen: withStatus('invited'), joinedAt: null }).says('hvem er du?')).toEqual(['welcome.1-robot'])
})

test('who waits for a person is told whether one has seen it; nothing where somebody else may read', () => {
  const citizen = talk()
  citizen.says('jeg vil bare dø', { risk: ['S2', 'death-wish'] })
  citizen.says('RO')
  expect(citizen.says('er der nogen?')).toEqual(['safety.waiting'])
  expect(citizen.state.open?.dialog).toBe('exercise')
  citizen.facts.openCase = { level: 'today', state: 'acknowledged', wish: null }
  expect(citizen.says('er der nogen?')).toEqual(['free.here'])
  const discreet = talk()
  discreet.says('han slår mig', { risk: ['S2', 'violence'] })
  expect(discreet.says('er der nogen?')).toEqual(['free.thanks'])
})

test('after STOP who was in danger is still told who is there', () => {
  const citizen = talk({ citizen: withStatus('stopped') })
  citizen.says('jeg vil bare dø', { risk: ['S3', 'death-wish'] })
  expect(citizen.says('er der nogen?')).toEqual(['safety.waiting'])
})
