import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASE_LEVELS, type Case, type Outcome } from '../../src/core/case.ts'
import {
  resolve as close,
  meeting,
  reopen,
  snooze,
  stillOnIt,
  acknowledge as take,
  unacknowledge,
} from '../../src/core/case-acts.ts'
import { climb } from '../../src/core/case-steps.ts'
import type { CasePolicy, StaffFacts } from '../../src/core/chain.ts'
import { type CaseChange, isNotSo, isTooLate, type News, OF_WORDS, raise, wish } from '../../src/core/escalation.ts'
import { REASON_CLASSES } from '../../src/core/heard.ts'
import { policy as cases, withDuty } from '../support/cases.ts'

const policy = (duty = false): CasePolicy => (duty ? withDuty : cases)
const STAFF: StaffFacts = { caseworkerId: 'mette', leadId: 'lone', colleagueIds: ['bo'], away: {} }
const CITIZEN = { id: 'c', alias: 'ravn-372' }
/** Monday 10:00 in Copenhagen. */
const MONDAY = Temporal.Instant.from('2026-11-23T09:00Z')
const low = (over: Partial<News> = {}): News => ({ level: 'today', class: 'low-score', at: MONDAY, ...over })
const newId = () => 'case-1'
const raised = (news = low(), duty = false) => raise(undefined, CITIZEN, news, STAFF, policy(duty), newId)
const acknowledge = (it: Case, by: { id: string; name: string }, now: Temporal.Instant) => take(it, by, now, policy())
const resolve = (it: Case, id: string, outcome: Outcome, now: Temporal.Instant) => {
  const result = close(it, { id, name: id }, { outcome, assessed: true }, now, policy())
  if (isNotSo(result)) throw new Error('assessed')
  return result
}
const METTE = { id: 'mette', name: 'Mette' }
const BO = { id: 'bo', name: 'Bo' }
const done = (change: CaseChange | { tooLate: string } | { notSo: string } | undefined): CaseChange => {
  if (!change || !('case' in change)) throw new Error(`not done: ${JSON.stringify(change)}`)
  return change
}
const told = (change: CaseChange) => change.notices.map((it) => `${it.kind} ${it.who ?? '-'} ${it.reason}`)

