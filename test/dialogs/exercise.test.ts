import { expect, test } from 'vitest'
import { content, talk } from './talk.ts'

const exercise = (citizen: ReturnType<typeof talk>) =>
  content.exercises.find(({ name }) => name === citizen.state.open?.data.exercise)!

/** Through all steps to the question after them. */
const through = (citizen: ReturnType<typeof talk>): string[] => {
  let said: string[] = []
  for (let n = exercise(citizen).steps; n > 0; n--) said = citizen.says('ok')
  return said
}

test('RO: discomfort before, the steps one by one, discomfort after', () => {
  const citizen = talk()
  expect(citizen.says('RO')).toEqual(['exercise.discomfort-before'])
  const { name, calming } = exercise(citizen)
  expect(calming).toBe(true)
  expect(citizen.says('8')).toEqual([`exercise.${name}.step.1`, 'exercise.next'])
  expect(citizen.says('videre')).toEqual([`exercise.${name}.step.2`])
  expect(citizen.says('fortryd')).toEqual([`exercise.${name}.step.1`, 'exercise.next'])
  expect(through(citizen)).toEqual(['exercise.discomfort-after'])
  expect(citizen.says('5')).toEqual(['exercise.done-better', 'safety-plan.mention'])
  expect(citizen.did('record-exercise')).toEqual([{ do: 'record-exercise', exercise: name, before: 8, after: 5 }])
  expect(citizen.state).toEqual({})
})

test.each([
  ['8', 'exercise.done-same'],
  ['9', 'exercise.done-worse'],
])('it says honestly how it went: 8 before, %s after', (after, key) => {
  const citizen = talk()
  citizen.says('RO')
  citizen.says('8')
  through(citizen)
  expect(citizen.says(after)).toEqual([key])
})

test('without numbers there is no verdict, only whether to try another one', () => {
  const citizen = talk()
  citizen.says('RO')
  const { name } = exercise(citizen)
  citizen.says('spring over')
  through(citizen)
  expect(citizen.says('spring over')).toEqual(['exercise.another'])
  expect(citizen.effects).toEqual([{ do: 'record-exercise', exercise: name }])
  expect(citizen.says('ja')).toEqual(['exercise.discomfort-before'])
  expect(exercise(citizen).name).not.toBe(name)
})

test('it can be left at any step', () => {
  const citizen = talk()
  citizen.says('RO')
  citizen.says('4')
  expect(citizen.says('spring over')).toEqual(['exercise.cancelled'])
  expect(citizen.state).toEqual({})
})

test('as an offer it is a yes or a no', () => {
  const yes = talk()
  expect(yes.is('exercise', { exercise: content.exercises[0]!.name })).toEqual(['exercise.offer'])
  expect(yes.says('ja')).toEqual(['exercise.discomfort-before'])
  const no = talk()
  no.is('exercise', { exercise: content.exercises[0]!.name })
  expect(no.says('nej tak')).toEqual(['exercise.cancelled'])
})

test('an exercise between two answers of a check-in does not lose the check-in', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('3')
  expect(citizen.says('RO')).toEqual(['exercise.discomfort-before'])
  expect(citizen.state.suspended?.dialog).toBe('check-in')
  expect(citizen.says('6')[0]).toMatch(/step\.1$/)
  expect(citizen.did('record-check-in')).toHaveLength(1)
  through(citizen)
  expect(citizen.says('2')).toEqual(['exercise.done-better', 'check-in.item'])
  expect(citizen.said[1]?.params).toMatchObject({ n: 2 })
})
