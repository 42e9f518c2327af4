import { describe, expect, test } from 'vitest'
import type { FollowUpKind } from '../../src/core/effect.ts'
import { type FollowUpDeps, type FollowUpFacts, planFollowUp } from '../../src/core/follow-up.ts'

const zone = 'Europe/Copenhagen'
const local = (text: string): Temporal.Instant => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant()
const now = local('2026-11-23T17:00')
const deps: FollowUpDeps = {
  rules: {
    rhythm: { perDay: 2, perWeek: 8, silentDays: 2, pauseAfterDays: 14 },
    checkIn: { nudgeAfterHours: 24, expireAfterHours: 72 },
  },
  begin: (dialog, data) => ({ at: { dialog, step: 'item', version: 1, data }, say: [{ key: 'question' }] }),
}
const facts = (over: Partial<FollowUpFacts> = {}): FollowUpFacts => ({
  status: 'active',
  zone,
  quiet: { from: '21:00', to: '08:00' },
  joinedAt: local('2026-11-01T10:00'),
  resumeAt: null,
  routineStopped: false,
  lastInbound: null,
  unasked: [],
  checkInNext: null,
  checkIn: { instrument: 'weekly', state: 'sent', reached: true },
  openDialog: 'check-in',
  arrivedSince: 5,
  ...over,
})
const plan = (kind: FollowUpKind, over: Partial<FollowUpFacts> = {}, at = now) =>
  planFollowUp({ id: 'f', citizenId: 'c', kind, ref: 'q', dueAt: at, version: 3 }, facts(over), at, deps)

describe('the nudge', () => {
  test('says it once, beside the question that is still open', () => {
    expect(plan('nudge')).toMatchObject({
      do: 'say',
      message: { jobId: 'f', occurrence: 'v3', say: [{ key: 'check-in.nudge' }], opens: null, unasked: true },
    })
  })
  test('asks the question again when something else has closed it', () => {
    expect(plan('nudge', { openDialog: null })).toMatchObject({
      do: 'say',
      message: { say: [{ key: 'check-in.nudge' }, { key: 'question' }], opens: { data: { checkInId: 'q' } } },
    })
  })
  test('waits for the morning when it is due in quiet hours', () => {
    const night = local('2026-11-23T23:00')
    expect(plan('nudge', {}, night)).toMatchObject({ message: { state: 'held', dueAt: local('2026-11-24T08:00') } })
  })
  test.each([
    ['the check-in is answered', { checkIn: { instrument: 'weekly', state: 'completed', reached: true } }],
    ['the question never arrived', { checkIn: { instrument: 'weekly', state: 'sent', reached: false } }],
    ['the citizen has stopped', { status: 'stopped' }],
    ['the routine is stopped', { routineStopped: true }],
    [
      'two messages went today',
      {
        unasked: [9, 10].map((hour) => ({
          at: local(`2026-11-23T${String(hour).padStart(2, '0')}:00`).epochMilliseconds,
          asks: false,
        })),
      },
    ],
  ] as [string, Partial<FollowUpFacts>][])('is left out when %s', (_, over) => {
    expect(plan('nudge', over).do).toBe('nothing')
  })
})

test('an unanswered check-in expires; an answered one does not', () => {
  expect(plan('expiry').do).toBe('expire')
  expect(plan('expiry', { checkIn: { instrument: 'weekly', state: 'completed', reached: true } }).do).toBe('nothing')
})

test('a pause ends when its time has come, and not before', () => {
  expect(plan('resume', { status: 'paused', resumeAt: now }).do).toBe('resume')
  expect(plan('resume', { status: 'paused', resumeAt: now.add({ hours: 5 }) })).toEqual({
    do: 'again',
    dueAt: now.add({ hours: 5 }),
  })
  expect(plan('resume', { status: 'stopped', resumeAt: now }).do).toBe('nothing')
})

describe('fourteen silent days', () => {
  test('pause the companion kindly', () => {
    expect(plan('quiet')).toMatchObject({ do: 'pause', message: { say: [{ key: 'quiet.pause' }], unasked: false } })
  })
  test('are counted from the last word', () => {
    const lastInbound = local('2026-11-20T12:00')
    expect(plan('quiet', { lastInbound })).toEqual({ do: 'again', dueAt: lastInbound.add({ hours: 14 * 24 }) })
  })
  test('mean nothing when nothing has arrived', () => {
    expect(plan('quiet', { arrivedSince: 0 }).do).toBe('again')
  })
  test('of somebody a person is taking care of do not pause', () => {
    expect(plan('quiet', { routineStopped: true }).do).toBe('again')
  })
})

test('the step of a case is left to the cases', () => {
  expect(plan('chain').do).toBe('climb')
})
