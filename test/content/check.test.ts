import { beforeAll, describe, expect, test } from 'vitest'
import { addMessages, type Catalogue } from '../../src/content/catalogue.ts'
import { checkContent, type Finding, paramsOf, unverified } from '../../src/content/check.ts'
import type { Fault } from '../../src/content/fault.ts'
import { parseYaml } from '../../src/content/file.ts'
import { type Content, loadContent } from '../../src/content/load.ts'
import { LONGEST } from '../../src/content/longest.ts'
import { readability, sentencesOf } from '../../src/content/readability.ts'
import { smsSize } from '../../src/content/sms-size.ts'
import { OUTCOMES } from '../../src/core/case.ts'
import { LANGUAGES, type Language } from '../../src/core/citizen.ts'
import { STAFF_NOTES } from '../../src/core/effect.ts'
import { REASON_CLASSES } from '../../src/core/heard.ts'

let content: Content
beforeAll(async () => {
  content = await loadContent('content')
})

const written = ['da', 'en'] as const
const sms = (key: string, language: Language): string =>
  content.render({ key, params: LONGEST }, { language, channel: 'sms', params: {} }).text

describe('the texts that come with the companion', () => {
  test('have no errors, and nothing to weigh but the languages nobody has written yet', () => {
    const languages = LANGUAGES.filter((language) => !content.catalogue.has(language))
    expect(checkContent(content)).toEqual(
      languages.map((language) => expect.objectContaining({ severity: 'warning', language, key: '' })),
    )
  })

  test('are the same keys with the same placeholders in Danish and English', () => {
    const [da, en] = written.map((language) => content.catalogue.get(language)!)
    expect([...en!.keys()].sort()).toEqual([...da!.keys()].sort())
    for (const [key, entry] of da!)
      expect([...paramsOf(en!.get(key)!)].sort(), key).toEqual([...paramsOf(entry)].sort())
  })

  test('say everything about safety in one SMS of 160 characters, with the longest names', () => {
    for (const language of written) {
      const keys = [...content.catalogue.get(language)!.keys()].filter((key) => key.startsWith('safety.'))
      expect(keys.length).toBeGreaterThanOrEqual(17)
      for (const key of keys) {
        expect(smsSize(sms(key, language)), `${language} ${key}`).toEqual({ segments: 1, foreign: [] })
        expect(sms(key, language).length, `${language} ${key}`).toBeLessThanOrEqual(160)
      }
    }
  })

  test('keep every step of an exercise within one SMS', () => {
    for (const language of written) {
      for (const { name, steps } of content.exercises) {
        for (let step = 1; step <= steps; step++) {
          expect(smsSize(sms(`exercise.${name}.step.${step}`, language)), `${name} ${step}`).toEqual({
            segments: 1,
            foreign: [],
          })
        }
      }
    }
  })

  test('name every reason, outcome and note for colleagues', () => {
    const keys = [
      ...REASON_CLASSES.map((name) => `staff.class.${name}`),
      ...OUTCOMES.map((name) => `staff.outcome.${name}`),
      ...STAFF_NOTES.map((name) => `staff.note.${name}`),
    ]
    for (const key of keys) expect(content.catalogue.get('da')!.has(key), key).toBe(true)
  })

  test('explain the WHO-5 scale by SMS, where there are no buttons, in its own words', () => {
    for (const language of written) {
      const intro = sms('check-in.who5.intro', language)
      for (const value of content.instrument('who5').options) {
        expect(intro).toContain(`${value} ${sms(`instrument.who5.option.${value}`, language)}`)
      }
    }
  })

  test('promise no call and no reader before a person has acknowledged', () => {
    const before = [...content.catalogue.get('da')!.keys()].filter(
      (key) => /^safety\./.test(key) && !key.includes('acknowledged'),
    )
    for (const key of before)
      expect(sms(key, 'da'), key).not.toMatch(/ringer til dig nu|^\S+ har set|(?<!ingen i kommunen )læser med/)
  })
})

