import { expect, test } from 'vitest'
import { content, talk, walk } from './talk.ts'

const answersOf = (citizen: ReturnType<typeof talk>) =>
  citizen.did('record-check-in').map((effect) => ('answers' in effect ? effect.answers : []))

test.each([
  'nej jeg mente 4',
  'ups, 4',
  'ikke 5 men 4',
  'no, I meant 4',
  'لا أقصد ٤',
  'ні, я мав на увазі 4',
  'nie, miałem na myśli 4',
  'hayır, 4 demek istedim',
])('"%s" changes the answer before, and the question stays', (text) => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  citizen.says('5')
  expect(citizen.says(text)).toEqual(['check-in.corrected', 'check-in.item'])
  expect(citizen.said[0]!.params).toEqual({ value: 4 })
  expect(citizen.says('6')).toEqual(['check-in.item'])
  expect(answersOf(citizen)).toEqual([[5], [4], [4, 6]])
})

test('before anything is answered a correction is an answer, and "3 nej 4" corrects itself', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  expect(citizen.says('nej jeg mente 4')).toEqual(['check-in.item'])
  expect(citizen.says('3 nej 5')).toEqual(['check-in.item'])
  expect(answersOf(citizen)).toEqual([[4], [4, 5]])
})

test.each([
  'fortryd',
  'Fortyd!',
  'fortryd det',
  'undo',
  'go back',
  'تراجع',
  'скасувати',
  'cofnij',
  'pomyłka',
  'geri al',
])('"%s" takes back the last answer', (text) => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  citizen.says('5')
  citizen.says('6')
  expect(citizen.says(text)).toEqual(['check-in.item'])
  expect(answersOf(citizen).at(-1)).toEqual([5])
})

test('"3-4" asks which, and the answer to that may come as a correction', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  expect(citizen.says('3-4')).toEqual(['check-in.which-of'])
  expect(citizen.says('nej jeg mente 4')).toEqual(['check-in.item'])
  expect(answersOf(citizen)).toEqual([[4]])
})

test('in an exercise the number before it can be changed, and every step taken back', () => {
  const { name } = content.exercises[0]!
  const citizen = talk(
    {},
    { open: { dialog: 'exercise', step: 'before', version: 1, data: { exercise: name, step: 0 } } },
  )
  citizen.says('7')
  expect(citizen.says('nej jeg mente 4')).toContain(`exercise.${name}.step.1`)
  expect(citizen.state.open).toMatchObject({ step: 'step', data: { before: 4 } })
  expect(citizen.says('fortryd')).toEqual(['exercise.discomfort-before'])
})

test('in the welcome the language can be changed afterwards, and each step taken back', () => {
  const citizen = talk({ citizen: { ...talk().facts.citizen, status: 'invited' }, joinedAt: null })
  citizen.says('hej')
  citizen.says('ok')
  citizen.says('ok')
  expect(citizen.says('dansk')).toEqual(['welcome.4-time'])
  expect(citizen.says('nej jeg mente engelsk')).toEqual(['welcome.4-time'])
  expect(citizen.facts.citizen.language).toBe('en')
  expect(citizen.says('fortryd')).toEqual(['welcome.3-language'])
  expect(citizen.says('fortryd')).toEqual(['welcome.2-voluntary'])
})

test('what answered a reminder is not taken back from the check-in that goes on after it', () => {
  const asked = talk()
  asked.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  asked.says('5')
  const { pendingCheckIn } = asked.facts
  const citizen = talk({ plan: [walk], pendingCheckIn }, { suspended: asked.state.open })
  citizen.is('plan-reminder', { itemId: 'p1', occurrence: '2026-11-02' })
  expect(citizen.says('nej').at(-1)).toBe('check-in.item')
  expect(citizen.says('fortryd')).toEqual(['undo.which'])
  expect(citizen.says('nej jeg mente 4')).toEqual(['undo.which'])
  expect(citizen.says('6')).toEqual(['check-in.item'])
  expect(citizen.says('fortryd')).toEqual(['check-in.item'])
  expect(answersOf(citizen)).toEqual([[5, 6], [5]])
})
