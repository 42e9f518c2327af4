import type { LocalTime } from '../core/citizen.ts'
import type { Heard } from '../core/heard.ts'
import type { NumberReading, Readers } from './facts.ts'
import type { ChoiceValue } from './words.ts'
import { wordsOf } from './words.ts'

interface Bounds {
  min: number
  max: number
}

/** How dialogs hear an answer: a tap by its value, words by the readers. */
export interface Ears {
  /** Digits never answer a word question. */
  choice<Value extends ChoiceValue>(heard: Heard, ...values: Value[]): Value | undefined
  number(heard: Heard, bounds: Bounds): NumberReading
  /** "nej jeg mente 4": words about the answer before. */
  corrects(heard: Heard): boolean
  numbers(heard: Heard, count: number, bounds: Bounds): number[] | undefined
  time(heard: Heard): LocalTime | undefined
}

const ONLY_DIGITS = /^[\d\s.,:;/-]+$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const ANY: Bounds = { min: 0, max: 100 }

/** Is there no word in it? Then it can only answer a scale or a time. */
export const isDigits = (text: string): boolean => ONLY_DIGITS.test(text)

export const createEars = (readers: Readers): Ears => ({
  choice(heard, ...values) {
    const tapped = values.find((value) => value === heard.value)
    if (tapped !== undefined || isDigits(heard.text)) return tapped
    const read = readers.readChoice(
      heard.text,
      values.map((value) => ({ value, words: wordsOf(value) })),
    )
    return values.find((value) => value === read)
  },
  number(heard, bounds) {
    const tapped = heard.value !== undefined && /^\d{1,3}$/.test(heard.value) ? Number(heard.value) : undefined
    if (tapped !== undefined && tapped >= bounds.min && tapped <= bounds.max) return { kind: 'number', value: tapped }
    return readers.readNumber(heard.text, bounds, heard.language)
  },
  corrects(heard) {
    const reading = readers.readNumber(heard.text, ANY, heard.language)
    return reading.kind === 'number' && reading.corrects === true
  },
  numbers: (heard, count, bounds) => readers.readNumbers(heard.text, count, bounds),
  time: (heard) => (heard.value && TIME.test(heard.value) ? heard.value : readers.readTime(heard.text)),
})
