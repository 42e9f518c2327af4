import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/core/dialog.ts'
import type { Heard } from '../../src/core/heard.ts'
import { amongPeople, talkOf } from '../../src/dialogs/among-people.ts'
import { readCommand } from '../../src/language/commands.ts'
import { begin, factsAt, hear, MONDAY, talk } from './talk.ts'

const HOURS = factsAt(MONDAY).rules.person.silenceHours
const inbound = { channel: 'sms', eventId: 'e', address: 'a', text: '', receivedAt: MONDAY, kind: 'text' } as const

/** What the companion makes of words while a person writes with the citizen. */
const between = (
  talkIs: 'here' | 'away',
  text: string,
  at: { open?: Position; suspended?: Position } = {},
  seen = false,
) => {
  const facts = factsAt(MONDAY, {
    staffed: talkIs === 'here',
    pendingCheckIn: { id: 'k1', instrument: 'weekly' },
  })
  const { command } = readCommand(text)
  const heard: Heard = { text, at: MONDAY, ...(command && { command }) }
  const decision = amongPeople(talkIs, { inbound, heard, at, seen }, hear(at, heard, facts))
  return { said: decision.say.map(({ key }) => key), did: decision.effects.map((effect) => effect.do) }
}
/** Serious words, and the question about safety that was asked. */
const unsure = (): { open: Position } => {
  const citizen = talk()
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  return { open: citizen.state.open! }
}

test('who wrote a moment ago is there, at any hour; who has gone home is away', () => {
  const wrote = (ago: Temporal.DurationLike, staffed: boolean) =>
    talkOf(MONDAY.subtract(ago).add({ hours: HOURS }), factsAt(MONDAY, { staffed }))
  expect(wrote({ minutes: 5 }, false)).toBe('here')
  expect(wrote({ minutes: 61 }, false)).toBe('away')
  expect(wrote({ minutes: 61 }, true)).toBe('here')
  expect(wrote({ hours: HOURS }, true)).toBe('none')
  expect(talkOf(null, factsAt(MONDAY))).toBe('none')
})

describe('while the person is there', () => {
  test.each(['hej', 'ja tak, kl. 11', 'RING', 'HJÆLP', '3', 'fortryd'])(
    '"%s" is for them: silence, and they are told',
    (text) => {
      expect(between('here', text)).toEqual({ said: [], did: ['keep-text', 'answer-person'] })
    },
  )

  test('a yes to the question about safety raises, and they are told', () => {
    expect(between('here', 'ja', unsure())).toEqual({
      said: ['safety.yes'],
      did: ['raise', 'stop-routine', 'keep-text', 'answer-person'],
    })
    expect(between('here', 'hvornår ringer du', unsure()).said).toEqual([])
    // Somebody has it, and may just have asked whether they may ring.
    expect(between('here', 'ja', unsure(), true)).toEqual({ said: [], did: ['keep-text', 'answer-person'] })
  })

  test('all the numbers of a check-in at once are its answers; one number may be an answer to the person', () => {
    const { at } = begin('check-in', { checkInId: 'k1', instrument: 'weekly' })
    const asked = JSON.parse(JSON.stringify(at))
    expect(between('here', '5 6 4', { open: asked }).did).toContain('record-check-in')
    expect(between('here', '3', { open: asked })).toEqual({ said: [], did: ['keep-text', 'answer-person'] })
  })

  test.each(['STOP', 'RO', 'PLAN', 'PAUSE'])('%s is for the companion', (text) => {
    expect(between('here', text).said.length).toBeGreaterThan(0)
  })
})

test.each(['HJÆLP', 'RING', 'er der nogen?', 'jeg kan ikke sove'])(
  'when they have gone home "%s" is answered, by the clock',
  (text) => {
    expect(between('away', text).said.length).toBeGreaterThan(0)
  },
)

test('what they could read is told to them when they are back', () => {
  for (const words of ['jeg kan ikke sove', 'ja tak', '3'])
    expect(between('away', words).did, words).toEqual(expect.arrayContaining(['keep-text', 'answer-person']))
})
