import { expect, test } from 'vitest'
import { talk, withStatus } from './talk.ts'

const PLAN = { signs: 'jeg sover ikke', helps: 'musik', call: 'min søster', first: 'går en tur' }

test('the plan is made in four short questions, saved word by word, and shown on request', () => {
  const citizen = talk()
  expect(citizen.says('sikkerhedsplan')).toEqual(['safety-plan.intro', 'safety-plan.signs'])
  expect(citizen.says('jeg sover  ikke')).toEqual(['safety-plan.helps'])
  expect(citizen.facts.safetyPlan).toEqual({ signs: 'jeg sover ikke' })
  expect(citizen.says('musik')).toEqual(['safety-plan.call'])
  expect(citizen.says('spring over')).toEqual(['safety-plan.first'])
  expect(citizen.says('går en tur')).toEqual(['safety-plan.done'])
  expect(citizen.facts.safetyPlan).toEqual({ signs: 'jeg sover ikke', helps: 'musik', first: 'går en tur' })
  expect(citizen.state).toEqual({})
  for (const asked of ['min plan', 'plan', 'PLAN']) expect(citizen.says(asked)).toEqual(['safety-plan.shown'])
  expect(citizen.read()[0]).toMatch(
    /^Din egen plan:\nMine tegn: jeg sover ikke\nDet hjælper: musik\nFørst: går en tur\nSkriv RET/,
  )
})

test('to talk to somebody may be what helps, and is no call for a person', () => {
  const citizen = talk()
  citizen.says('sikkerhedsplan')
  citizen.says('spring over')
  expect(citizen.says('snakke med nogen')).toEqual(['safety-plan.call'])
  expect(citizen.facts.safetyPlan).toEqual({ helps: 'snakke med nogen' })
  expect(citizen.did('raise')).toEqual([])
})

test('a plan is changed part by part, and what is left out stays', () => {
  const citizen = talk({ safetyPlan: PLAN })
  citizen.says('min plan for svære dage')
  expect(citizen.says('RET')).toEqual(['safety-plan.signs'])
  expect(citizen.read()[0]).toContain('"jeg sover ikke"')
  expect(citizen.says('spring over')).toEqual(['safety-plan.helps'])
  expect(citizen.says('FJERN')).toEqual(['safety-plan.call'])
  expect(citizen.says('fortryd')).toEqual(['safety-plan.helps'])
  expect(citizen.says('en varm dyne')).toEqual(['safety-plan.call'])
  expect(citizen.says('min bror')).toEqual(['safety-plan.first'])
  expect(citizen.says('ved ikke')).toEqual(['safety-plan.done'])
  expect(citizen.facts.safetyPlan).toEqual({ ...PLAN, helps: 'en varm dyne', call: 'min bror' })
})

test('a plan is deleted after one question, and other words delete nothing', () => {
  const citizen = talk({ safetyPlan: PLAN })
  citizen.says('sikkerhedsplan')
  expect(citizen.says('fjern')).toEqual(['safety-plan.sure'])
  expect(citizen.says('nej')).toEqual(['safety-plan.kept'])
  expect(citizen.facts.safetyPlan).toEqual(PLAN)
  citizen.says('sikkerhedsplan')
  citizen.says('fjern')
  expect(citizen.says('ja')).toEqual(['safety-plan.deleted'])
  expect(citizen.facts.safetyPlan).toEqual({})
  expect(citizen.says('plan')).toEqual(['plan.week-empty'])
})

test('a plan of nothing is none, and a long answer is asked for shorter', () => {
  const citizen = talk()
  citizen.says('sikkerhedsplan')
  expect(citizen.says('jeg '.repeat(80))).toEqual(['safety-plan.too-long'])
  for (let n = 0; n < 3; n++) citizen.says('spring over')
  expect(citizen.says('spring over')).toEqual(['safety-plan.empty'])
  expect(citizen.facts.safetyPlan).toBeUndefined()
})

test('words of danger in the middle of the plan are words of danger; the plan waits', () => {
  const citizen = talk()
  citizen.says('sikkerhedsplan')
  expect(citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })[0]).toBe('safety.s2.staffed')
  expect(citizen.state.suspended?.dialog).toBe('safety-plan')
  citizen.says('nej')
  // Now is not the time to make one.
  expect(citizen.says('sikkerhedsplan')).toEqual(['safety-plan.not-now'])
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  expect(citizen.says('hej')).toEqual(['resume.hello', 'safety-plan.signs'])
})

test.each([
  ['S3', ['safety.s3.closed-1', 'safety.own-plan', 'safety.s3.closed-2'], false],
  ['S3', ['safety.s3.staffed', 'safety.own-plan'], true],
  ['S2', ['safety.s2.closed', 'safety.own-plan', 'safety.s3.closed-2', 'safety.unsure'], false],
] as const)("after %s one's own plan is offered before the number", (level, keys, staffed) => {
  const citizen = talk({ safetyPlan: PLAN, staffed })
  expect(citizen.says('nu gør jeg det', { risk: [level, 'death-wish'] })).toEqual(keys)
  expect(citizen.says('PLAN')).toEqual(['safety.plan'])
  expect(citizen.kind).toBe('safety')
  expect(citizen.read()[0]).toMatch(/Først: går en tur\nDet hjælper: musik\nRing til: min søster\n.*\nEr du i fare/)
  expect(citizen.says('', { tap: 'plan' })).toEqual(['safety.plan'])
})

test('the plan is shown in danger also after STOP, and the direct question is still heard', () => {
  const citizen = talk({ safetyPlan: PLAN, citizen: withStatus('stopped') })
  expect(citizen.says('plan')).toEqual([])
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  expect(citizen.says('plan')).toEqual(['safety.plan'])
  expect(citizen.says('ja')).toEqual(['safety.yes'])
})

test('the offer of a caseworker is taken or left; after an exercise that helped it is mentioned once a month', () => {
  const no = talk()
  no.is('safety-plan', {})
  expect(no.says('nej')).toEqual(['safety-plan.another-time'])
  const yes = talk()
  expect(yes.is('safety-plan', {})).toEqual(['safety-plan.offer'])
  expect(yes.says('ja')).toEqual(['safety-plan.intro', 'safety-plan.signs'])

  const citizen = talk()
  const helped = (): string[] => {
    citizen.says('RO')
    citizen.says('8')
    while (citizen.state.open?.step === 'step') citizen.says('ok')
    return citizen.says('3')
  }
  expect(helped()).toEqual(['exercise.done-better', 'safety-plan.mention'])
  expect(helped()).toEqual(['exercise.done-better'])
  citizen.later({ hours: 24 * 29 })
  expect(helped()).toEqual(['exercise.done-better', 'safety-plan.mention'])
})
