import { describe, expect, test } from 'vitest'
import { type CitizenFacts, type DueDeps, type DueItem, type DueJob, decideDue } from '../../src/core/due.ts'
import { firstLocal, occurrenceAt, remindAt } from '../../src/core/plan-times.ts'

const zone = 'Europe/Copenhagen'
const local = (text: string): Temporal.Instant => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant()

const deps: DueDeps = {
  rules: {
    rhythm: { perDay: 2, perWeek: 8, silentDays: 2, pauseAfterDays: 14 },
    remindBefore: 'PT1H',
    checkIn: { nudgeAfterHours: 24, expireAfterHours: 72 },
    closingDays: ['12-31'],
  },
  begin: (dialog, data) => ({ at: { dialog, step: 'first', version: 1, data }, say: [{ key: `${dialog}.first` }] }),
  newId: () => '00000000-0000-7000-8000-000000000001',
}

const citizen = (over: Partial<CitizenFacts> = {}): CitizenFacts => ({
  id: 'c',
  status: 'active',
  zone,
  quiet: { from: '21:00', to: '08:00' },
  planAt: '09:00',
  routineStopped: false,
  unasked: [],
  lastWho5: null,
  checkInNext: null,
  items: [],
  ...over,
})
const plan = (over: Partial<DueJob> = {}): DueJob => ({
  id: 'j-plan',
  citizenId: 'c',
  name: 'plan',
  schedule: { kind: 'daily', at: '09:00' },
  fire: local('2026-11-23T09:00'),
  late: 'drop',
  ...over,
})
const checkIn = (over: Partial<DueJob> = {}): DueJob => ({
  id: 'j-check-in',
  citizenId: 'c',
  name: 'check-in',
  schedule: { kind: 'weekly', day: 7, at: '17:00' },
  fire: local('2026-11-29T17:00'),
  late: 'hold',
  ...over,
})
const exercise = (over: Partial<DueJob> = {}): DueJob => ({
  ...checkIn(),
  id: 'j-exercise',
  name: 'exercise',
  late: 'drop',
  ...over,
})
const walk = { id: 'i-walk', local: '2026-11-23T10:00:00' }

const decide = (now: string, jobs: DueJob[], facts = citizen(), items: DueItem[] = []) =>
  decideDue({ jobs, items }, new Map([['c', facts]]), local(now), deps)
const job = (now: string, one: DueJob, facts = citizen()) => decide(now, [one], facts).jobs[0]!

describe('the day’s plan', () => {
  test('names the items of that local day by reference, in order, and nothing else', () => {
    const items = [
      { id: 'i-late', local: '2026-11-23T14:00:00' },
      walk,
      { id: 'i-tomorrow', local: '2026-11-24T10:00:00' },
    ]
    const { message } = job('2026-11-23T09:00:30', plan(), citizen({ items }))
    expect(message).toMatchObject({
      kind: 'plan',
      occurrence: '2026-11-23',
      say: [{ key: 'plan.today', params: { itemRefs: 'i-walk@2026-11-23T10:00:00 i-late@2026-11-23T14:00:00' } }],
      unasked: true,
      asks: false,
      state: 'queued',
      expiresAt: local('2026-11-24T00:00'),
    })
  })

  test('leaves out what is over, unless somebody asks for the plan', () => {
    const early = { id: 'i-early', local: '2026-11-23T08:30:00' }
    const now = { id: 'i-now', local: '2026-11-23T09:00:00' }
    const said = (items: CitizenFacts['items'], over: Partial<DueJob> = {}) =>
      job('2026-11-23T09:00:30', plan(over), citizen({ items })).message?.say[0]?.params?.itemRefs
    expect(said([early])).toBeUndefined()
    expect(said([early, now])).toBe('i-now@2026-11-23T09:00:00')
    expect(said([early], { forced: { occurrence: 'manual-1' } })).toBe('i-early@2026-11-23T08:30:00')
  })

  test('is silent on a day without items, unless a person asked for it', () => {
    expect(job('2026-11-23T09:00', plan())).toMatchObject({ skipped: 'nothing-to-say' })
    const forced = job('2026-11-23T22:30', plan({ forced: { occurrence: 'manual-1' } }))
    expect(forced.message).toMatchObject({
      say: [{ key: 'plan.empty' }],
      occurrence: 'manual-1',
      unasked: false,
      state: 'queued',
    })
  })

  test('goes at the time the citizen chose, also in quiet hours', () => {
    const early = plan({ schedule: { kind: 'daily', at: '06:30' }, fire: local('2026-11-23T06:30') })
    expect(job('2026-11-23T06:31', early, citizen({ items: [walk] })).message).toMatchObject({ state: 'queued' })
  })

  test('is not sent hours too late, and the next one is tomorrow’s', () => {
    const ahead = { id: 'i-late', local: '2026-11-23T18:00:00' }
    const late = job('2026-11-23T15:00', plan(), citizen({ items: [ahead] }))
    expect(late).toMatchObject({ skipped: 'late', nextFire: local('2026-11-24T09:00') })
    expect(job('2026-11-23T11:00', plan(), citizen({ items: [ahead] })).message).toBeDefined()
  })

  test('after a standstill of days there is one message, not a burst', () => {
    const decision = job('2026-11-26T09:01', plan(), citizen({ items: [{ id: 'i', local: '2026-11-26T10:00:00' }] }))
    expect(decision.message).toMatchObject({ occurrence: '2026-11-26' })
    expect(decision.nextFire).toEqual(local('2026-11-27T09:00'))
  })
})

