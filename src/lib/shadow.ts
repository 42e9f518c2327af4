/** A text as one looks for numbers in it: one unit a character, each with its place in the text. */
export interface Shadow {
  /** Digits of any script as `0`–`9`, dashes as `-`, white space as a space, letters in lower case; invisible characters left out. */
  text: string
  /** Where the character begins that stands behind the shadow's n-th unit, in UTF-16 units; one more for the end. */
  starts: number[]
}

/** Marks, joiners, directions: what stands between two digits without being seen. */
const INVISIBLE = /[\p{M}\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0]/u
const BLANK = /\s/u
const DASH = /[\p{Pd}\u2212_~]/u
const DECIMAL = /\p{Nd}/u
const LETTER = /\p{L}/u

const seen = (char: string): string => {
  if (BLANK.test(char)) return ' '
  if (INVISIBLE.test(char)) return ''
  if (DASH.test(char)) return '-'
  // "①", "²" and full-width forms are one plain character in their compatibility form.
  const plain = char.normalize('NFKC')
  if (plain.length === 1 && plain >= '0' && plain <= '9') return plain
  if (DECIMAL.test(char)) return digitOf(char)
  const lower = (plain.length === 1 ? plain : char).toLowerCase()
  if (lower.length === 1 && (LETTER.test(lower) || lower.charCodeAt(0) < 0x80)) return lower
  return LETTER.test(char) ? 'x' : '*'
}

/** A decimal digit of any script: each has its ten in a row, the first of which is a multiple of ten away. */
const digitOf = (char: string): string => {
  let zero = char.codePointAt(0)!
  while (DECIMAL.test(String.fromCodePoint(zero - 1)) && char.codePointAt(0)! - zero < 9) zero--
  return String(char.codePointAt(0)! - zero)
}

const MOST_CACHED = 4000
const cache = new Map<string, string>()

const seenCached = (char: string): string => {
  const known = cache.get(char)
  if (known !== undefined) return known
  const it = seen(char)
  if (cache.size < MOST_CACHED) cache.set(char, it)
  return it
}

export const shadowOf = (text: string): Shadow => {
  const units: string[] = []
  const starts: number[] = []
  let at = 0
  for (const char of text) {
    const unit = seenCached(char)
    if (unit !== '') {
      units.push(unit)
      starts.push(at)
    }
    at += char.length
  }
  starts.push(at)
  return { text: units.join(''), starts }
}
