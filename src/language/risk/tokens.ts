import { foldChar, isPicture } from '../fold.ts'

/** One word of a text as the rules see it: folded, doubled letters single. */
export interface Token {
  word: string
  /** Offsets in the original text. */
  start: number
  end: number
  /** What comes after it: 0 a space, 1 a comma or dash, 2 the end of a sentence. */
  after: 0 | 1 | 2
  /** Counts sentences from 0. */
  sentence: number
}

/** Longer than any word; the rest of such a "word" is dropped so that hostile input costs nothing. */
const LONGEST = 40
const SENTENCE_ENDS = new Set([...'.!?\n\r؟。…‼⁉'])
const WEAK_ENDS = new Set([...',;:-–—()"“”«»/،؛|'])

/** The tokens of a text. Linear in its length; never throws. */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let word = ''
  let last = ''
  let lastChar = ''
  let start = 0
  let at = 0
  let sentence = 0
  const end = () => {
    if (word !== '') tokens.push({ word, start, end: at, after: 0, sentence })
    word = ''
    last = ''
  }
  const breakAfter = (strength: 1 | 2) => {
    const token = tokens[tokens.length - 1]
    if (token === undefined || token.after >= strength) return
    if (strength === 2) sentence++
    token.after = strength
  }
  for (const char of text) {
    const code = char.charCodeAt(0)
    const folded = code > 96 && code < 123 ? char : foldChar(char)
    if (folded === undefined) {
      end()
      if (SENTENCE_ENDS.has(char)) breakAfter(2)
      else if (WEAK_ENDS.has(char)) breakAfter(1)
    } else if (code > 0x2000 && folded === char && isPicture(char)) {
      end()
      breakAfter(1)
      tokens.push({ word: char, start: at, end: at + char.length, after: 1, sentence })
    } else if (folded !== '') {
      if (word === '') start = at
      // By the letter typed too: "døøø" is folded to two letters each.
      if (word.length < LONGEST && (char !== lastChar || word === '' || (code >= 48 && code <= 57))) {
        for (const letter of folded) {
          if (letter !== last || (letter >= '0' && letter <= '9')) word += letter
          last = letter
        }
      }
    }
    lastChar = char
    at += char.length
  }
  end()
  return tokens
}
