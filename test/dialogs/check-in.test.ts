import { expect, test } from 'vitest'
import { content, MONDAY, talk, walk } from './talk.ts'

const who5 = () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  return citizen
}
const weekly = () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'weekly' })
  return citizen
}

test('WHO-5 is asked item by item and recorded with its score', () => {
  const citizen = talk()
  expect(citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })).toEqual([
    'check-in.who5.intro',
    'check-in.item',
  ])
  for (const answer of ['4', '3', 'fire', '', '5']) citizen.says(answer, answer === '' ? { tap: '4' } : {})
  expect(citizen.said.map(({ key }) => key)).toEqual(['check-in.thanks'])
  expect(citizen.did('record-check-in')[0]).toEqual({
    do: 'record-check-in',
    checkInId: 'k1',
    state: 'started',
    answers: [4],
  })
  expect(citizen.did('record-check-in').at(-1)).toEqual({
    do: 'record-check-in',
    checkInId: 'k1',
    state: 'completed',
    answers: [4, 3, 4, 4, 5],
    score: 80,
  })
  expect(citizen.did('cancel-follow-ups')).toEqual([{ do: 'cancel-follow-ups', ref: 'k1' }])
  expect(citizen.state).toEqual({})
})

test('an item carries its number, its own words and the scale as choices', () => {
  const citizen = who5()
  citizen.says('3')
  const [item] = citizen.said
  expect(item?.params).toEqual({ n: 2, total: 5, text: '@instrument.who5.item.2' })
  expect(item?.choices?.map(({ value }) => value)).toEqual(['5', '4', '3', '2', '1', '0'])
  expect(citizen.read()).toEqual(['2 af 5. I de sidste 2 uger har jeg følt mig rolig og afslappet'])
})

test('a low score is raised in the same turn, and the citizen says how they want to be contacted', () => {
  const citizen = who5()
  for (const answer of ['0', '0', '1', '0']) citizen.says(answer)
  expect(citizen.says('1')).toEqual(['check-in.thanks-low'])
  expect(citizen.did('raise')).toEqual([{ do: 'raise', level: 'today', class: 'low-score' }])
  expect(citizen.says('RING')).toEqual(['check-in.wish-noted'])
  expect(citizen.did('wish')).toEqual([{ do: 'wish', wish: 'ring' }])
  expect(citizen.did('raise')).toHaveLength(1)
  expect(citizen.state).toEqual({})
})

test('a digit does not answer the question how to be contacted', () => {
  const citizen = who5()
  for (const answer of ['0', '0', '1', '0', '1']) citizen.says(answer)
  expect(citizen.says('1')).toEqual(['choice.unknown'])
  expect(citizen.says('det kan vente')).toEqual(['check-in.wish-noted'])
  expect(citizen.did('wish')).toEqual([{ do: 'wish', wish: 'wait' }])
})

test('the same low score again is no news: no case, plain thanks', () => {
  const citizen = talk({
    results: [{ instrument: 'who5', answers: [1, 1, 1, 1, 1], score: 20, at: MONDAY.subtract({ hours: 24 * 14 }) }],
  })
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  for (const answer of ['1', '1', '1', '1', '1']) citizen.says(answer)
  expect(citizen.did('raise')).toEqual([])
  expect(citizen.did('tell-caseworker')).toEqual([{ do: 'tell-caseworker', what: 'low-score' }])
})

test('the weekly three can be answered in one line, or one by one', () => {
  const line = weekly()
  expect(line.says('5 6 4')).toEqual(['check-in.thanks'])
  expect(line.did('record-check-in')).toEqual([
    { do: 'record-check-in', checkInId: 'k1', state: 'completed', answers: [5, 6, 4] },
  ])
  const each = weekly()
  expect(each.says('5')).toEqual(['check-in.item'])
  expect(each.says('seks')).toEqual(['check-in.item'])
  expect(each.says('4')).toEqual(['check-in.thanks'])
})

test('three numbers at once do not answer an instrument that is asked line by line', () => {
  const citizen = who5()
  expect(citizen.says('5 6 4')).toEqual(['check-in.not-understood'])
})

test('a range is asked about, and the answer is the number that is meant', () => {
  const citizen = weekly()
  expect(citizen.says('6-7')).toEqual(['check-in.which-of'])
  expect(citizen.said[0]?.choices?.map(({ value }) => value)).toEqual(['6', '7'])
  expect(citizen.says('7')).toEqual(['check-in.item'])
  expect(citizen.did('record-check-in').at(-1)).toMatchObject({ answers: [7] })
})

test('a number outside the scale is named, with the choices', () => {
  const citizen = who5()
  expect(citizen.says('9')).toEqual(['check-in.not-understood'])
  expect(citizen.said[0]).toMatchObject({ params: { min: 0, max: 5 } })
  expect(citizen.said[0]?.choices).toHaveLength(6)
})

