import { expect, test } from 'vitest'
import { MONDAY, talk, withStatus } from './talk.ts'

test('STOP stops, is confirmed once, and the caseworker is told', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('STOP')).toEqual(['stop.confirmed'])
  expect(citizen.effects).toEqual([
    { do: 'set-status', status: 'stopped' },
    { do: 'tell-caseworker', what: 'stopped' },
  ])
  expect(citizen.state).toEqual({})
  for (const text of ['hej', 'STOP', '3', 'RO', 'PAUSE', 'min uge', 'slet mig', 'hvad sker der?']) {
    expect(citizen.says(text)).toEqual([])
  }
  expect(citizen.effects).toHaveLength(2)
  expect(citizen.says('START')).toEqual(['start.welcome-back'])
  expect(citizen.facts.citizen.status).toBe('active')
})

test('what is only like STOP is asked about first', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('slet mig')).toEqual(['stop.really'])
  expect(citizen.says('1')).toEqual(['choice.unknown'])
  expect(citizen.says('nej')).toEqual(['stop.go-on', 'check-in.item'])
  expect(citizen.says('slet mig')).toEqual(['stop.really'])
  expect(citizen.says('slet mig')).toEqual(['stop.confirmed'])
})

test('a no to stopping is heard beside a call', () => {
  const citizen = talk()
  citizen.says('slet mig')
  expect(citizen.says('nej, ring til mig')).toEqual(['stop.go-on', 'help.ring-staffed'])
  expect(citizen.facts.citizen.status).toBe('active')
})

test('RING and HJÆLP call a person, truthfully by the clock', () => {
  const day = talk()
  expect(day.says('RING')).toEqual(['help.ring-staffed'])
  expect(day.effects).toEqual([
    { do: 'raise', level: 'today', class: 'asked-for-human' },
    { do: 'wish', wish: 'ring' },
  ])
  const night = talk({ staffed: false })
  expect(night.says('HJÆLP')).toEqual(['help.ring-closed'])
  expect(night.did('wish')).toEqual([])
})

test('the words of a call that says more than RING are kept, and the hour told', () => {
  const citizen = talk()
  expect(citizen.says('kan du ringe til mig i morgen kl. 10?')).toEqual(['help.ring-staffed'])
  expect(citizen.effects).toEqual([
    { do: 'raise', level: 'today', class: 'asked-for-human' },
    { do: 'wish', wish: 'ring' },
    { do: 'tell-caseworker', what: 'needs', detail: '10:00' },
    { do: 'keep-text' },
  ])
  const short = talk()
  short.says('ring i morgen')
  expect(short.did('keep-text')).toHaveLength(1)
})

test('a call beside a check-in that asks how to be contacted keeps its day and hour', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('0 0 0 0 0')
  citizen.says('kan du ringe til mig i morgen kl. 10?')
  expect(citizen.did('keep-text')).toHaveLength(1)
  expect(citizen.did('tell-caseworker')).toContainEqual({ do: 'tell-caseworker', what: 'needs', detail: '10:00' })
})

test('after RING a time is for the person who calls, other words are words', () => {
  const citizen = talk()
  citizen.says('RING')
  expect(citizen.says('helst kl. 13')).toEqual(['check-in.wish-noted'])
  expect(citizen.did('tell-caseworker')).toEqual([{ do: 'tell-caseworker', what: 'needs', detail: '13:00' }])
  const other = talk()
  other.says('RING')
  expect(other.says('tak skal du have')).toEqual(['free.thanks'])
})

test('RING during a check-in keeps the question open', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('RING')).toEqual(['help.ring-staffed'])
  expect(citizen.says('4')).toEqual(['check-in.item'])
})

test('PAUSE waits a week, puts the question aside, and HEJ takes it up', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('PAUSE')).toEqual(['pause.until'])
  const resumeAt = Temporal.Instant.from('2026-11-09T09:00+01:00')
  expect(citizen.effects).toEqual([
    { do: 'set-status', status: 'paused', resumeAt },
    { do: 'follow-up', kind: 'resume', ref: 'c1', dueAt: resumeAt },
    { do: 'tell-caseworker', what: 'paused' },
  ])
  expect(citizen.read()[0]).toContain('mandag')
  expect(citizen.says('pause')).toEqual(['pause.already'])
  expect(citizen.says('jeg har det fint')).toEqual(['free.thanks'])
  expect(citizen.says('HEJ')).toEqual(['resume.hello', 'check-in.item'])
  expect(citizen.facts.citizen.status).toBe('active')
  expect(citizen.says('4')).toEqual(['check-in.item'])
})

test('a pause over the change of the clock ends at the same time of day', () => {
  const citizen = talk({ now: Temporal.Instant.from('2026-10-20T10:00+02:00') })
  citizen.says('PAUSE')
  expect(citizen.did('set-status')).toMatchObject([{ resumeAt: Temporal.Instant.from('2026-10-27T09:00+01:00') }])
})

test('START during a pause resumes like HEJ', () => {
  const citizen = talk({ citizen: withStatus('paused') })
  expect(citizen.says('START')).toEqual(['resume.hello'])
  expect(citizen.facts.citizen.status).toBe('active')
})

test('HEJ asks an open question again', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('hej')).toEqual(['resume.hello', 'check-in.item'])
})

test('MINE DATA says what is kept and what it may lead to', () => {
  expect(talk().says('mine data')).toEqual(['mydata.summary', 'mydata.honesty'])
})

test('FORKERT NUMMER ends everything on this address', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('forkert nummer')).toEqual(['wrong-number.sorry'])
  expect(citizen.effects).toEqual([{ do: 'wrong-number' }, { do: 'tell-caseworker', what: 'wrong-number' }])
  expect(citizen.state).toEqual({})
})

test('FORTRYD with nothing to take back asks what is wrong, and a person reads it', () => {
  const citizen = talk()
  expect(citizen.says('fortryd')).toEqual(['undo.which'])
  expect(citizen.did('keep-text')).toHaveLength(1)
})

test('when the course is over a person can still be called, and words are kept', () => {
  const citizen = talk({ citizen: withStatus('ended') })
  expect(citizen.says('RING')).toEqual(['help.ring-staffed'])
  expect(citizen.says('hej igen')).toEqual(['free.thanks'])
  expect(citizen.says('STOP')).toEqual(['stop.confirmed'])
  expect(citizen.facts.citizen.status).toBe('ended')
})

test('free text gets an honest answer by the clock and is kept', () => {
  const citizen = talk({ now: MONDAY })
  expect(citizen.says('i dag var solen fremme')).toEqual(['free.thanks'])
  expect(citizen.effects).toEqual([{ do: 'keep-text' }, { do: 'tell-caseworker', what: 'free-text' }])
  expect(citizen.says('hvornår får jeg løn?')).toEqual(['free.question'])
  expect(talk({ staffed: false }).says('jeg kan ikke sove')).toEqual(['free.thanks-closed'])
})
