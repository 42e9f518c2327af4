import { describe, expect, test } from 'vitest'
import { byNeed } from '../../src/web/console/case.ts'
import { leapTo } from '../../src/web/console/clock.ts'
import { openChoices } from '../../src/web/console/phones.ts'
import { createWords, languageOf } from '../../src/web/console/words.ts'
import { html } from '../../src/web/html.ts'
import { webTown } from './fixture.ts'

const ZONE = 'Europe/Copenhagen'
const local = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE).toInstant()
const shown = (at: Temporal.Instant | undefined) => at?.toZonedDateTimeISO(ZONE).toPlainDateTime().toString()

describe('markup', () => {
  test('escapes whatever is not markup already', () => {
    const name = `<img src=x onerror="alert('1')">&`
    expect(html`<p title="${name}">${name}</p>`.text).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
    )
  })

  test('keeps nested markup and lists, and writes nothing for what is not there', () => {
    expect(html`<ul>${['a', '<'].map((one) => html`<li>${one}</li>`)}</ul>${false}${null}${undefined}${0}`.text).toBe(
      '<ul><li>a</li><li>&lt;</li></ul>0',
    )
  })
})

describe('fast-forward', () => {
  test.each([
    ['hour', '2026-08-03T09:12', '2026-08-03T10:12:00'],
    ['monday', '2026-08-03T08:30', '2026-08-03T09:00:00'],
    ['monday', '2026-08-03T09:00', '2026-08-10T09:00:00'],
    ['monday', '2026-08-09T23:00', '2026-08-10T09:00:00'],
  ] as const)('%s from %s lands at %s', (leap, from, to) => {
    expect(shown(leapTo(leap, local(from), ZONE, undefined))).toBe(to)
  })

  test('a day and a week are local ones, also when the clocks change', () => {
    expect(shown(leapTo('day', local('2026-10-24T09:00'), ZONE, undefined))).toBe('2026-10-25T09:00:00')
    expect(shown(leapTo('week', local('2026-03-25T09:00'), ZONE, undefined))).toBe('2026-04-01T09:00:00')
  })

  test('goes to the next thing only when there is one', () => {
    const due = local('2026-08-03T11:00')
    expect(leapTo('next', local('2026-08-03T09:00'), ZONE, due)).toBe(due)
    expect(leapTo('next', local('2026-08-03T09:00'), ZONE, undefined)).toBeUndefined()
  })
})

describe('words', () => {
  const words = (language: 'da' | 'en') =>
    createWords({ text: (key) => key, zone: ZONE }, language, local('2026-08-03T09:12'))

  test('a moment is a time today and a day with a time else', () => {
    expect(words('da').when(local('2026-08-03T07:05'))).toBe('07.05')
    expect(words('da').when(local('2026-08-04T07:05'))).toMatch(/^tirs\.? d?e?n? ?4\. aug\.? 07\.05$/)
    expect(words('en').when(local('2026-08-04T07:05'))).toMatch(/^Tue,? 4 Aug 07:05$/)
  })

  test.each([
    ['2026-08-03T09:12', '0 min'],
    ['2026-08-03T09:53', '41 min'],
    ['2026-08-03T10:12', '1 hr'],
    ['2026-08-03T11:53', '2 hr, 41 min'],
    ['2026-08-05T10:12', '2 days, 1 hr'],
  ])('until %s it is %s', (to, expected) => {
    expect(words('en').span(local('2026-08-03T09:12'), local(to)).replace(/hrs?/, 'hr').replace(/mins?/, 'min')).toBe(
      expected,
    )
  })

  test.each([
    [undefined, 'en-GB,en;q=0.9,da;q=0.8', 'en'],
    [undefined, 'fr, da;q=0.5, en;q=0.4', 'da'],
    [undefined, 'fr', 'da'],
    [undefined, undefined, 'da'],
    ['en', 'da', 'en'],
    ['xx', 'da', 'da'],
  ])('who chose %s and whose browser says %s reads %s', (chosen, accepted, language) => {
    expect(languageOf(chosen, accepted)).toBe(language)
  })
})

test('unseen cases come first, then the level, then who has waited longest', async () => {
  const { demo, web } = await webTown()
  const [today, acute, acknowledged, resolved] = await demo.views.cases()
  const earlier = { ...today!, id: 'earlier', raisedAt: today!.raisedAt.subtract({ hours: 1 }) }
  const urgentButSeen = { ...acute!, id: 'seen', state: 'acknowledged' as const }
  const sorted = [resolved!, acknowledged!, today!, urgentButSeen, acute!, earlier].sort(byNeed)
  expect(sorted.map(({ id }) => id.slice(-4))).toEqual(['0002', 'lier', '0001', 'seen', '0003', '0004'])
  await web.stop()
})

test('only the last unanswered question has buttons', async () => {
  const { demo, web } = await webTown()
  const talk = (await demo.views.phone('ravn-372'))!
  expect(openChoices(talk)).toHaveLength(11)
  expect(openChoices(talk.slice(0, 7))).toEqual([])
  expect(openChoices([])).toEqual([])
  await web.stop()
})
