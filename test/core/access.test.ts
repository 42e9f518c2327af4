import { expect, test } from 'vitest'
import { type AccessFacts, accessOf } from '../../src/core/access.ts'

const now = Temporal.Instant.from('2026-11-23T09:00:00Z')
const running = {
  assigneeId: 'lone',
  acknowledgedBy: null,
  steps: [{ who: 'lone' }, { who: 'samir' }],
  resolvedAt: null,
}
const access = (id: string, over: Partial<AccessFacts> & { role?: 'lead'; left?: boolean; team?: string } = {}) => {
  const { role = 'caseworker', left = false, team = 'solby', ...facts } = over
  return accessOf(
    {
      who: { id, teamId: team, role, active: !left },
      citizen: { caseworkerId: 'lone', teamId: 'solby' },
      away: {},
      shared: null,
      case: running,
      told: false,
      ...facts,
    },
    now,
  )
}

test.each([
  ['their caseworker', access('lone'), 'content', true, true],
  ['their caseworker without a case', access('lone', { case: null }), 'content', true, true],
  ['the cover, during the cover', access('bo', { away: { lone: 'bo' } }), 'content', true, true],
  ['the cover of the cover', access('eva', { away: { lone: 'bo', bo: 'eva' } }), 'content', true, true],
  ['who covers for somebody else', access('bo', { away: { samir: 'bo' }, case: null }), 'nothing', false, false],
  ['whom the chain has told', access('samir', { told: true }), 'content', true, true],
  ['whom the chain will tell', access('samir'), 'state', true, false],
  ['a professional with the plan', access('ulla', { shared: 'plan', team: 'syd' }), 'plan', false, false],
  ['a professional with the case', access('ulla', { shared: 'case', team: 'syd' }), 'content', false, true],
  ['the same without a case', access('ulla', { shared: 'case', team: 'syd', case: null }), 'nothing', false, false],
  ['a professional with everything', access('ulla', { shared: 'all', team: 'syd', case: null }), 'content', true, true],
  ['the lead of the team', access('karen', { role: 'lead', case: null }), 'state', true, false],
  ['the lead of another team', access('karen', { role: 'lead', team: 'syd' }), 'nothing', false, false],
  ['a colleague of the same team', access('bo'), 'nothing', false, false],
  ['their caseworker who has left', access('lone', { left: true }), 'nothing', false, false],
] as const)('access: %s', (_who, given, see, act, talk) => {
  expect(given).toMatchObject({ see, act, talk })
})

test('a lead has the content for a reason only', () => {
  const facts = {
    who: { id: 'karen', teamId: 'solby', role: 'lead', active: true },
    citizen: { caseworkerId: 'lone', teamId: 'solby' },
    ...{ away: {}, shared: null, case: null, told: false },
  } as const
  expect(accessOf(facts, now)).toMatchObject({ see: 'state', withReason: true })
  expect(accessOf(facts, now, 'complaint')).toMatchObject({ see: 'content', talk: false })
})

test('who had a case may look back at it for a day after it was closed', () => {
  const closed = (hours: number) => ({ ...running, acknowledgedBy: 'samir', resolvedAt: now.subtract({ hours }) })
  expect(access('samir', { case: closed(23) }).see).toBe('content')
  expect(access('samir', { case: closed(25) }).see).toBe('nothing')
})