test('three wrong replies in a row offer a person and keep the question open', () => {
  const citizen = who5()
  expect(citizen.says('hvad')).toEqual(['check-in.not-understood'])
  expect(citizen.says('øh')).toEqual(['check-in.not-understood'])
  expect(citizen.says('blå')).toEqual(['miss.offer-human'])
  expect(citizen.says('vent')).toEqual(['check-in.item'])
  expect(citizen.says('3')).toEqual(['check-in.item'])
  expect(citizen.state.open?.misses).toBeUndefined()
})

test('the offered person can be called without losing the question', () => {
  const citizen = who5()
  for (const text of ['hvad', 'øh', 'blå']) citizen.says(text)
  expect(citizen.says('', { tap: 'ring' })).toEqual(['help.ring-staffed'])
  expect(citizen.state.open?.dialog).toBe('check-in')
  expect(citizen.says('2')).toEqual(['check-in.item'])
})

test.each(['ja', 'ja tak', 'Ring til mig'])('"%s" to the offer of a person calls one, whatever is open', (words) => {
  const citizen = who5()
  for (const text of ['hvad', 'øh', 'blå']) citizen.says(text)
  expect(citizen.says(words)).toEqual(['help.ring-staffed'])
  expect(citizen.did('raise')).toMatchObject([{ class: 'asked-for-human' }])
  const reminded = talk({ plan: [walk] })
  reminded.is('plan-reminder', { itemId: 'p1', occurrence: '2026-11-02' })
  for (const text of ['hvad', 'øh', 'blå']) reminded.says(text)
  expect(reminded.says(words)).toEqual(['help.ring-staffed'])
  expect(reminded.did('answer-plan-item')).toEqual([])
})

test('words instead of an answer are kept for the caseworker', () => {
  const citizen = who5()
  citizen.says('det har været en rigtig skidt uge')
  expect(citizen.effects).toEqual([{ do: 'keep-text' }, { do: 'tell-caseworker', what: 'free-text' }])
})

test('skipping is fine: at the start the whole, later one number', () => {
  const all = weekly()
  expect(all.says('spring over')).toEqual(['check-in.skipped'])
  expect(all.did('record-check-in')).toEqual([
    { do: 'record-check-in', checkInId: 'k1', state: 'completed', answers: [null, null, null] },
  ])
  const one = weekly()
  one.says('5')
  expect(one.says('spring over')).toEqual(['check-in.item'])
  expect(one.says('4')).toEqual(['check-in.thanks'])
  expect(one.did('record-check-in').at(-1)).toMatchObject({ answers: [5, null, 4] })
})

test('WHO-5 cannot leave a line out, so skipping ends it without a score', () => {
  const citizen = who5()
  citizen.says('0')
  expect(citizen.says('spring over')).toEqual(['check-in.skipped'])
  expect(citizen.did('record-check-in').at(-1)).toEqual({
    do: 'record-check-in',
    checkInId: 'k1',
    state: 'completed',
    answers: [0, null, null, null, null],
  })
  expect(citizen.did('raise')).toEqual([])
})

test('FORTRYD takes the last answer back', () => {
  const citizen = who5()
  citizen.says('0')
  citizen.says('5')
  expect(citizen.says('fortryd')).toEqual(['check-in.item'])
  expect(citizen.said[0]?.params).toMatchObject({ n: 2 })
  expect(citizen.did('record-check-in').at(-1)).toMatchObject({ answers: [0] })
})

test('an answer after the check-in was closed goes to the caseworker', () => {
  const citizen = who5()
  citizen.later({ hours: 80 }, { pendingCheckIn: undefined })
  expect(citizen.says('3')).toEqual(['check-in.late'])
  expect(citizen.did('record-check-in')).toEqual([])
  expect(citizen.state).toEqual({})
})

test('numbers with nothing open belong to the check-in that waits', () => {
  const citizen = talk({ pendingCheckIn: { id: 'k9', instrument: 'weekly' } })
  expect(citizen.says('5 6 4')).toEqual(['check-in.thanks'])
  expect(citizen.did('record-check-in')[0]).toMatchObject({ checkInId: 'k9', answers: [5, 6, 4] })
  const other = talk({ pendingCheckIn: { id: 'k9', instrument: 'weekly' } })
  expect(other.says('5')).toEqual(['check-in.weekly.intro', 'check-in.item'])
})

test('every instrument in the content can be answered to its end', () => {
  for (const { name, items, max } of content.instruments) {
    const citizen = talk()
    citizen.is('check-in', { checkInId: 'k1', instrument: name })
    for (let n = 0; n < items; n++) citizen.says(String(max))
    expect(citizen.did('record-check-in').at(-1)).toMatchObject({ state: 'completed' })
  }
})
