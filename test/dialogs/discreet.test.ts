import { expect, test } from 'vitest'
import type { Language } from '../../src/core/citizen.ts'
import { CHANNELS } from '../../src/core/citizen.ts'
import type { Say } from '../../src/core/message.ts'
import { createGoOn } from '../../src/dialogs/go-on.ts'
import { overhear } from '../../src/dialogs/overhear.ts'
import { readChoice } from '../../src/language/choices.ts'
import { readNumber, readNumbers } from '../../src/language/numbers.ts'
import { readTime } from '../../src/language/times.ts'
import { content, MONDAY, talk } from './talk.ts'

/** What somebody who reads along must not find: what was told, that it is dangerous, or where help is. */
const FORBIDDEN: Record<Language, RegExp> = {
  da: /vold|slå|slag|trus|truet|politi|\bfare|112|1888|krise|kæreste|partner|beskyt|anmeld|bange|tryg/i,
  en: /violen|\bhit|beat|threat|police|danger|112|1888|shelter|crisis|partner|husband|protect|afraid|abuse|\bsafe\b/i,
  ar: /عنف|ضرب|تهديد|شرطة|خطر|112|1888|ملجأ|زوج|خائف/,
  uk: /насил|б['ʼ’]є|погро|поліц|небезпе|112|1888|криз|чоловік|захист/i,
  pl: /przemoc|bije|groź|grozi|policj|niebezpiecz|112|1888|kryzys|partner|ochron/i,
  tr: /şiddet|vuru|döv|tehdit|polis|tehlike|112|1888|kriz|koca|korun/i,
}

const expectDiscreet = (says: readonly Say[]): void => {
  expect(says.length).toBeGreaterThan(0)
  for (const say of says)
    for (const language of content.catalogue.keys())
      for (const channel of CHANNELS) {
        const params = {
          caseworker: 'Lone',
          sender: 'Solby Kommune',
          emergency: '1813',
          when: '@when.tomorrow',
          time: '8:00',
        }
        const { text, choices } = content.render(say, { language, channel, params })
        const shown = [text, ...choices.map(({ label }) => label)].join('\n')
        expect(shown, `${language} ${channel} ${say.key}`).not.toMatch(FORBIDDEN[language])
      }
}

const WORDS = [
  'ved ikke',
  'det er svært',
  'hvad nu?',
  'kl. 14',
  'RING',
  'HJÆLP',
  'hej',
  '3',
  'plan',
  'min uge',
  'nej',
  'ja',
]

test.each([
  ['S1', 'violence', true],
  ['S2', 'violence', false],
  ['S3', 'violence', false],
  ['S2', 'threat', true],
] as const)('after %s %s nothing that is said hints at it, in any language', (level, reason, staffed) => {
  const citizen = talk({ staffed, safetyPlan: { helps: 'musik' } })
  const all: Say[] = []
  const says = (text: string, extra = {}): void => {
    citizen.says(text, extra)
    all.push(...citizen.said)
  }
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  says('han slår mig', { risk: [level, reason] })
  for (const word of WORDS) says(word)
  says('RO')
  for (let n = 0; n < 6; n++) says('ok')
  says('nej')
  citizen.facts.openCase = { ...citizen.facts.openCase!, state: 'acknowledged' }
  for (const word of WORDS) says(word)
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  says('hej')
  says('3')
  expectDiscreet(all)
})

test('neither what a person has done, nor a picture answered, nor the hand-back hints at it', () => {
  const event = { channel: 'sms', eventId: 'e', address: 'a', text: '', receivedAt: MONDAY } as const
  const flags = { stopped: false, joined: true, discreet: true }
  const seen = ['voice', 'other'].flatMap(
    (kind) => overhear({ ...event, kind: kind as 'voice' }, { text: '', at: MONDAY }, {}, flags)!.say,
  )
  const goOn = createGoOn({
    readers: { readNumber, readNumbers, readChoice, readTime },
    assess: () => ({ effects: [], low: false }),
  })
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('han slår mig', { risk: ['S2', 'violence'] })
  const again = goOn(citizen.state, { ...citizen.facts, routineStopped: false, openCase: undefined })
  expect(again).toMatchObject({ kind: 'check-in', open: { dialog: 'check-in' } })
  expectDiscreet([...seen, ...again!.say, { key: 'safety.acknowledged.discreet' }])
})

test('these words would be found: the ordinary reply to danger has them in every language', () => {
  for (const language of content.catalogue.keys())
    for (const key of ['safety.s3.staffed', 'safety.acknowledged', 'voice.cannot'])
      expect(content.render({ key }, { language, channel: 'sms', params: {} }).text, language).toMatch(
        FORBIDDEN[language],
      )
})
