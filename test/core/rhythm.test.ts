import { describe, expect, test } from 'vitest'
import { isAhead, rhythmLimit, type Unasked, weekAt } from '../../src/core/rhythm.ts'

const zone = 'Europe/Copenhagen'
const rhythm = { perDay: 2, perWeek: 8, silentDays: 2, pauseAfterDays: 14 }
const at = (local: string): number => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds
const week = (local: string) => weekAt(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant(), zone)
const sent = (...locals: string[]): Unasked[] => locals.map((local) => ({ at: at(local), asks: false }))
const limit = (now: string, messages: Unasked[], more: { asks?: boolean; checkInAhead?: boolean } = {}) =>
  rhythmLimit({ kind: 'plan', asks: false, sent: messages, week: week(now), checkInAhead: false, ...more }, rhythm)

describe('the rhythm', () => {
  test('lets two messages a day go and no third', () => {
    expect(limit('2026-11-23T19:00', sent('2026-11-23T09:00'))).toBeUndefined()
    expect(limit('2026-11-23T19:00', sent('2026-11-23T09:00', '2026-11-23T12:00'))).toBe('day')
    expect(limit('2026-11-24T00:00', sent('2026-11-23T09:00', '2026-11-23T12:00'))).toBeUndefined()
  })

  test('lets eight a week go; last week’s do not count', () => {
    const seven = sent(
      ...['23', '24', '25'].flatMap((day) => [`2026-11-${day}T09:00`, `2026-11-${day}T19:00`]),
      '2026-11-26T09:00',
    )
    expect(limit('2026-11-26T19:00', seven)).toBeUndefined()
    expect(limit('2026-11-27T09:00', [...seven, ...sent('2026-11-26T19:00')])).toBe('week')
    expect(limit('2026-11-30T09:00', [...seven, ...sent('2026-11-26T19:00')])).toBeUndefined()
  })

  test('keeps two days of the week silent', () => {
    const five = sent(...[23, 24, 25, 26, 27].map((day) => `2026-11-${day}T09:00`))
    expect(limit('2026-11-28T09:00', five)).toBe('silent-days')
    expect(limit('2026-11-27T19:00', five)).toBeUndefined()
  })

  test('keeps a day and a place for a check-in that is still to come', () => {
    const four = sent(...[23, 24, 25, 26].map((day) => `2026-11-${day}T09:00`))
    expect(limit('2026-11-27T09:00', four, { checkInAhead: true })).toBe('silent-days')
    expect(limit('2026-11-26T19:00', four, { checkInAhead: true })).toBeUndefined()
  })

  test('lets at most five of eight ask something', () => {
    const asking = sent(
      '2026-11-23T09:00',
      '2026-11-23T19:00',
      '2026-11-24T09:00',
      '2026-11-24T19:00',
      '2026-11-25T09:00',
    ).map((one) => ({ ...one, asks: true }))
    expect(limit('2026-11-25T19:00', asking, { asks: true })).toBe('asks')
    expect(limit('2026-11-25T19:00', asking)).toBeUndefined()
  })

  test('knows the local day also in the week the clock goes back', () => {
    const { midnights, today } = week('2026-10-25T12:00')
    expect(today).toBe(6)
    expect((midnights[7]! - midnights[6]!) / 3_600_000).toBe(25)
    expect(limit('2026-10-25T23:30', sent('2026-10-25T00:10', '2026-10-25T02:30'))).toBe('day')
  })

  test('knows what is later this week', () => {
    const instant = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant()
    expect(isAhead(instant('2026-11-29T17:00'), week('2026-11-27T09:00'))).toBe(true)
    expect(isAhead(instant('2026-11-29T17:00'), week('2026-11-29T09:00'))).toBe(false)
    expect(isAhead(instant('2026-12-06T17:00'), week('2026-11-29T09:00'))).toBe(false)
    expect(isAhead(null, week('2026-11-29T09:00'))).toBe(false)
  })
})
