import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { ChoiceRef } from '../core/message.ts'
import { AVOID } from './avoid.ts'
import type { Catalogue, Entry } from './catalogue.ts'
import type { Helpline } from './helplines.ts'
import type { Content } from './load.ts'
import { LONGEST, OTHER, UNBOUNDED } from './longest.ts'
import { readability, sentencesOf } from './readability.ts'
import { createRender } from './render.ts'
import { smsSize } from './sms-size.ts'

/** One thing to look at. An `error` should not reach a citizen; a `warning` is for a person to weigh. */
export interface Finding {
  severity: 'error' | 'warning'
  file: string
  line: number
  language: Language | null
  key: string
  problem: string
}

/** Danish texts, all together: LIX, and words a sentence at most. One sentence alone may be longer, but not above `LONG`. */
const LIX = { from: 15, to: 25 }
const PER_SENTENCE = 12
const LONG = 25
/** A helpline is verified again after this many days. */
const VERIFIED_DAYS = 90

/** Parts of the catalogue that are never a message of their own to a citizen. */
const NOT_MESSAGES =
  /^(staff|choice|when|neutral|week|console|telegram-menu)\.|\.title$|\.option\.|^plan\.(item|travel)$/
/** One SMS each, so that nothing of them arrives late or alone. */
const SINGLE = /^safety\.|^stranger\.safety$/

/** Everything the schemas cannot see: what is missing, too long, too hard or not to be said. */
export const checkContent = (content: Content): Finding[] => [
  ...checkKeys(content.catalogue),
  ...checkSms(content.catalogue),
  ...checkWords(content.catalogue),
]

/** Numbers nobody has verified, or not for 90 days. */
export const unverified = (helplines: readonly Helpline[], today: Temporal.PlainDate): Helpline[] =>
  helplines.filter(({ verifiedOn }) => {
    if (verifiedOn === null) return true
    return Temporal.PlainDate.from(verifiedOn).until(today, { largestUnit: 'days' }).days > VERIFIED_DAYS
  })

function* checkKeys(catalogue: Catalogue): Generator<Finding> {
  const danish = catalogue.get('da') ?? new Map<string, Entry>()
  for (const language of LANGUAGES) {
    const texts = catalogue.get(language)
    if (!texts) {
      const problem = `no texts at all: everything is said in ${language === 'en' ? 'Danish' : 'English'}`
      yield { severity: 'warning', file: '', line: 0, language, key: '', problem }
      continue
    }
    for (const [key, entry] of danish) {
      const other = texts.get(key)
      if (!other) yield finding('warning', entry, language, key, 'missing in this language')
      else yield* checkParams(key, language, entry, other)
    }
    for (const [key, entry] of texts)
      if (!danish.has(key)) yield finding('error', entry, language, key, 'missing in Danish')
  }
}

function* checkParams(key: string, language: Language, danish: Entry, other: Entry): Generator<Finding> {
  const expected = paramsOf(danish)
  const found = paramsOf(other)
  const list = (names: string[]) => names.map((name) => `{${name}}`).join(', ')
  const lost = [...expected].filter((name) => !found.has(name))
  const extra = [...found].filter((name) => !expected.has(name))
  if (lost.length) yield finding('error', other, language, key, `${list(lost)} is in Danish but not here`)
  if (extra.length) yield finding('error', other, language, key, `${list(extra)} is here but not in Danish`)
}

/** Every placeholder of an entry, over all its channels. */
export const paramsOf = (entry: Entry): Set<string> =>
  new Set([entry.text, ...entry.channels.values()].flatMap((template) => [...template.params.keys()]))

function* messages(catalogue: Catalogue): Generator<{ language: Language; key: string; entry: Entry; sms: string }> {
  const render = createRender(catalogue, {})
  const choices = LANGUAGES.map((language): ChoiceRef => ({ value: language, key: `choice.language.${language}` }))
  for (const [language, texts] of catalogue) {
    for (const [key, entry] of texts) {
      const names = paramsOf(entry)
      if (NOT_MESSAGES.test(key) || [...names].some((name) => UNBOUNDED.has(name))) continue
      const params = Object.fromEntries(
        [...names].filter((name) => name !== 'choices').map((name) => [name, LONGEST[name] ?? OTHER]),
      )
      yield {
        language,
        key,
        entry,
        sms: render({ key, params, choices }, { language, channel: 'sms', params: {} }).text,
      }
    }
  }
}

function* checkSms(catalogue: Catalogue): Generator<Finding> {
  for (const { language, key, entry, sms } of messages(catalogue)) {
    const { segments, foreign } = smsSize(sms)
    // Other scripts are UCS-2 whatever one does
    if ((language === 'da' || language === 'en') && foreign.length) {
      yield finding('error', entry, language, key, `"${foreign.join(' ')}" is not in the SMS alphabet`)
    }
    const most = SINGLE.test(key) ? 1 : 2
    if (segments > most) {
      const problem = `${segments} SMS (${sms.length} characters) with the longest values, at most ${most}`
      yield finding('error', entry, language, key, problem)
    }
  }
}

function* checkWords(catalogue: Catalogue): Generator<Finding> {
  const danish: string[] = []
  for (const { language, key, entry, sms } of messages(catalogue)) {
    if (language === 'da') danish.push(sms)
    for (const [words, instead] of AVOID[language] ?? []) {
      const hit = words.exec(sms)
      if (hit) yield finding('error', entry, language, key, `"${hit[0]}": ${instead}`)
    }
    const longest = Math.max(0, ...sentencesOf(sms).map((sentence) => readability([sentence]).words))
    if (longest > LONG)
      yield finding('warning', entry, language, key, `a sentence of ${longest} words, at most ${LONG}`)
  }
  const all = readability(danish)
  const pooled = (problem: string): Finding => ({
    severity: 'warning',
    file: '',
    line: 0,
    language: 'da',
    key: '',
    problem,
  })
  if (all.lix < LIX.from || all.lix > LIX.to) yield pooled(`LIX ${all.lix.toFixed(1)}, should be ${LIX.from}-${LIX.to}`)
  if (all.perSentence > PER_SENTENCE)
    yield pooled(`${all.perSentence.toFixed(1)} words a sentence, at most ${PER_SENTENCE}`)
}

const finding = (
  severity: Finding['severity'],
  entry: Entry,
  language: Language,
  key: string,
  problem: string,
): Finding => ({
  severity,
  file: entry.file,
  line: entry.line,
  language,
  key,
  problem,
})
