import { DIGIT_ROWS } from './digits.ts'

/** Letters that Unicode does not take apart the way people type them. */
const SPECIAL: Record<string, string> = {
  æ: 'ae',
  ø: 'oe',
  å: 'aa',
  ı: 'i',
  ł: 'l',
  ß: 'ss',
  đ: 'd',
  œ: 'oe',
  ґ: 'г',
  ة: 'ه',
  ى: 'ي',
  ک: 'ك',
  ی: 'ي',
  ы: 'и',
  э: 'е',
}

const MARK = /\p{M}/u
const MARKS = /\p{M}/gu
const WORD = /[\p{L}\p{N}]/u
const PICTURE = /\p{Extended_Pictographic}/u
/** Inside a word and not part of it: apostrophes, joiners, tatweel, skin tones, soft hyphen. */
const SILENT = /['’‘`´ʼʹ]|\u00AD|\u0640|[\u200B-\u200F]|\u2060|\uFEFF|[\u{1F3FB}-\u{1F3FF}]/u

const foldUncached = (char: string): string | undefined => {
  if (SILENT.test(char) || MARK.test(char)) return ''
  const code = char.codePointAt(0) ?? 0
  for (const zero of DIGIT_ROWS) if (code >= zero && code <= zero + 9) return String(code - zero)
  const lower = char.toLowerCase()
  const special = SPECIAL[lower]
  if (special !== undefined) return special
  let out = ''
  for (const part of lower.normalize('NFKD').replace(MARKS, '')) {
    if (WORD.test(part)) out += SPECIAL[part] ?? part
  }
  if (out !== '') return out
  return PICTURE.test(char) ? char : undefined
}

/** Bounded, so that a text of all the world's characters cannot fill the memory. */
const MOST_CACHED = 6000
const cache = new Map<string, string | undefined>()

/**
 * One character as it is compared: lower case, without diacritics (`å`→`aa`, `ø`→`oe`, `æ`→`ae`).
 * '' is dropped without ending the word; `undefined` is a separator. A picture is returned as itself.
 */
export const foldChar = (char: string): string | undefined => {
  const known = cache.get(char)
  if (known !== undefined || cache.has(char)) return known
  const folded = foldUncached(char)
  if (cache.size < MOST_CACHED) cache.set(char, folded)
  return folded
}

export const isPicture = (char: string): boolean => PICTURE.test(char) && !/[0-9#*©®™]/.test(char)

/** The words of a text, folded; each picture is a word of its own. Never throws; linear. */
export const foldWords = (text: string): string[] => {
  const words: string[] = []
  let word = ''
  const end = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  for (const char of text) {
    const folded = foldChar(char)
    if (folded === undefined) end()
    else if (folded === char && folded.charCodeAt(0) > 0x2000 && isPicture(char)) {
      end()
      words.push(char)
    } else word += folded
  }
  end()
  return words
}

/** The text as folded words with single spaces between. */
export const fold = (text: string): string => foldWords(text).join(' ')

/** Doubled letters made single: "nejjj" and "nej" are the same word. */
export const squeeze = (word: string): string => {
  let out = ''
  let last = ''
  for (const char of word) {
    if (char !== last || (char >= '0' && char <= '9')) out += char
    last = char
  }
  return out
}
