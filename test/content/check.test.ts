import { beforeAll, describe, expect, test } from 'vitest'
import { addMessages, type Catalogue, paramsOf, type Unreviewed } from '../../src/content/catalogue.ts'
import { checkContent, type Finding, unverified } from '../../src/content/check.ts'
import type { Fault } from '../../src/content/fault.ts'
import { parseYaml } from '../../src/content/file.ts'
import { type Content, loadContent } from '../../src/content/load.ts'
import { LONGEST } from '../../src/content/longest.ts'
import { measureTexts } from '../../src/content/measure.ts'
import { readability, sentencesOf } from '../../src/content/readability.ts'
import { smsSize } from '../../src/content/sms-size.ts'
import { OUTCOMES } from '../../src/core/case.ts'
import type { Language } from '../../src/core/citizen.ts'
import { STAFF_NOTES } from '../../src/core/effect.ts'
import { REASON_CLASSES } from '../../src/core/heard.ts'

let content: Content
beforeAll(async () => {
  content = await loadContent('content')
})

const written = ['da', 'en'] as const
const translated = ['ar', 'uk', 'pl', 'tr'] as const
const sms = (key: string, language: Language): string =>
  content.render({ key, params: LONGEST }, { language, channel: 'sms', params: {} }).text

describe('the texts that come with the companion', () => {
  test('have no errors, and nothing to weigh but the translations nobody has read yet', () => {
    const found = checkContent(content).filter(({ severity }) => severity !== 'info')
    const unread = /^nobody from the field/
    expect(found.filter(({ problem }) => !unread.test(problem))).toEqual([])
    expect(found.map(({ language, problem }) => [language, /weekly.*who5.*breathing/.test(problem)])).toEqual(
      translated.map((language) => [language, true]),
    )
  })

  test('say everything about safety in at most three SMS in the languages with letters of their own', () => {
    const measured = [...measureTexts(content.catalogue)].filter(({ key }) => /^(safety\.|stranger\.safety)/.test(key))
    for (const language of translated) {
      const own = measured.filter((one) => one.language === language)
      expect(own.length).toBeGreaterThanOrEqual(17)
      expect(own.filter(({ segments }) => segments > 3).map(({ key }) => key)).toEqual([])
    }
  })

  test('give the number for danger wherever Danish does', () => {
    for (const [key, entry] of content.catalogue.get('da')!) {
      if (!/112/.test(entry.text.source)) continue
      for (const language of translated)
        expect(content.catalogue.get(language)!.get(key)?.text.source, `${language} ${key}`).toMatch(/112/)
    }
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
        expect(smsSize(sms(key, language)), `${language} ${key}`).toMatchObject({ segments: 1, foreign: [] })
        expect(sms(key, language).length, `${language} ${key}`).toBeLessThanOrEqual(160)
      }
    }
  })

  test('have the exercises for RO in every language', () => {
    for (const { name, steps } of content.exercises.filter(({ calming }) => calming))
      for (const language of translated)
        expect(content.catalogue.get(language)!.has(`exercise.${name}.step.${steps}`), `${language} ${name}`).toBe(true)
  })

  test('keep every step of an exercise within one SMS', () => {
    for (const language of written) {
      for (const { name, steps } of content.exercises) {
        for (let step = 1; step <= steps; step++) {
          expect(smsSize(sms(`exercise.${name}.step.${step}`, language)), `${name} ${step}`).toMatchObject({
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
        problem: 'missing in this language: said in Danish',
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

  test('a choice that a translation makes otherwise', () => {
    const da = 'a: { b: "{day, select, today {i dag} tomorrow {i morgen} other {snart}}" }'
    const en = 'a: { b: "{day, select, today {today} tomorow {tomorrow} other {soon}}" }'
    expect(find(da, en)).toMatchObject([
      {
        severity: 'error',
        problem: '{day} chooses between today, tomorrow, other in Danish, here between today, tomorow, other',
      },
    ])
  })

  test('a value that is lost on one channel only', () => {
    const da = 'a: { b: { text: "Hej.", sms: "Hej, skriv {choices}." } }'
    expect(find(da, 'a: { b: { text: "Hi {choices}.", sms: "Hi." } }').map(({ problem }) => problem)).toEqual([
      '{choices} is in Danish but not here, in sms',
      '{choices} is here but not in Danish',
    ])
  })

  test('a safety text that a language lacks, as an error, and one for colleagues, as no more than a note', () => {
    const catalogue: Catalogue = new Map()
    const faults: Fault[] = []
    const unreviewed: Unreviewed[] = []
    const into = { catalogue, faults, unreviewed }
    addMessages(into, 'da', parseYaml('da.yaml', 'safety: { s9: Ring 112. }\nstaff: { a: Ny }'))
    addMessages(into, 'pl', parseYaml('pl.yaml', 'needs_review: true\nstop: { a: Stop. }'))
    const found = checkContent({ catalogue, unreviewed }).filter(({ language }) => language === 'pl')
    expect(found).toMatchObject([
      { severity: 'error', key: 'safety.s9', problem: 'missing in this language: said in English' },
      { severity: 'info', key: 'staff.a' },
      { severity: 'error', key: 'stop.a', problem: 'missing in Danish' },
      { severity: 'warning', file: 'pl.yaml', line: 1, problem: expect.stringMatching(/^nobody from the field/) },
    ])
    addMessages(into, 'tr', parseYaml('tr.yaml', 'needs_review: perhaps'))
    expect(faults).toMatchObject([{ file: 'tr.yaml', line: 1, expected: 'needs_review: true or false' }])
  })

  test('a telephone number in groups, which would change places in Arabic', () => {
    const catalogue: Catalogue = new Map()
    addMessages({ catalogue, faults: [] }, 'ar', parseYaml('ar.yaml', 'a: { b: اتصل 70 201 201 }'))
    const found = checkContent({ catalogue, unreviewed: [] }).map(({ problem }) => problem)
    expect(found).toContain('"70 201" changes places: write a number without spaces')
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
