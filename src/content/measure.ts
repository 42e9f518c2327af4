import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { ChoiceRef } from '../core/message.ts'
import { type Catalogue, type Entry, paramsOf } from './catalogue.ts'
import { LONGEST, OTHER, UNBOUNDED } from './longest.ts'
import { type Readability, readability, sentencesOf } from './readability.ts'
import { createRender, type Render } from './render.ts'
import { type SmsSize, smsSize } from './sms-size.ts'

/** One text as it would leave by SMS at its longest. */
export interface Measured extends SmsSize, Readability {
  language: Language
  key: string
  entry: Entry
  sms: string
  /** Segments it may have at most. */
  limit: number
  /** Words of its longest sentence. */
  longestSentence: number
}

/** Parts of the catalogue that are never a message of their own to a citizen. */
const NOT_MESSAGES =
  /^(staff|choice|when|neutral|week|console|telegram-menu)\.|\.title$|\.option\.|^plan\.(item|travel)$/
/** Nothing of these may arrive late or alone. */
const SINGLE = /^safety\.|^stranger\.safety$/

/**
 * Segments a text may have. A letter outside GSM-7 makes a segment 67 characters instead of 153, so that what is one or
 * two SMS in Danish is three or five in Arabic, Ukrainian, Polish and Turkish.
 */
const limitOf = (key: string, { encoding }: SmsSize): number => {
  const single = SINGLE.test(key)
  if (encoding === 'GSM-7') return single ? 1 : 2
  return single ? 3 : 5
}

/** Every message of the catalogue, filled in with the longest values. */
export function* measureTexts(catalogue: Catalogue): Generator<Measured> {
  const render = createRender(catalogue, {})
  const choices = LANGUAGES.map((language): ChoiceRef => ({ value: language, key: `choice.language.${language}` }))
  for (const [language, texts] of catalogue) {
    const longest: Record<string, string> = { ...LONGEST, weekday: longestWeekday(render, language) }
    for (const [key, entry] of texts) {
      const names = paramsOf(entry)
      if (NOT_MESSAGES.test(key) || [...names].some((name) => UNBOUNDED.has(name))) continue
      const params: Record<string, string> = { weekday: longest.weekday!, time: longest.time! }
      for (const name of names) if (name !== 'choices') params[name] = longest[name] ?? OTHER
      const sms = render({ key, params, choices }, { language, channel: 'sms', params: {} }).text
      const size = smsSize(sms)
      const words = sentencesOf(sms).map((sentence) => readability([sentence]).words)
      yield {
        ...{ language, key, entry, sms },
        ...size,
        limit: limitOf(key, size),
        ...readability([sms]),
        longestSentence: Math.max(0, ...words),
      }
    }
  }
}

/** 1 is Monday. */
const longestWeekday = (render: Render, language: Language): string => {
  const lengths = ['1', '2', '3', '4', '5', '6', '7'].map((weekday): [string, number] => {
    const say = { key: 'when.weekday', params: { weekday } }
    return [weekday, render(say, { language, channel: 'sms', params: {} }).text.length]
  })
  return lengths.toSorted((a, b) => b[1] - a[1])[0]![0]
}
