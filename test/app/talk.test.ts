import { expect, test } from 'vitest'
import { talkParams } from '../../src/app/talk.ts'
import { loadContent } from '../../src/content/load.ts'

const content = await loadContent(new URL('../../content', import.meta.url).pathname)
const zone = 'Europe/Copenhagen'

const at = (local: string, afterHours: { region?: string; emergency?: string }): string => {
  const rules = { ...content.rules, afterHours: { cover: 'none' as const, ...afterHours } }
  const now = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant()
  return talkParams({ ...content, rules }, zone, now).emergency
}

test.each([
  // A Tuesday: the doctor on call until eight and from four, one's own in between.
  ['Midtjylland', '2026-11-24T07:59', '70 11 31 31'],
  ['Midtjylland', '2026-11-24T08:00', '@helpline.own-doctor'],
  ['Midtjylland', '2026-11-24T15:30', '@helpline.own-doctor'],
  ['Midtjylland', '2026-11-24T16:00', '70 11 31 31'],
  // A Saturday, Christmas Eve, Christmas Day, a Monday between.
  ['Sjælland', '2026-11-28T12:00', '1818'],
  ['Syddanmark', '2026-12-24T10:00', '70 11 07 07'],
  ['Nordjylland', '2026-12-25T12:00', '70 15 03 00'],
  ['Nordjylland', '2026-12-28T12:00', '@helpline.own-doctor'],
  ['Hovedstaden', '2026-11-24T12:00', '1813'],
  ['Hovedstaden', '2026-12-24T23:40', '1813'],
])('in %s at %s the one to ring is %s', (region, local, number) => {
  expect(at(local, { region })).toBe(number)
})

test('a local service with people at every hour comes before the region, and 112 where nothing is known', () => {
  expect(at('2026-11-24T12:00', { region: 'Midtjylland', emergency: '12 34 56 78' })).toBe('12 34 56 78')
  expect(at('2026-11-28T12:00', { region: 'Grønland' })).toBe('112')
})

test("one's own doctor has words in every language, in a text that takes a number too", () => {
  for (const language of content.catalogue.keys()) {
    const params = { emergency: '@helpline.own-doctor', when: '@when.tomorrow', time: '08:00', caseworker: 'Lone' }
    const { text } = content.render({ key: 'safety.s3.closed-2' }, { language, channel: 'sms', params })
    expect(text).toContain(
      content.render({ key: 'helpline.own-doctor' }, { language, channel: 'sms', params: {} }).text,
    )
  }
})