describe('nothing goes to somebody who', () => {
  test.each(['invited', 'paused', 'stopped', 'ended'] as const)('is %s, and the job moves on', (status) => {
    expect(job('2026-11-23T09:00', plan(), citizen({ status, items: [walk] }))).toMatchObject({
      skipped: status,
      nextFire: local('2026-11-24T09:00'),
    })
  })
  test('has the routine stopped by a serious answer', () => {
    expect(job('2026-11-23T09:00', plan(), citizen({ routineStopped: true, items: [walk] })).skipped).toBe(
      'routine-stopped',
    )
  })
  test('said STOP, also when a person asks for it', () => {
    const forced = { occurrence: 'manual-1' }
    expect(job('2026-11-23T09:00', exercise({ forced }), citizen({ status: 'stopped' })).skipped).toBe('stopped')
    expect(job('2026-11-23T09:00', exercise({ forced }), citizen({ status: 'paused' })).message).toBeDefined()
  })
})

describe('the check-in', () => {
  const instrument = (lastWho5: Temporal.Instant | null) =>
    job('2026-11-29T17:00', checkIn(), citizen({ lastWho5 })).checkIn?.instrument
  test('is WHO-5 at first and then at most every second week', () => {
    expect(instrument(null)).toBe('who5')
    expect(instrument(local('2026-11-22T17:00'))).toBe('weekly')
    // Sent a few seconds later than this one is due: the day counts, not the second.
    expect(instrument(local('2026-11-15T17:00:20'))).toBe('who5')
  })
  test('opens its dialog with the id of its own row', () => {
    const { message, checkIn: row } = job('2026-11-29T17:00', checkIn())
    expect(message?.opens).toMatchObject({ dialog: 'check-in', data: { checkInId: row!.id, instrument: 'who5' } })
    expect(message).toMatchObject({ occurrence: '2026-W48', asks: true })
  })
  test('due in quiet hours is held for the morning', () => {
    expect(job('2026-11-29T22:00', checkIn()).message).toMatchObject({
      state: 'held',
      dueAt: local('2026-11-30T08:00'),
    })
  })
  test('of the morning is not asked in the evening', () => {
    const morning = checkIn({ schedule: { kind: 'weekly', day: 7, at: '09:00' }, fire: local('2026-11-29T09:00') })
    expect(job('2026-11-29T18:00', morning).message).toMatchObject({ state: 'held', dueAt: local('2026-11-30T08:00') })
    expect(job('2026-11-29T14:00', morning).message).toMatchObject({ state: 'queued' })
  })
  test('makes two jobs of one minute keep the rhythm together', () => {
    const unasked = [{ at: local('2026-11-29T09:00').epochMilliseconds, asks: false }]
    const both = decide('2026-11-29T17:00', [checkIn(), exercise()], citizen({ unasked }))
    expect(both.jobs.map(({ skipped }) => skipped)).toEqual([undefined, 'rhythm-day'])
  })
})

