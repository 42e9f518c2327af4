import type { Choice, Rendered } from '../../core/message.ts'
import { normaliseSms } from './text.ts'

/**
 * A message as one SMS text. The words normally say already how to answer; where they do not, the choices follow in
 * one line: `0-10` for a scale, `OK / NEJ` for words, `A: en gåtur, B: en øvelse` where a label is more than a word.
 */
export const renderForSms = ({ text, choices }: Rendered): string => {
  if (choices.length === 0 || saysHow(text, choices)) return normaliseSms(text)
  return normaliseSms(text === '' ? lineOf(choices) : `${text}\n${lineOf(choices)}`)
}

const saysHow = (text: string, choices: readonly Choice[]): boolean => {
  const ends = rangeOf(choices)
  if (ends) return ends.every((end) => hasWord(text, end))
  return choices.every(({ label, value }) => hasWord(text, label) || hasWord(text, value))
}

const lineOf = (choices: readonly Choice[]): string => {
  const ends = rangeOf(choices)
  if (ends) return ends.join('-')
  if (choices.every(({ label }) => !/\s/.test(label.trim()))) return choices.map(({ label }) => label).join(' / ')
  return choices.map(({ label, value }) => `${value}: ${label}`).join(', ')
}

/** Lowest and highest value of a scale: three or more whole numbers without a gap. Its labels stay in the text. */
const rangeOf = (choices: readonly Choice[]): [string, string] | undefined => {
  if (choices.length < 3 || !choices.every(({ value }) => /^\d{1,3}$/.test(value))) return undefined
  const numbers = choices.map(({ value }) => Number(value)).sort((a, b) => a - b)
  const [lowest, highest] = [numbers[0]!, numbers.at(-1)!]
  const gapless = new Set(numbers).size === numbers.length && highest - lowest === numbers.length - 1
  return gapless ? [String(lowest), String(highest)] : undefined
}

/** Is this word in the text, whatever the case, and not as a part of another? */
const hasWord = (text: string, word: string): boolean =>
  word.trim() !== '' &&
  new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(word.trim())}(?![\\p{L}\\p{N}])`, 'iu').test(text)
