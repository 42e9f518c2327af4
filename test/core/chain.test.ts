import { describe, expect, test } from 'vitest'
import { type CasePolicy, chainOf, deadlineOf, nextStepAfter, type StaffFacts } from '../../src/core/chain.ts'
import { policy as cases, withDuty } from '../support/cases.ts'

const policy = (duty = false): CasePolicy => (duty ? withDuty : cases)
const HOURS = cases.hours
const staff = (over: Partial<StaffFacts> = {}): StaffFacts => ({
  caseworkerId: 'mette',
  leadId: 'lone',
  colleagueIds: ['bo', 'ida'],
  away: {},
  ...over,
})
/** Local time in Copenhagen. */
const at = (local: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(HOURS.zone).toInstant()
const NOW = at('2026-11-23T10:00')
const local = (instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO(HOURS.zone).toPlainDateTime().toString({ smallestUnit: 'minute' })

describe('the chain', () => {
  test('goes from the caseworker over a colleague to the lead, and to the duty phone where there is one', () => {
    expect(chainOf(staff(), NOW, policy(true))).toEqual([
      { role: 'caseworker', who: 'mette' },
      { role: 'cover', who: 'bo' },
      { role: 'lead', who: 'lone' },
      { role: 'duty', who: null },
    ])
  })

  test('begins with the cover when the caseworker is away', () => {
    expect(chainOf(staff({ away: { mette: 'ida' } }), NOW, policy())).toEqual([
      { role: 'cover', who: 'ida' },
      { role: 'lead', who: 'lone' },
    ])
  })

  test('follows a cover who is away too, and takes a colleague when the covers stand in for each other', () => {
    expect(chainOf(staff({ away: { mette: 'ida', ida: 'bo' } }), NOW, policy())[0]).toEqual({
      role: 'cover',
      who: 'bo',
    })
    expect(chainOf(staff({ away: { mette: 'ida', ida: 'mette' } }), NOW, policy())[0]).toEqual({
      role: 'cover',
      who: 'bo',
    })
  })

  test('passes over a colleague who is away, and gives the lead’s step to who stands in for the lead', () => {
    expect(chainOf(staff({ away: { bo: 'ida', lone: 'lis' } }), NOW, policy()).map((link) => link.who)).toEqual([
      'mette',
      'ida',
      'lis',
    ])
  })

  test('names everybody once, and is the caseworker’s alone when there is nobody else', () => {
    expect(chainOf(staff({ caseworkerId: 'lone' }), NOW, policy()).map((link) => link.who)).toEqual(['lone', 'bo'])
    expect(
      chainOf({ caseworkerId: 'mette', leadId: null, colleagueIds: [], away: { mette: 'mette' } }, NOW, policy()),
    ).toEqual([{ role: 'caseworker', who: 'mette' }])
  })
})

describe('the level table', () => {
  test.each([
    ['today', 'low-score', '2026-11-23T09:30', '2026-11-23T15:00', 'before the working day ends'],
    ['today', 'low-score', '2026-11-23T06:30', '2026-11-23T15:00', 'early in the morning is that day'],
    ['today', 'low-score', '2026-11-23T14:30', '2026-11-24T12:00', 'raised after 14'],
    ['today', 'low-score', '2026-11-27T21:30', '2026-11-30T12:00', 'Friday night waits for Monday'],
    ['today', 'low-score', '2026-11-28T10:00', '2026-11-30T12:00', 'Saturday waits for Monday'],
    ['soon', 'hopeless', '2026-11-23T09:30', '2026-11-24T15:00', 'by the end of the next working day'],
    ['soon', 'drop', '2026-11-23T09:30', '2026-11-25T15:00', 'a drop: two working days'],
    ['acute', 'death-wish', '2026-11-23T09:30', '2026-11-23T09:45', 'within 15 minutes while staffed'],
    ['acute', 'death-wish', '2026-11-23T02:30', '2026-11-23T08:15', 'from opening on'],
  ] as const)('%s for %s at %s is due %s (%s)', (level, reason, from, due, _why) => {
    expect(local(deadlineOf(level, reason, at(from), policy()))).toBe(due)
  })

  test.each([
    ['acute', '2026-11-23T09:30', '2026-11-23T09:35'],
    ['acute', '2026-11-23T14:57', '2026-11-24T08:00'],
    ['acute', '2026-11-22T23:00', '2026-11-23T08:00'],
    ['acute', '2026-11-23T07:58', '2026-11-23T08:00'],
    ['today', '2026-11-23T09:30', '2026-11-23T11:30'],
    ['today', '2026-11-23T13:50', '2026-11-23T15:00'],
    ['today', '2026-11-23T14:30', '2026-11-24T09:30'],
    ['soon', '2026-11-23T09:30', '2026-11-24T15:00'],
  ] as const)('%s raised at %s goes on at %s', (level, from, next) => {
    const raised = at(from)
    const deadline = deadlineOf(level, 'hopeless', raised, policy())
    expect(local(nextStepAfter(level, raised, deadline, policy()))).toBe(next)
  })

  test('with a phone on duty an acute case goes on every five minutes at night', () => {
    const night = at('2026-11-23T02:30')
    expect(local(nextStepAfter('acute', night, night, policy(true)))).toBe('2026-11-23T02:35')
  })

  test('after the deadline a soon case goes on daily, over the weekend too', () => {
    const friday = at('2026-11-27T15:00')
    expect(local(nextStepAfter('soon', friday, friday, policy()))).toBe('2026-11-30T15:00')
  })
})
