import type { Choice, Rendered } from '../../core/message.ts'
import { normaliseSms } from './text.ts'

/**
 * A message as one SMS text. The words normally say already how to answer; where they do not, the choices follow in
 * one line: `0-10` for a scale, `OK / NEJ` for words, `A: en gåtur / B: en øvelse` where it is the letter one writes.
 */
export const renderForSms = ({ text, choices }: Rendered): string => {
  if (choices.length === 0 || saysHow(text, choices)) return normaliseSms(text)
  return normaliseSms(text === '' ? lineOf(choices) : `${text}\n${lineOf(choices)}`)
}

const saysHow = (text: string, choices: readonly Choice[]): boolean => {
  const { ends, words } = parted(choices)
  return (
    ends.every((end) => hasWord(text, end)) &&
    words.every(({ label, value }) => hasWord(text, label) || hasWord(text, value))
  )
}

const lineOf = (choices: readonly Choice[]): string => {
  const { ends, words } = parted(choices)
  const answers = words.map(({ label, value }) => (isKey(value) && label !== value ? `${value}: ${label}` : label))
  return [...(ends.length > 0 ? [ends.join('-')] : []), ...answers].join(' / ')
}

/** A letter or a number is written instead of its label; of any other value nobody is told. */
const isKey = (value: string): boolean => /^(?:\p{L}|\d{1,3})$/u.test(value)

/** The lowest and highest value of a scale, if there is one, and the answers beside it. */
const parted = (choices: readonly Choice[]): { ends: string[]; words: readonly Choice[] } => {
  const scale = choices.filter(({ value }) => /^\d{1,3}$/.test(value))
  const ends = rangeOf(scale)
  return ends ? { ends, words: choices.filter((choice) => !scale.includes(choice)) } : { ends: [], words: choices }
}

/** Three or more whole numbers without a gap. Their labels stay in the text. */
const rangeOf = (scale: readonly Choice[]): [string, string] | undefined => {
  if (scale.length < 3) return undefined
  const numbers = scale.map(({ value }) => Number(value)).sort((a, b) => a - b)
  const [lowest, highest] = [numbers[0]!, numbers.at(-1)!]
  const gapless = new Set(numbers).size === numbers.length && highest - lowest === numbers.length - 1
  return gapless ? [String(lowest), String(highest)] : undefined
}

/** Is this word in the text, whatever the case, and not as a part of another? */
const hasWord = (text: string, word: string): boolean =>
  word.trim() !== '' &&
  new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(word.trim())}(?![\\p{L}\\p{N}])`, 'iu').test(text)