describe('the check finds', () => {
  const find = (da: string, en = da): Finding[] => {
    const catalogue: Catalogue = new Map()
    const faults: Fault[] = []
    addMessages({ catalogue, faults }, 'da', parseYaml('da.yaml', da))
    addMessages({ catalogue, faults }, 'en', parseYaml('en.yaml', en))
    expect(faults).toEqual([])
    return checkContent({ ...content, catalogue }).filter(({ key }) => key !== '')
  }

  test('a key that is missing in a language, and one that Danish lacks', () => {
    expect(find('a: { b: Hej du. }', 'a: { c: Hello you. }')).toMatchObject([
      {
        severity: 'warning',
        language: 'en',
        key: 'a.b',
        file: 'da.yaml',
        line: 1,
        problem: 'missing in this language',
      },
      { severity: 'error', language: 'en', key: 'a.c', file: 'en.yaml', problem: 'missing in Danish' },
    ])
  })

  test('a placeholder that is lost or renamed in translation', () => {
    expect(find('a: { b: "Hej {name}." }', 'a: { b: "Hello {nmae}." }').map(({ problem }) => problem)).toEqual([
      '{name} is in Danish but not here',
      '{nmae} is here but not in Danish',
    ])
  })

  test('a curly quote that would double the price of an SMS, at its line', () => {
    expect(find('a:\n  b: Han sagde \u201dhej\u201d.', 'a:\n  b: He said hello.')).toMatchObject([
      { severity: 'error', line: 2, problem: '"\u201d" is not in the SMS alphabet' },
    ])
  })

  test('a text that is three SMS long, and a safety text that is two', () => {
    const words = (count: number) => Array.from({ length: count }, () => 'Ja tak.').join(' ')
    expect(find(`a: { b: ${words(40)} }`)).toMatchObject([
      { problem: expect.stringMatching(/^3 SMS/) },
      { language: 'en' },
    ])
    expect(find(`safety: { b: ${words(21)} }`)).toMatchObject([
      { problem: expect.stringMatching(/^2 SMS .* at most 1$/) },
      { language: 'en' },
    ])
    expect(find(`safety: { b: ${words(20)} }`)).toEqual([])
  })

  test('words that are not said here', () => {
    expect(find('a: { b: Ring til jobcentret. }', 'a: { b: Call us. }')).toMatchObject([
      { problem: expect.stringContaining('"jobcent"') },
    ])
  })

  test('a sentence no one has the breath for', () => {
    const long = `${Array.from({ length: 26 }, () => 'ja').join(' ')}.`
    expect(find(`a: { b: ${long} }`)).toMatchObject([
      { problem: 'a sentence of 26 words, at most 25' },
      { language: 'en' },
    ])
  })
})

describe('readability', () => {
  test('is the words a sentence plus the percentage of long words', () => {
    expect(readability(['Jeg går en tur. Regnvejret stoppede.'])).toEqual({
      words: 6,
      sentences: 2,
      perSentence: 3,
      lix: 3 + 100 / 3,
    })
    expect(readability([])).toEqual({ words: 0, sentences: 0, perSentence: 0, lix: 0 })
  })

  test('does not end a sentence inside a clock time', () => {
    expect(sentencesOf('Bussen går 9.20 fra Torvet. Kom 10:30.')).toEqual(['Bussen går 9.20 fra Torvet', 'Kom 10:30'])
  })
})

test('a helpline is verified again after 90 days, and one never verified always', () => {
  const [line] = content.helplines
  const verified = { ...line!, verifiedOn: '2026-08-01' }
  const on = (date: string) => unverified([verified], Temporal.PlainDate.from(date)).length
  expect(on('2026-10-30')).toBe(0)
  expect(on('2026-10-31')).toBe(1)
  expect(unverified(content.helplines, Temporal.PlainDate.from('2026-10-30'))).toHaveLength(content.helplines.length)
})
