import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Content, loadContent } from '../../src/content/load.ts'
import type { RenderFault, To } from '../../src/content/render.ts'
import { CHANNELS, LANGUAGES } from '../../src/core/citizen.ts'
import type { ChoiceRef } from '../../src/core/message.ts'

let content: Content
let reported: RenderFault[]
beforeAll(async () => {
  content = await loadContent('content', { report: (fault) => reported.push(fault) })
  reported = []
})

const by = (channel: To['channel'], language: To['language'] = 'da', params: To['params'] = {}): To => ({
  channel,
  language,
  params,
})
const choices = (...values: string[]): ChoiceRef[] => values.map((value) => ({ value, key: `choice.${value}` }))

describe('words', () => {
  test('a closed question has buttons on Telegram and the words to write by SMS', () => {
    const say = { key: 'stop.really', choices: choices('yes', 'no') }
    expect(content.render(say, by('telegram'))).toEqual({
      text: 'Vil du stoppe? Så skriver jeg ikke mere til dig.',
      choices: [
        { label: 'Ja', value: 'yes' },
        { label: 'Nej', value: 'no' },
      ],
    })
    expect(content.render(say, by('sms')).text).toBe(
      'Vil du stoppe? Så skriver jeg ikke mere til dig. Skriv JA eller NEJ.',
    )
  })

  test('a wrong reply is told the choices', () => {
    const say = { key: 'choice.unknown', choices: choices('ring', 'sms', 'wait') }
    expect(content.render(say, by('sms')).text).toBe('Det forstod jeg ikke. Skriv RING, SMS eller VENT.')
    expect(content.render(say, by('sms', 'en')).text).toBe('I did not understand that. Write RING, SMS or WAIT.')
  })

  test('a place and a travel line that are missing leave no trace', () => {
    const say = (params: Record<string, string>) => ({
      key: 'plan.reminder',
      params: { time: '10:00', what: 'Gåtur', ...params },
    })
    expect(content.render(say({}), by('phone')).text).toBe('I dag klokken 10.00: Gåtur. Er du på vej?')
    expect(content.render(say({ place: 'none', travel: 'none' }), by('phone')).text).toBe(
      'I dag klokken 10.00: Gåtur. Er du på vej?',
    )
    expect(content.render(say({ place: 'Torvet', travel: 'Bus 15 kl. 9.20' }), by('phone')).text).toBe(
      'I dag klokken 10.00: Gåtur, Torvet. Bus 15 kl. 9.20. Er du på vej?',
    )
  })

  test('clock times and dates are written as people write them in the language', () => {
    const pause = { key: 'pause.until', params: { date: '2026-08-03' } }
    expect(content.render(pause, by('sms')).text).toContain('til mandag 3. august')
    expect(content.render(pause, by('sms', 'en')).text).toMatch(/until Monday,? 3 August/)
    expect(content.render({ key: 'choice.time', params: { time: '08:30' } }, by('sms')).text).toBe('kl. 8.30')
    expect(content.render({ key: 'choice.time', params: { time: '08:30' } }, by('sms', 'en')).text).toBe('8:30')
  })

  test('a value that names a text is that text, in the language of the message', () => {
    const say = { key: 'check-in.item', params: { n: 1, total: 5, text: '@instrument.who5.item.1' } }
    expect(content.render(say, by('sms')).text).toBe('1 af 5. I de sidste 2 uger har jeg været glad og i godt humør')
    expect(content.render(say, by('sms', 'en')).text).toContain('cheerful and in good spirits')
  })

  test('a value that names no text stays as it was written', () => {
    const say = { key: 'person.prefix', params: { text: '@anna kommer', caseworker: 'Lone' } }
    expect(content.render(say, by('sms')).text).toBe('Lone: @anna kommer')
  })

  test('the time when a person is back is never taken for the time of the plan', () => {
    const common = { caseworker: 'Lone', when: '@when.weekday', weekday: 1, time: '08:00' }
    const text = (key: string, params = {}) => content.render({ key, params }, by('sms', 'da', common)).text
    expect(text('help.ring-closed')).toContain('Lone får dit ønske mandag klokken 8.00')
    expect(text('start.welcome-back')).toContain('Du får din plan som før')
    expect(text('start.welcome-back', { time: '10:30' })).toContain('klokken 10.30')
    expect(text('free.thanks', { time: '10:30' })).toContain('mandag klokken 8.00')
  })

  test('the truth about the hours without people comes from the rules', async () => {
    const text = (known: Content) => known.render({ key: 'welcome.after-hours' }, by('sms')).text
    const duty = await loadContent('content', {
      rules: (rules) => ({ ...rules, afterHours: { ...rules.afterHours, cover: 'duty', dutyPhone: '12345678' } }),
    })
    expect(text(content)).toContain('Uden for hverdage 8-15 læser ingen med')
    expect(text(duty)).toContain('får vagten besked')
  })

  test('who has no bed is told where to ring, where the municipality has written it', async () => {
    reported = []
    const common = { caseworker: 'Lone', when: 'i morgen', staffed: 'no' }
    const text = (known: Content) => known.render({ key: 'safety.shelter' }, by('sms', 'da', common)).text
    const open = await loadContent('content', {
      rules: (rules) => ({ ...rules, afterHours: { ...rules.afterHours, shelter: '12 34 56 78' } }),
    })
    expect(text(content)).toContain('Et sted at sove er vigtigt. Lone får din besked i morgen')
    expect(text(open)).toContain('Ring til 12 34 56 78 om en seng.')
    expect(reported).toEqual([])
  })
})

