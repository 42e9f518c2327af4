import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASE_LEVELS, type Case } from '../../src/core/case.ts'
import type { CasePolicy, StaffFacts } from '../../src/core/chain.ts'
import {
  acknowledge,
  type CaseChange,
  climb,
  isTooLate,
  type News,
  raise,
  resolve,
  wish,
} from '../../src/core/escalation.ts'
import { REASON_CLASSES } from '../../src/core/heard.ts'

const HOURS = { from: '08:00', to: '15:00', days: [1, 2, 3, 4, 5], closingDays: [], zone: 'Europe/Copenhagen' }
const policy = (duty = false): CasePolicy => ({
  hours: HOURS,
  rules: {
    acute: { acknowledgeMinutes: 15, everyMinutes: 5 },
    today: { everyHours: 2, lateAfter: '14:00', lateDue: '12:00' },
    afterHours: duty
      ? { cover: 'duty', dutyPhone: '+4520000000', emergency: '112' }
      : { cover: 'none', emergency: '112' },
  },
})
const STAFF: StaffFacts = { caseworkerId: 'mette', leadId: 'lone', colleagueIds: ['bo'], away: {} }
const CITIZEN = { id: 'c', alias: 'ravn-372' }
/** Monday 10:00 in Copenhagen. */
const MONDAY = Temporal.Instant.from('2026-11-23T09:00Z')
const low = (over: Partial<News> = {}): News => ({ level: 'today', class: 'low-score', at: MONDAY, ...over })
const newId = () => 'case-1'
const raised = (news = low(), duty = false) => raise(undefined, CITIZEN, news, STAFF, policy(duty), newId)
const METTE = { id: 'mette', name: 'Mette' }
const BO = { id: 'bo', name: 'Bo' }
const done = (change: CaseChange | { tooLate: string } | undefined): CaseChange => {
  if (!change || 'tooLate' in change) throw new Error(`not done: ${JSON.stringify(change)}`)
  return change
}
const told = (change: CaseChange) => change.notices.map((it) => `${it.kind} ${it.who ?? '-'} ${it.reason}`)

describe('a raise', () => {
  test('opens the case, posts a card and writes to the caseworker', () => {
    const change = raised()
    expect(change.case).toMatchObject({ state: 'open', level: 'today', version: 1, step: 0, assigneeId: 'mette' })
    expect(change.expected).toBeUndefined()
    expect(told(change)).toEqual(['card - raised', 'direct mette raised'])
    expect(change.case.nextStepAt?.toString()).toBe('2026-11-23T11:00:00Z')
    expect(change.case.steps.map((it) => [it.step, it.role, it.who])).toEqual([
      [0, 'caseworker', 'mette'],
      [1, 'cover', 'bo'],
      [2, 'lead', 'lone'],
    ])
    expect(change.say).toEqual([])
  })

  test('starts the on-duty phone at once when it is acute, at any hour', () => {
    const night = raised(
      low({ level: 'acute', class: 'death-wish', risk: 'S3', at: MONDAY.subtract({ hours: 9 }) }),
      true,
    )
    expect(told(night)).toEqual(['card - raised', 'direct mette raised', 'phone - raised'])
  })

  test('stops routine messages for words of danger, not for a score', () => {
    expect(raised(low({ risk: 'S2', class: 'shelter' })).routine).toBe('stop')
    expect(raised(low({ level: 'acute', class: 'self-harm', risk: 'S3' })).routine).toBe('stop')
    expect(raised()).not.toHaveProperty('routine')
    expect(raised(low({ level: 'soon', class: 'hopeless', risk: 'S1' }))).not.toHaveProperty('routine')
  })

  test('of the same level is only noted', () => {
    const first = raised().case
    const change = raise(first, CITIZEN, low({ class: 'asked-for-human' }), STAFF, policy(), newId)
    expect(change.case).toEqual({
      ...first,
      version: 2,
      reasons: [...first.reasons, { class: 'asked-for-human', at: MONDAY }],
    })
    expect(told(change)).toEqual(['card - changed'])
  })

  test.each([
    ['a new S2', low({ class: 'food', risk: 'S2' })],
    ['a higher level', low({ level: 'acute', class: 'self-harm', risk: 'S3' })],
  ])('of %s opens an acknowledged case again from the first step', (_, news) => {
    const seen = done(
      acknowledge(done(climb(raised().case, STAFF, MONDAY.add({ hours: 2 }), policy())).case, BO, MONDAY),
    )
    const change = raise(seen.case, CITIZEN, { ...news, at: MONDAY.add({ hours: 3 }) }, STAFF, policy(), newId)
    expect(change.case).toMatchObject({
      id: 'case-1',
      state: 'open',
      step: 0,
      assigneeId: 'mette',
      acknowledgedBy: null,
    })
    expect(change.case.version).toBe(seen.case.version + 1)
    expect(told(change)).toContain('direct mette raised')
  })

  test('never lowers the level', () => {
    const acute = raised(low({ level: 'acute', class: 'self-harm', risk: 'S3' })).case
    expect(raise(acute, CITIZEN, low({ class: 'food', risk: 'S2' }), STAFF, policy(), newId).case.level).toBe('acute')
  })

  test('that is due sooner than what was planned moves the next step nearer', () => {
    const drop = raised(low({ level: 'soon', class: 'drop' })).case
    const change = raise(drop, CITIZEN, low({ level: 'soon', class: 'hopeless', risk: 'S1' }), STAFF, policy(), newId)
    expect(drop.nextStepAt?.toString()).toBe('2026-11-25T14:00:00Z')
    expect(change.case.nextStepAt?.toString()).toBe('2026-11-24T14:00:00Z')
  })
})

