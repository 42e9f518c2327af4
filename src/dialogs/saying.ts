import type { LocalTime } from '../core/citizen.ts'
import type { ChoiceRef, Say } from '../core/message.ts'
import type { ChoiceValue } from './words.ts'

type Params = NonNullable<Say['params']>

/** One message. */
export const msg = (key: string, params?: Params, choices?: ChoiceRef[]): Say => ({
  key,
  ...(params && { params }),
  ...(choices && { choices }),
})

const LABELS: Partial<Record<ChoiceValue, string>> = {
  next: 'choice.go-on',
  da: 'choice.language.da',
  en: 'choice.language.en',
  ar: 'choice.language.ar',
  uk: 'choice.language.uk',
  pl: 'choice.language.pl',
  tr: 'choice.language.tr',
}

export const words = (...values: ChoiceValue[]): ChoiceRef[] =>
  values.map((value) => ({ value, key: LABELS[value] ?? `choice.${value}` }))

/** A scale's values are the bare scores. */
export const scale = (min: number, max: number): ChoiceRef[] =>
  Array.from({ length: max - min + 1 }, (_, i) => number(min + i))

export const number = (value: number): ChoiceRef => ({ value: String(value), key: 'choice.scale', params: { value } })

export const times = (...values: LocalTime[]): ChoiceRef[] =>
  values.map((time) => ({ value: time, key: 'choice.time', params: { time } }))
