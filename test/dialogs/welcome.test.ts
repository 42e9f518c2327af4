import { expect, test } from 'vitest'
import { talk, withStatus } from './talk.ts'

const invited = () => talk({ citizen: withStatus('invited'), joinedAt: null })

test('the welcome is four short turns, then the citizen is active with the time they chose', () => {
  const citizen = invited()
  expect(citizen.says('')).toEqual(['welcome.1-robot'])
  expect(citizen.says('ok')).toEqual(['welcome.2-voluntary'])
  expect(citizen.says('OK')).toEqual(['welcome.3-language'])
  expect(citizen.says('dansk')).toEqual(['welcome.4-time'])
  expect(citizen.says('kl. 8.30')).toEqual(['welcome.done', 'welcome.after-hours'])
  expect(citizen.state).toEqual({})
  expect(citizen.effects).toEqual([
    { do: 'set-language', language: 'da' },
    { do: 'set-plan-time', at: '08:30' },
    { do: 'set-status', status: 'active' },
    { do: 'tell-caseworker', what: 'joined' },
  ])
})

test('the welcome says truthfully what happens outside working hours', () => {
  const citizen = invited()
  for (const text of ['hej', 'ok', 'ok', 'english']) citizen.says(text)
  citizen.says('9')
  expect(citizen.said.at(-1)?.params).toEqual({ cover: citizen.facts.rules.afterHours.cover })
  expect(citizen.read()[0]).toContain('9:00')
})

test('a greeting and a tap go on like OK', () => {
  const citizen = invited()
  citizen.says('hvem er det?')
  expect(citizen.says('Hej')).toEqual(['welcome.2-voluntary'])
  expect(citizen.says('', { tap: 'ok' })).toEqual(['welcome.3-language'])
  expect(citizen.says('', { tap: 'en' })).toEqual(['welcome.4-time'])
  expect(citizen.facts.citizen.language).toBe('en')
  expect(citizen.says('', { tap: '10:00' })).toEqual(['welcome.done', 'welcome.after-hours'])
})

test('with one language nobody is asked to choose', () => {
  const citizen = talk({ citizen: withStatus('invited'), joinedAt: null, languages: ['da'] })
  citizen.says('hej')
  citizen.says('ok')
  expect(citizen.says('ok')).toEqual(['welcome.4-time'])
})

test('a time that cannot be read is asked for again, and OK keeps the usual one', () => {
  const citizen = invited()
  for (const text of ['hej', 'ok', 'ok', 'dansk']) citizen.says(text)
  expect(citizen.says('når jeg står op')).toEqual(['welcome.time-not-understood'])
  expect(citizen.says('ok')).toEqual(['welcome.done', 'welcome.after-hours'])
  expect(citizen.did('set-plan-time')).toEqual([{ do: 'set-plan-time', at: '09:00' }])
})

test('a no to something voluntary is asked about, and a no to that goes on', () => {
  const citizen = invited()
  citizen.says('hej')
  citizen.says('ok')
  expect(citizen.says('nej')).toEqual(['stop.really'])
  expect(citizen.says('nej')).toEqual(['stop.go-on', 'welcome.2-voluntary'])
  expect(citizen.says('nej tak')).toEqual(['stop.really'])
  expect(citizen.says('ja')).toEqual(['stop.confirmed'])
  expect(citizen.facts.citizen.status).toBe('stopped')
})

test('who stopped during the welcome is welcomed from the beginning', () => {
  const citizen = invited()
  citizen.says('hej')
  expect(citizen.says('STOP')).toEqual(['stop.confirmed'])
  expect(citizen.says('START')).toEqual(['welcome.1-robot'])
  expect(citizen.facts.citizen.status).toBe('invited')
})

test('a no to the invitation is a no, and START undoes it', () => {
  const citizen = invited()
  expect(citizen.says('Nej tak')).toEqual(['stop.confirmed'])
  expect(citizen.facts.citizen.status).toBe('stopped')
  expect(citizen.says('START')).toEqual(['welcome.1-robot'])
})

test('a no to the first turn is asked about', () => {
  const citizen = invited()
  citizen.says('hej')
  expect(citizen.says('nej')).toEqual(['stop.really'])
  expect(citizen.says('ja')).toEqual(['stop.confirmed'])
})