describe('the climb', () => {
  test('tells the next person by a message of their own', () => {
    const change = done(climb(raised().case, STAFF, MONDAY.add({ hours: 2 }), policy()))
    expect(change.case).toMatchObject({ step: 1, assigneeId: 'bo', state: 'open' })
    expect(told(change)).toEqual(['card - climbed', 'direct bo climbed'])
  })

  test('comes neither early nor after somebody has seen it', () => {
    const open = raised().case
    expect(climb(open, STAFF, MONDAY.add({ minutes: 119 }), policy())).toBeUndefined()
    const seen = done(acknowledge(open, METTE, MONDAY)).case
    expect(climb(seen, STAFF, MONDAY.add({ hours: 48 }), policy())).toBeUndefined()
  })

  test('rings the duty phone last, then goes round again', () => {
    let it: Case = raised(low({ level: 'acute', class: 'self-harm', risk: 'S3' }), true).case
    const people: string[] = []
    for (let i = 0; i < 5; i++) {
      const change = done(climb(it, STAFF, it.nextStepAt!, policy(true)))
      people.push(told(change)[1]!)
      it = change.case
    }
    expect(people).toEqual([
      'direct bo climbed',
      'direct lone climbed',
      'phone - climbed',
      'direct mette climbed',
      'direct bo climbed',
    ])
  })

  test('while the caseworker is away, who stands in is told first, and the caseworker has it too', () => {
    const change = raise(undefined, CITIZEN, low(), { ...STAFF, away: { mette: 'bo' } }, policy(), newId)
    expect(change.notices.filter(({ kind }) => kind === 'direct').map(({ who }) => who)).toEqual(['bo', 'mette'])
  })

  test('passes the step of somebody who has gone away to who stands in', () => {
    const change = done(climb(raised().case, { ...STAFF, away: { bo: 'ida' } }, MONDAY.add({ hours: 2 }), policy()))
    expect(change.case.assigneeId).toBe('ida')
  })

  test('opens a snoozed case again when its time has come', () => {
    const until = MONDAY.add({ hours: 5 })
    const snoozed: Case = { ...raised().case, state: 'snoozed', snoozedUntil: until, nextStepAt: until }
    expect(climb(snoozed, STAFF, until, policy())?.case).toMatchObject({ state: 'open', snoozedUntil: null })
  })
})

describe('a person', () => {
  test('who acknowledges becomes the assignee, and the citizen is told who has seen it', () => {
    const change = done(acknowledge(raised().case, BO, MONDAY.add({ minutes: 5 })))
    expect(change.case).toMatchObject({
      state: 'acknowledged',
      assigneeId: 'bo',
      acknowledgedBy: 'bo',
      nextStepAt: null,
    })
    expect(change.say).toEqual([{ key: 'safety.acknowledged', params: { caseworker: 'Bo' } }])
    expect(told(change)).toEqual(['card - acknowledged'])
  })

  test.each([
    [low({ level: 'acute', class: 'self-harm', risk: 'S3' }), 'safety.acknowledged.acute'],
    [low({ class: 'asked-for-human' }), 'help.acknowledged'],
    [low({ class: 'violence', risk: 'S2' }), 'help.acknowledged'],
    [low({ level: 'acute', class: 'threat', risk: 'S3' }), 'help.acknowledged'],
    [low({ level: 'soon', class: 'quiet' }), undefined],
  ] as const)('who has seen %o is announced by %s', (news, key) => {
    expect(done(acknowledge(raised(news).case, BO, MONDAY)).say.map((it) => it.key)).toEqual(key ? [key] : [])
  })

  test('who comes second is told who was first', () => {
    const seen = done(acknowledge(raised().case, BO, MONDAY)).case
    expect(acknowledge(seen, METTE, MONDAY)).toEqual({ tooLate: 'acknowledged', by: 'bo' })
  })

  test('alone closes it, with an outcome, and routine messages go on', () => {
    const change = done(resolve(done(acknowledge(raised().case, BO, MONDAY)).case, 'bo', 'met', MONDAY))
    expect(change.case).toMatchObject({ state: 'resolved', outcome: 'met', nextStepAt: null })
    expect(change).toMatchObject({ routine: 'resume', resolvedBy: 'bo', say: [] })
    expect(resolve(change.case, 'mette', 'met', MONDAY)).toEqual({ tooLate: 'resolved', by: 'bo' })
  })

  test('sees how the citizen wants to be contacted', () => {
    const change = done(wish(raised().case, 'ring'))
    expect(change.case).toMatchObject({ wish: 'ring', version: 2 })
    expect(wish(change.case, 'ring')).toBeUndefined()
  })
})