describe('what is missing', () => {
  test('never stops a message, is said neutrally, and is reported once', () => {
    reported = []
    const say = { key: 'safety.s3.staffed', params: { cover: 'none' } }
    expect(content.render(say, by('sms')).text).toContain('besked til din kontaktperson og skriver')
    content.render(say, by('sms'))
    expect(reported).toEqual([{ what: 'missing-param', key: 'safety.s3.staffed', language: 'da', param: 'caseworker' }])
  })

  test('a key nobody wrote becomes an honest word that leads to a human', () => {
    reported = []
    const { text, choices: labels } = content.render(
      { key: 'no.such', choices: [{ value: 'yes', key: 'no.label' }] },
      by('sms'),
    )
    expect(text).toContain('ring 112')
    expect(labels).toEqual([{ label: 'yes', value: 'yes' }])
    expect(reported.map(({ key }) => key)).toEqual(['no.label', 'no.such'])
  })

  test('a language without texts is spoken to in English', () => {
    reported = []
    expect(content.render({ key: 'staff.button.resolve' }, by('sms', 'pl')).text).toBe('Resolve')
    expect(reported).toEqual([{ what: 'missing-language', key: 'staff.button.resolve', language: 'pl' }])
  })
})

test('every key has words in every language and on every channel', () => {
  for (const language of LANGUAGES) {
    for (const channel of CHANNELS) {
      for (const key of content.catalogue.get('da')!.keys()) {
        expect(content.render({ key }, by(channel, language)).text.trim(), key).not.toBe('')
      }
    }
  }
})

test('no value, however odd, makes a message fail', () => {
  const names = [
    'caseworker',
    'time',
    'date',
    'place',
    'when',
    'weekday',
    'text',
    'cover',
    'choices',
    '__proto__',
    'constructor',
  ]
  const odd = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '{',
      '}',
      "'{",
      '{x, select, other {',
      '@',
      '@neutral.message',
      '@person.prefix',
      '99:99',
      '2026-99-99',
      '<b>',
      '',
    ),
    fc.double(),
    fc.constantFrom(null, undefined, {}, [], Number.NaN, Symbol('x'), 10n, true),
  )
  const keys = [...content.catalogue.get('da')!.keys(), 'no.such', '', '__proto__', 'constructor', 'toString']
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.constantFrom(...LANGUAGES),
      fc.constantFrom(...CHANNELS),
      fc.dictionary(fc.constantFrom(...names), odd),
      fc.dictionary(fc.constantFrom(...names), odd),
      (key, language, channel, own, common) => {
        const say = { key, params: own as Record<string, string>, choices: [{ value: 'yes', key: 'choice.yes' }] }
        const { text, choices: labels } = content.render(say, {
          language,
          channel,
          params: common as Record<string, string>,
        })
        expect(typeof text).toBe('string')
        expect(labels).toHaveLength(1)
      },
    ),
    { numRuns: 300, seed: 1 },
  )
})
