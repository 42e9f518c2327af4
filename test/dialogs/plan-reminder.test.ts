import { expect, test } from 'vitest'
import type { PlanEntry } from '../../src/core/snapshot.ts'
import { talk, walk } from './talk.ts'

const reminded = (over: Partial<PlanEntry> = {}) => {
  const citizen = talk({ plan: [{ ...walk, ...over }] })
  expect(citizen.is('plan-reminder', { itemId: 'p1', occurrence: '2026-11-02' })).toEqual(['plan.reminder'])
  return citizen
}

test('OK is a receipt and nothing more', () => {
  const citizen = reminded()
  expect(citizen.says('på vej')).toEqual(['plan.ok'])
  expect(citizen.effects).toEqual([{ do: 'answer-plan-item', itemId: 'p1', occurrence: '2026-11-02', answer: 'ok' }])
  expect(citizen.state).toEqual({})
})

test.each([
  ['counts', ['absent']],
  ['forward', ['absent']],
  ['none', []],
] as const)('NEJ means what the item says it means: %s', (absence, told) => {
  const citizen = reminded({ absence })
  expect(citizen.says('nej')).toEqual([`plan.no.${absence}`])
  expect(citizen.did('answer-plan-item')).toMatchObject([{ answer: 'no' }])
  expect(citizen.did('tell-caseworker').map((note) => 'what' in note && note.what)).toEqual(told)
})

test('a cancellation that is only passed on says until when to call', () => {
  const citizen = reminded({ absence: 'forward' })
  citizen.says('nej')
  expect(citizen.read()[0]).toContain('før klokken 11')
})

test('BUS is a barrier that the caseworker hears of', () => {
  const citizen = reminded()
  expect(citizen.says('bus')).toEqual(['plan.bus'])
  expect(citizen.did('tell-caseworker')).toEqual([{ do: 'tell-caseworker', what: 'missed-bus' }])
})

test('a digit does not answer it, and what is wrong is said with the choices', () => {
  const citizen = reminded()
  expect(citizen.says('1')).toEqual(['plan.not-understood'])
  expect(citizen.said[0]?.choices?.map(({ value }) => value)).toEqual(['ok', 'no', 'bus'])
  expect(citizen.says('OK')).toEqual(['plan.ok'])
})

test.each(['jeg kan desværre ikke', 'Kommer ikke', 'jeg er syg'])('"%s" is a no', (text) => {
  const citizen = reminded()
  expect(citizen.says(text)).toEqual(['plan.no.counts'])
})

test.each([
  'nej, ring til mig',
  'jeg er syg, ring til mig',
  'nie dziękuję, zadzwońcie do mnie',
  'nej jeg har brug for hjælp',
  'nie, proszę zadzwonić',
  'ні, зателефонуйте мені',
])('"%s" is a notice of absence and a call for a person', (text) => {
  const citizen = reminded()
  expect(citizen.says(text)).toEqual(['plan.no.counts', 'help.ring-staffed'])
  expect(citizen.did('answer-plan-item')).toMatchObject([{ answer: 'no' }])
  expect(citizen.did('raise')).toEqual([{ do: 'raise', level: 'today', class: 'asked-for-human' }])
  expect(citizen.did('keep-text')).toHaveLength(1)
})

test.each(['nie wiem', 'jeg ved ikke'])('"%s" is no notice of absence, with a call beside it or not', (text) => {
  expect(reminded().says(text)).toEqual(['plan.not-understood'])
  const citizen = reminded()
  expect(citizen.says(`${text}, ${text === 'nie wiem' ? 'proszę zadzwonić' : 'ring til mig'}`)).toEqual([
    'help.ring-staffed',
  ])
  expect(citizen.did('answer-plan-item')).toEqual([])
})

test('a call alone leaves the reminder open', () => {
  const citizen = reminded()
  expect(citizen.says('kan du ringe til mig i morgen?')).toEqual(['help.ring-staffed'])
  expect(citizen.says('OK')).toEqual(['plan.ok'])
})

test('an item that was removed meanwhile still takes its answer', () => {
  const citizen = reminded()
  citizen.later({ hours: 1 }, { plan: [] })
  expect(citizen.says('nej')).toEqual(['plan.no.none'])
  expect(citizen.did('answer-plan-item')).toMatchObject([{ answer: 'no' }])
})

test('MIN UGE shows what is ahead in one message', () => {
  const citizen = talk({ plan: [{ ...walk, startsAt: walk.startsAt.subtract({ hours: 4 }), what: 'før' }, walk] })
  expect(citizen.says('min uge')).toEqual(['plan.week'])
  expect(citizen.said[0]?.params).toEqual({ items: 'Mandag 11.00: gåtur, Medborgerhuset' })
  expect(talk().says('min uge')).toEqual(['plan.week-empty'])
})
