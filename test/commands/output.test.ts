import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { details, localTime, table } from '../../src/commands/output.ts'

const ZONE = 'Europe/Copenhagen'
const at = Temporal.Instant.from('2026-11-24T09:30:12.123456789Z')

test('people read instants as short local times, in tables, lists and inside of things', () => {
  expect(localTime(at, ZONE)).toBe('Tue 24-11 10:30')
  expect(localTime(Temporal.Instant.from('2026-07-01T22:05Z'), ZONE)).toBe('Thu 02-07 00:05')
  expect(stripVTControlCharacters(table([{ alias: 'ryle', at }], '', ZONE))).toBe('alias  at\nryle   Tue 24-11 10:30')
  const one = { raisedAt: at, resolvedAt: null, reasons: [{ class: 'drop', at }] }
  expect(stripVTControlCharacters(details(one, ZONE))).toBe(
    'raisedAt    Tue 24-11 10:30\nresolvedAt  –\nreasons     {"class":"drop","at":"Tue 24-11 10:30"}',
  )
})