test('whatever happens in whatever order, a case is one, moves forward, and is never forever silent', () => {
  const minutes = fc.integer({ min: 0, max: 3000 })
  const event = fc.oneof(
    fc.record({
      do: fc.constant('raise' as const),
      level: fc.constantFrom(...CASE_LEVELS),
      class: fc.constantFrom(...REASON_CLASSES),
      risk: fc.constantFrom(undefined, 'S1' as const, 'S2' as const, 'S3' as const),
      minutes,
    }),
    fc.record({ do: fc.constantFrom('climb' as const, 'wait' as const), minutes }),
    fc.record({
      do: fc.constantFrom('acknowledge' as const, 'resolve' as const),
      who: fc.constantFrom(METTE, BO),
      minutes,
    }),
    fc.record({ do: fc.constant('wish' as const), minutes }),
  )
  const away = fc.constantFrom<StaffFacts['away']>({}, { mette: 'bo' }, { bo: 'mette' }, { mette: 'bo', bo: 'mette' })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), away, (events, duty, awayNow) => {
      const staff = { ...STAFF, away: awayNow }
      const rules = policy(duty)
      const cases = new Map<string, Case>()
      let current: Case | undefined
      let now = MONDAY
      for (const it of events) {
        now = now.add({ minutes: it.minutes })
        if (it.do === 'wait' && current?.nextStepAt && Temporal.Instant.compare(current.nextStepAt, now) > 0)
          now = current.nextStepAt
        const before: Case | undefined = current
        let result: ReturnType<typeof acknowledge> | undefined
        if (it.do === 'raise') {
          const { level, class: reason, risk } = it
          const news = { level, class: reason, at: now, ...(risk ? { risk } : {}) }
          result = raise(before, CITIZEN, news, staff, rules, () => `case-${cases.size + 1}`)
        } else if (!before) continue
        else if (it.do === 'climb' || it.do === 'wait') result = climb(before, staff, now, rules)
        else if (it.do === 'acknowledge') result = acknowledge(before, it.who, now)
        else if (it.do === 'resolve') result = resolve(before, it.who.id, 'met', now)
        else result = wish(before, 'ring')
        if (!result) continue
        if (isTooLate(result)) {
          expect(['acknowledged', 'resolved']).toContain(before?.state)
          continue
        }
        const next: Case = result.case
        if (result.expected === undefined) {
          expect(cases.has(next.id)).toBe(false)
          expect([...cases.values()].every((known) => known.state === 'resolved')).toBe(true)
        } else expect(next.version).toBe(before!.version + 1)
        if (before?.state === 'resolved') expect(next.id).not.toBe(before.id)
        if (next.state === 'open') {
          // A step that is late already (nobody woke us) stays due; every other lies ahead.
          if (!before?.nextStepAt?.equals(next.nextStepAt!))
            expect(Temporal.Instant.compare(next.nextStepAt!, now)).toBe(1)
          const step = next.steps.find((link) => link.step === next.step)
          expect(step?.who ?? next.assigneeId).toBe(next.assigneeId)
          expect(next.acknowledgedBy).toBeNull()
        } else expect(next.nextStepAt).toBeNull()
        if (next.state === 'acknowledged') expect(['mette', 'bo']).toContain(next.acknowledgedBy)
        if (next.state !== 'open') expect(result.notices.filter((notice) => notice.kind !== 'card')).toEqual([])
        if (before?.state === 'acknowledged' && next.state === 'acknowledged')
          expect(next.acknowledgedBy).toBe(before.acknowledgedBy)
        expect(next.steps.length).toBeLessThan(20)
        cases.set(next.id, next)
        current = next
      }
    }),
    { numRuns: 300 },
  )
})
