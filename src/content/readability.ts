/** How hard a text is to read. */
export interface Readability {
  words: number
  sentences: number
  /** Mean words a sentence. */
  perSentence: number
  /** LIX (Björnsson 1968): words a sentence plus the percentage of words longer than six letters. */
  lix: number
}

/** Sentences end at . ! ? : or a line break; a point inside a number or a clock time ends nothing. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/[.!?:](?!\d)|\n/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0)

export const readability = (texts: readonly string[]): Readability => {
  let words = 0
  let long = 0
  let sentences = 0
  for (const sentence of texts.flatMap(sentencesOf)) {
    const list = wordsOf(sentence)
    sentences += 1
    words += list.length
    long += list.filter((word) => [...word].length > 6).length
  }
  const perSentence = sentences ? words / sentences : 0
  return { words, sentences, perSentence, lix: words ? perSentence + (100 * long) / words : 0 }
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'-]*/gu) ?? []
