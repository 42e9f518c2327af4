import { describe, expect, test } from 'vitest'
import { byNeed, type HomeRow, trendOf } from '../../src/core/home.ts'
import { homeView, linesIn } from '../../src/slack/home.ts'
import { wordingFor } from '../../src/slack/notice.ts'
import { checkView, type View } from '../support/slack-door.ts'
import { wording } from './desk.ts'

const now = Temporal.Instant.from('2026-11-23T09:00:00Z')
const row = (over: Partial<HomeRow> = {}, n = 0): HomeRow => ({
  citizenId: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  ...{ alias: `ravn-${100 + n}`, status: 'active', of: null, case: null, answerWaits: false, quiet: false },
  ...{ undelivered: false, unanswered: 0, nextAt: null, trend: null },
  ...over,
})
const all = (rows: HomeRow[], team?: Parameters<typeof homeView>[0]['team'], sought?: string) =>
  homeView({ language: 'da', now, rows, team }, wording, sought)
const drawn = (...it: Parameters<typeof all>): string => JSON.stringify(all(...it))

describe('the Home tab', () => {
  test('who needs me stands first: cases by level, a waiting answer, quiet, undelivered, the rest', () => {
    const rows = [
      row({ alias: 'rest' }),
      row({ alias: 'undelivered', undelivered: true }),
      row({ alias: 'quiet', quiet: true }),
      row({ alias: 'answer', answerWaits: true }),
      row({ alias: 'soon', case: { level: 'soon', state: 'open' } }),
      row({ alias: 'seen', case: { level: 'today', state: 'acknowledged' } }),
      row({ alias: 'acute', case: { level: 'acute', state: 'open' } }),
      row({ alias: 'paused', status: 'paused' }),
      row({ alias: 'today', case: { level: 'today', state: 'open' } }),
    ]
    expect(byNeed(rows).map(({ alias }) => alias)).toEqual([
      ...['acute', 'today', 'soon', 'seen', 'answer', 'quiet', 'undelivered', 'rest', 'paused'],
    ])
  })

  test.each([
    [[60, 48], 'rising'],
    [[48, 60], 'falling'],
    [[52, 60], 'steady'],
    [[48], null],
  ] as const)('answers %j are a trend in words: %s', (scores, trend) => expect(trendOf(scores, 10)).toBe(trend))

  test('a line has light, alias, state, trend and time, and no number of the citizen', () => {
    const nextAt = Temporal.Instant.from('2026-11-25T09:00:00Z')
    const text = drawn([row({ case: { level: 'acute', state: 'open' }, trend: 'falling', nextAt, unanswered: 1 })])
    expect(text).toContain('🔴 *ravn-100* · Akut, åben · 1 spørgsmål uden svar · ↘ falder · næste aftale ons')
  })

  test.each(['da', 'en'] as const)(
    '200 citizens and a team with 1,000 cases fit into what Slack takes, in %s',
    (language) => {
      const rows = Array.from({ length: 200 }, (_, n) =>
        row(
          {
            answerWaits: true,
            quiet: true,
            undelivered: true,
            unanswered: 3,
            trend: 'falling',
            of: 'Aleksandra Maria Kowalczyk-Andersen',
          },
          n,
        ),
      )
      const cases = Array.from({ length: 1000 }, (_, n) => ({
        ...{ alias: `edderfugl-${n}`, level: 'today' as const, state: 'acknowledged' as const },
        who: 'Aleksandra Maria Kowalczyk-Andersen',
      }))
      const colleagues = Array.from({ length: 40 }, () => ({
        name: 'Aleksandra Maria Kowalczyk-Andersen',
        left: true,
        citizens: 110,
        cases: { acute: 1, today: 20, soon: 3 },
      }))
      const view = homeView({ language, now, rows, team: { colleagues, cases } }, wordingFor(wording, language))
      checkView(view as unknown as View)
      expect(JSON.stringify(view)).toContain('ravn-299')
      expect(JSON.stringify(view)).toContain(
        language === 'da' ? '(er stoppet, skal overtages)' : '(has left, to be taken over)',
      )
      expect(JSON.stringify(view).length).toBeLessThan(250_000)
    },
  )

  test('a search shows those whose alias fits, or says that there is none', () => {
    const rows = Array.from({ length: 60 }, (_, n) => row({}, n))
    expect(drawn(rows, undefined, ' RAVN-159 ')).toMatch(/\*ravn-159\*/)
    expect(drawn(rows, undefined, 'ravn-159')).not.toContain('*ravn-100*')
    expect(drawn(rows, undefined, 'stork')).toContain('Ingen af dine borgere hedder det')
  })

  test('what does not fit is counted, not lost in silence', () => {
    const sections = linesIn(
      Array.from({ length: 500 }, (_, n) => `${n}`.padEnd(100, 'x')),
      2,
      (n) => `og ${n} til`,
    )
    expect(sections).toHaveLength(2)
    expect(sections[1]?.text?.text).toContain('og 444 til')
    expect(linesIn([], 2, String)).toEqual([])
  })
})