describe('a raise', () => {
  test('of a call for a person in a case that somebody has reaches them: an update of a card notifies nobody', () => {
    const seen = done(acknowledge(raised().case, BO, MONDAY)).case
    const again = raise(seen, CITIZEN, low({ class: 'asked-for-human' }), STAFF, policy(), newId)
    expect(again.case.state).toBe('acknowledged')
    expect(told(again)).toEqual(['card - changed', 'direct bo asks-again'])
  })

  test('of more that is hard, in the citizen’s own words, reaches who has the case; a low score is on the card', () => {
    const seen = done(acknowledge(raised().case, BO, MONDAY)).case
    const words = raise(seen, CITIZEN, low({ level: 'soon', risk: 'S1', class: 'hopeless' }), STAFF, policy(), newId)
    expect(words.case.state).toBe('acknowledged')
    expect(told(words)).toEqual(['card - changed', 'direct bo says-more'])
  })

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
    expect(climb(seen, STAFF, open.nextStepAt!, policy())).toBeUndefined()
    const over = done(resolve(seen, 'mette', 'met', MONDAY)).case
    expect(climb(over, STAFF, MONDAY.add({ hours: 48 }), policy())).toBeUndefined()
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
      nextStepAt: Temporal.Instant.from('2026-11-23T13:05Z'),
    })
    expect(change.say).toEqual([{ key: 'safety.acknowledged', params: { caseworker: 'Bo' } }])
    expect(told(change)).toEqual(['card - acted'])
  })

  test.each([
    [low({ level: 'acute', class: 'self-harm', risk: 'S3' }), 'safety.acknowledged.acute'],
    [low({ class: 'asked-for-human' }), 'help.acknowledged'],
    [low({ class: 'violence', risk: 'S2' }), 'safety.acknowledged.discreet'],
    [low({ level: 'acute', class: 'threat', risk: 'S3' }), 'safety.acknowledged.discreet'],
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

const act = { staff: STAFF, now: MONDAY, policy: policy() }
const seenByBo = () => done(acknowledge(raised().case, BO, MONDAY)).case

describe('put aside', () => {
  test('is theirs again when the time is over, with a new message', () => {
    const until = MONDAY.add({ hours: 23 })
    const change = done(snooze(seenByBo(), BO, until, MONDAY, policy()))
    expect(change.case).toMatchObject({ state: 'snoozed', assigneeId: 'bo', snoozedUntil: until, nextStepAt: until })
    expect(climb(change.case, STAFF, until.subtract({ seconds: 1 }), policy())).toBeUndefined()
    const woke = done(climb(change.case, STAFF, until, policy()))
    expect(woke.case).toMatchObject({ state: 'open', assigneeId: 'bo', snoozedUntil: null })
    expect(told(woke)).toEqual(['card - acted', 'direct bo woke'])
    expect(told(done(climb(woke.case, STAFF, woke.case.nextStepAt!, policy())))[1]).toBe('direct mette climbed')
  })

  test('is for what somebody has seen, and for today never beyond the next working day', () => {
    const week = MONDAY.add({ hours: 168 })
    expect(snooze(raised().case, BO, week, MONDAY, policy())).toEqual({ notSo: 'unseen' })
    const until = (it: Case, now = MONDAY) => done(snooze(it, BO, week, now, policy())).case.snoozedUntil?.toString()
    expect(until(seenByBo())).toBe('2026-11-24T08:00:00Z')
    // A Friday: over the weekend.
    expect(until(seenByBo(), MONDAY.add({ hours: 96 }))).toBe('2026-11-30T08:00:00Z')
    const soon = done(acknowledge(raised(low({ level: 'soon' })).case, BO, MONDAY)).case
    expect(until(soon)).toBe(week.toString())
  })

  test('is not for what is acute, and ends for a new S2', () => {
    const acute = raised(low({ level: 'acute', class: 'self-harm', risk: 'S3' })).case
    expect(snooze(acute, BO, MONDAY.add({ hours: 1 }), MONDAY, policy())).toEqual({ notSo: 'acute' })
    const snoozed = done(snooze(seenByBo(), BO, MONDAY.add({ hours: 23 }), MONDAY, policy())).case
    const again = raise(snoozed, CITIZEN, low({ class: 'food', risk: 'S2' }), STAFF, policy(), newId)
    expect(again.case).toMatchObject({ id: 'case-1', state: 'open', assigneeId: 'mette', snoozedUntil: null })
  })
})

describe('in a meeting', () => {
  test('it waits with them until then, and is told anew', () => {
    const change = done(meeting(raised().case, METTE, MONDAY.add({ hours: 1 }), act))
    expect(change.case).toMatchObject({ state: 'open', assigneeId: 'mette', nextStepAt: MONDAY.add({ hours: 1 }) })
    const over = done(climb(change.case, STAFF, MONDAY.add({ hours: 1 }), policy()))
    expect(told(over)).toEqual(['card - changed', 'direct mette meeting-over'])
    expect(over.case).toMatchObject({ meetingUntil: null, step: 0 })
  })

  test('it never waits beyond its deadline', () => {
    const change = done(meeting(raised().case, METTE, MONDAY.add({ hours: 8 }), act))
    expect(change.case.nextStepAt?.toString()).toBe('2026-11-23T14:00:00Z')
    expect(told(done(climb(change.case, STAFF, change.case.nextStepAt!, policy())))[1]).toBe('direct bo climbed')
  })

  test('what is acute goes to the next at once', () => {
    const acute = raised(low({ level: 'acute', class: 'self-harm', risk: 'S3' })).case
    expect(told(done(meeting(acute, METTE, MONDAY.add({ hours: 1 }), act)))).toEqual([
      'card - climbed',
      'direct bo climbed',
    ])
  })
})

describe('who has it', () => {
  test('is asked whether they are still on it, and has as long to answer', () => {
    const seen = seenByBo()
    const asked = done(climb(seen, STAFF, seen.nextStepAt!, policy()))
    expect(told(asked)).toEqual(['card - changed', 'direct bo still-on-it'])
    const yes = done(stillOnIt(asked.case, BO, seen.nextStepAt!, policy()))
    expect(yes.case).toMatchObject({ state: 'acknowledged', askedAt: null })
    const silent = done(climb(asked.case, STAFF, asked.case.nextStepAt!, policy()))
    expect(silent.case).toMatchObject({ state: 'open', acknowledgedBy: null, assigneeId: 'mette' })
    expect(told(silent)).toEqual(['card - climbed', 'direct mette climbed'])
  })

  test.each([
    ['acute', 'S3', '2026-11-23T09:30:00Z'],
    ['today', 'S2', '2026-11-23T13:00:00Z'],
    ['soon', undefined, '2026-11-25T14:00:00Z'],
  ] as const)('%s is asked about in its own time', (level, risk, when) => {
    const it = raised(low({ level, class: 'hopeless', ...(risk && { risk }) })).case
    expect(done(acknowledge(it, BO, MONDAY)).case.nextStepAt?.toString()).toBe(when)
  })

  test('may hand it back: it goes to another than them', () => {
    const back = done(unacknowledge(seenByBo(), BO, STAFF, MONDAY, policy()))
    expect(back.case).toMatchObject({ state: 'open', acknowledgedBy: null, assigneeId: 'mette' })
    expect(back.case.steps.at(-1)).toMatchObject({ who: 'bo' })
    expect(unacknowledge(back.case, BO, STAFF, MONDAY, policy())).toEqual({ tooLate: 'open', by: null })
  })
})

describe('a closed case', () => {
  const closed = () => done(resolve(seenByBo(), 'bo', 'met', MONDAY)).case

  test('is opened again by a person, as if it were raised now', () => {
    const now = MONDAY.add({ hours: 200 })
    const change = done(reopen(closed(), METTE, STAFF, now, policy()))
    expect(change.case).toMatchObject({
      id: 'case-1',
      state: 'open',
      outcome: null,
      raisedAt: now,
      assigneeId: 'mette',
    })
    expect(told(change)).toEqual(['card - acted', 'direct mette reopened'])
  })

  test('of danger that is opened again stops routine, as it did when it was raised', () => {
    const danger = done(
      resolve(
        done(acknowledge(raised(low({ class: 'violence', risk: 'S2' })).case, BO, MONDAY)).case,
        'bo',
        'met',
        MONDAY,
      ),
    )
    expect(done(reopen(danger.case, METTE, STAFF, MONDAY, policy())).routine).toBe('stop')
    expect(done(reopen(closed(), METTE, STAFF, MONDAY, policy())).routine).toBeUndefined()
  })

  test('is opened again by a new S2 soon after; later, or without danger, it is another case', () => {
    const next = (news: Partial<News>) => raise(closed(), CITIZEN, low(news), STAFF, policy(), () => 'case-2').case
    expect(next({ class: 'food', risk: 'S2', at: MONDAY.add({ hours: 71 }) })).toMatchObject({
      ...{ id: 'case-1', state: 'open', resolvedAt: null },
    })
    expect(next({ class: 'food', risk: 'S2', at: MONDAY.add({ hours: 73 }) }).id).toBe('case-2')
    expect(next({ at: MONDAY.add({ hours: 1 }) }).id).toBe('case-2')
  })

  test('about a child is not closed before it is said that notifying was considered', () => {
    const child = raised(low({ class: 'child', risk: 'S2' })).case
    expect(close(child, BO, { outcome: 'met' }, MONDAY, policy())).toEqual({ notSo: 'not-assessed' })
    expect(close(child, BO, { outcome: 'met', assessed: true }, MONDAY, policy())).toMatchObject({ resolvedBy: 'bo' })
  })
})

test('whatever happens in whatever order, a case is one, moves forward, and is never forever silent', () => {
  const minutes = fc.integer({ min: 0, max: 3000 })
  const who = fc.constantFrom(METTE, BO)
  const event = fc.oneof(
    fc.record({
      do: fc.constant('raise' as const),
      level: fc.constantFrom(...CASE_LEVELS),
      class: fc.constantFrom(...REASON_CLASSES),
      risk: fc.constantFrom(undefined, 'S1' as const, 'S2' as const, 'S3' as const),
      minutes,
    }),
    fc.record({ do: fc.constantFrom('climb' as const, 'wait' as const, 'wish' as const), minutes }),
    fc.record({
      do: fc.constantFrom('acknowledge' as const, 'resolve' as const, 'unacknowledge' as const, 'reopen' as const),
      ...{ who, minutes },
    }),
    fc.record({ do: fc.constantFrom('snooze' as const, 'meeting' as const, 'still' as const), who, minutes }),
  )
  const away = fc.constantFrom<StaffFacts['away']>({}, { mette: 'bo' }, { bo: 'mette' }, { mette: 'bo', bo: 'mette' })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), away, (events, duty, awayNow) => {
      const staff = { ...STAFF, away: awayNow }
      const rules = policy(duty)
      const cases = new Map<string, Case>()
      let current: Case | undefined
      let now = MONDAY
      const happen = (it: (typeof events)[number], before: Case | undefined) => {
        if (it.do === 'raise') {
          const { level, class: reason, risk } = it
          const news = { level, class: reason, at: now, ...(risk ? { risk } : {}) }
          return raise(before, CITIZEN, news, staff, rules, () => `case-${cases.size + 1}`)
        }
        if (!before) return undefined
        if (it.do === 'climb' || it.do === 'wait') return climb(before, staff, now, rules)
        if (it.do === 'wish') return wish(before, 'ring')
        if (it.do === 'acknowledge') return take(before, it.who, now, rules)
        if (it.do === 'resolve') return resolve(before, it.who.id, 'met', now)
        if (it.do === 'unacknowledge') return unacknowledge(before, it.who, staff, now, rules)
        if (it.do === 'reopen') return reopen(before, it.who, staff, now, rules)
        if (it.do === 'still') return stillOnIt(before, it.who, now, rules)
        const until = now.add({ minutes: 1 + it.minutes })
        if (it.do === 'snooze') return snooze(before, it.who, until, now, rules)
        if (it.do === 'meeting') return meeting(before, it.who, until, { staff, now, policy: rules })
        throw new Error(`what is ${it.do}?`)
      }
      for (const it of events) {
        now = now.add({ minutes: it.minutes })
        if (it.do === 'wait' && current?.nextStepAt && Temporal.Instant.compare(current.nextStepAt, now) > 0)
          now = current.nextStepAt
        const before: Case | undefined = current
        const result = happen(it, before)
        if (!result || isTooLate(result) || isNotSo(result)) continue
        const next: Case = result.case
        if (result.expected === undefined) {
          expect(cases.has(next.id)).toBe(false)
          expect([...cases.values()].every((known) => known.state === 'resolved')).toBe(true)
        } else expect(next.version).toBe(before!.version + 1)
        if (next.state === 'resolved') expect(next.nextStepAt).toBeNull()
        // A step that is late already (nobody woke us) stays due; every other lies ahead.
        else if (!before?.nextStepAt?.equals(next.nextStepAt!))
          expect(Temporal.Instant.compare(next.nextStepAt!, now)).toBe(1)
        expect(next.acknowledgedBy !== null).toBe(next.state === 'acknowledged' || next.state === 'resolved')
        expect(next.snoozedUntil !== null).toBe(next.state === 'snoozed')
        if ((it.do === 'climb' || it.do === 'wait') && before?.state === 'open' && next.step === before.step + 1) {
          const [named, came] = [before, next].map(({ steps }) => steps.find(({ step }) => step === next.step))
          expect(named ? named.who : before.assigneeId).toBe(came!.who)
        }
        if (next.meetingUntil) expect(next.state).toBe('open')
        if (next.askedAt) expect(next.state).toBe('acknowledged')
        const alerts = result.notices.filter((notice) => notice.kind !== 'card')
        if (next.state === 'open' && next.step !== before?.step) expect(alerts.length).toBeGreaterThan(0)
        if (next.state === 'resolved') expect(alerts).toEqual([])
        // Who snoozed it hears of what the citizen writes, and of nothing else.
        if (next.state === 'snoozed') expect(alerts.filter(({ reason }) => !OF_WORDS.includes(reason))).toEqual([])
        expect(next.steps.length).toBeLessThan(24)
        cases.set(next.id, next)
        current = next
      }
    }),
    { numRuns: 300 },
  )
})
