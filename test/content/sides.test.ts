import { beforeAll, describe, expect, test } from 'vitest'
import { type Content, loadContent } from '../../src/content/load.ts'
import { keepTogether } from '../../src/content/sides.ts'
import type { ChannelKind } from '../../src/core/citizen.ts'

let content: Content
beforeAll(async () => {
  content = await loadContent('content')
})
const say = (key: string, params: Record<string, string>, channel: ChannelKind): string =>
  content.render({ key, params }, { language: 'ar', channel, params: {} }).text

describe('a value in a text that runs the other way', () => {
  test('is kept together on Telegram and on the phone, and costs nothing by SMS', () => {
    for (const channel of ['telegram', 'phone'] as const)
      expect(say('plan.no.counts', { caseworker: 'Lone', day: 'today' }, channel)).toContain('\u2068Lone\u2069')
    expect(say('plan.no.counts', { caseworker: 'Lone', day: 'today' }, 'sms')).toMatch(/إلى Lone\./)
  })

  test('is left alone where it runs the same way, and where it only chooses words', () => {
    expect(keepTogether('فاطمة', 'ar', 'telegram')).toBe('فاطمة')
    expect(keepTogether('Lone', 'pl', 'telegram')).toBe('Lone')
    expect(keepTogether('فاطمة', 'da', 'telegram')).toBe('\u2068فاطمة\u2069')
    const said = say('safety.s3.staffed', { caseworker: 'Lone', cover: 'duty' }, 'telegram')
    expect(said).toContain('المناوب')
  })

  test('a telephone number keeps the order of its groups, by SMS with one mark before it', () => {
    const params = { emergency: '70 11 07 07', caseworker: 'Lone', when: 'x' }
    expect(say('help.ring-closed', params, 'telegram')).toContain('\u206670 11 07 07\u2069')
    expect(say('help.ring-closed', params, 'sms')).toContain('\u200E70 11 07 07')
    expect(keepTogether('+4520304050', 'ar', 'sms')).toBe('\u200E+4520304050')
    expect(keepTogether('112', 'ar', 'sms')).toBe('112')
    expect(keepTogether('70 11 07 07', 'uk', 'telegram')).toBe('70 11 07 07')
  })

  test('dates and times are words of the language with the digits of Danish signs', () => {
    expect(say('pause.until', { date: '2026-12-24' }, 'sms')).toMatch(/الخميس، 24 ديسمبر/)
    expect(say('plan.reminder', { time: '09:05', day: 'today', what: 'Samtale' }, 'sms')).toMatch(/9:05/)
  })
})