describe('a plan item', () => {
  const item = (over: Partial<DueItem> = {}): DueItem => ({
    id: 'i-walk',
    citizenId: 'c',
    startsLocal: '2026-10-24T10:00:00',
    startsAt: local('2026-10-24T10:00'),
    every: 'day',
    absence: 'none',
    remindAt: local('2026-10-24T09:00'),
    ...over,
  })
  const decideItem = (now: string, one = item(), facts = citizen()) => decide(now, [], facts, [one]).items[0]!

  test('is reminded of once, with what expires at its start', () => {
    expect(decideItem('2026-10-24T09:00').message).toMatchObject({
      occurrence: '2026-10-24T10:00:00-PT1H',
      jobId: 'i-walk',
      expiresAt: local('2026-10-24T10:00'),
      say: [{ params: { itemRef: 'i-walk@2026-10-24T10:00:00' } }],
      opens: { data: { itemId: 'i-walk', occurrence: '2026-10-24' } },
    })
  })
  test('keeps its wall-clock time when the clock goes back', () => {
    const { next } = decideItem('2026-10-24T09:00')
    expect(next!.local).toBe('2026-10-25T10:00:00')
    expect(next!.startsAt.since(local('2026-10-24T10:00')).total('hours')).toBe(25)
  })
  test('skips the weekend when it is for weekdays', () => {
    const friday = item({
      startsLocal: '2026-10-23T10:00:00',
      startsAt: local('2026-10-23T10:00'),
      remindAt: local('2026-10-23T09:00'),
      every: 'weekday',
    })
    expect(decideItem('2026-10-23T09:00', friday).next!.local).toBe('2026-10-26T10:00:00')
  })
  describe('between Christmas and New Year', () => {
    const comesAfter = (date: string, over: Partial<DueItem>): string =>
      decideItem(
        `${date}T09:00`,
        item({
          startsLocal: `${date}T10:00:00`,
          startsAt: local(`${date}T10:00`),
          remindAt: local(`${date}T09:00`),
          ...over,
        }),
      ).next!.local.slice(0, 10)
    test('comes on no public holiday when it is for weekdays', () => {
      expect(comesAfter('2026-12-24', { every: 'weekday' })).toBe('2026-12-28')
      expect(comesAfter('2026-12-30', { every: 'weekday' })).toBe('2026-12-31')
    })
    test('comes every day when it is a walk of their own', () => {
      expect(comesAfter('2026-12-24', { every: 'day' })).toBe('2026-12-25')
    })
    test('is not reminded of on a day that was closed after it was planned', () => {
      const planned = item({
        startsLocal: '2026-12-31T10:00:00',
        startsAt: local('2026-12-31T10:00'),
        remindAt: local('2026-12-31T09:00'),
        absence: 'counts',
      })
      expect(decideItem('2026-12-31T09:00', planned).skipped).toBe('closed')
      expect(decideItem('2026-12-31T09:00', { ...planned, absence: 'none' }).skipped).toBeUndefined()
    })
    test('comes on no day without people at work when somebody expects them', () => {
      expect(comesAfter('2026-12-30', { every: 'weekday', absence: 'counts' })).toBe('2027-01-04')
      expect(comesAfter('2026-12-18', { every: 'week', absence: 'forward' })).toBe('2027-01-08')
    })
  })
  test('that was missed for days is reminded of for today only', () => {
    const decision = decideItem('2026-10-27T09:30')
    expect(decision.message).toMatchObject({ occurrence: '2026-10-27T10:00:00-PT1H' })
    expect(decision.next!.local).toBe('2026-10-28T10:00:00')
    expect(decideItem('2026-10-27T10:30').skipped).toBe('past')
  })
  test('of a one-off does not come again', () => {
    expect(decideItem('2026-10-24T09:00', item({ every: null }))).toMatchObject({
      next: null,
      lastLocal: '2026-10-24T10:00:00',
    })
  })
  test('for weekdays begins on the first of them', () => {
    const first = (text: string, every: 'day' | 'weekday' | 'week' | null) =>
      firstLocal(Temporal.PlainDateTime.from(text), { every, absence: 'none' }, []).toString()
    expect(first('2026-11-29T10:00', 'weekday')).toBe('2026-11-30T10:00:00')
    expect(first('2026-12-25T10:00', 'weekday')).toBe('2026-12-28T10:00:00')
    expect(first('2026-11-29T10:00', 'week')).toBe('2026-11-29T10:00:00')
    expect(first('2026-11-29T10:00', null)).toBe('2026-11-29T10:00:00')
  })
  test('early in the morning is reminded of at the end of quiet hours, or the evening before', () => {
    const person = { zone, quiet: { from: '21:00', to: '08:00' } }
    const before = Temporal.Duration.from('PT1H')
    expect(occurrenceAt(Temporal.PlainDateTime.from('2026-11-23T08:30'), person, before).remindAt).toEqual(
      local('2026-11-23T07:30'),
    )
    const early = item({
      startsLocal: '2026-11-23T08:30:00',
      startsAt: local('2026-11-23T08:30'),
      remindAt: local('2026-11-23T07:30'),
      every: null,
    })
    expect(decideItem('2026-11-23T07:30', early).message).toMatchObject({ dueAt: local('2026-11-23T08:00') })
    expect(remindAt(local('2026-11-23T07:00'), person, before)).toEqual(local('2026-11-22T20:00'))
  })
})
