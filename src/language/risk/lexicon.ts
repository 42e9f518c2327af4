import { oneSlip } from '../typos.ts'
import type { Token } from './tokens.ts'

/** Shorter words are too easily other words to forgive a slip. */
const SHORTEST_FORGIVEN = 5
const LONGEST_FORGIVEN = 24
const MOST_LOOKED_UP = 10_000
const NO_PLACES: readonly number[] = []
/** Arabic writes "and", "the", "in", "for", "on the", "this" and the marks of the future onto the word. */
const ARABIC_PREFIXES = 'وال بال فال عال هال لل ال ول وب وس وح وه فس و ف ب ل س ح ه ع'.split(' ')

/** Bit per language, in three groups. */
export interface WordFlags {
  filler: number
  negation: number
  clause: number
  /** Begins another thought. */
  turn: number
  /** The writer themselves. */
  self: number
}
const NO_FLAGS: WordFlags = { filler: 0, negation: 0, clause: 0, turn: 0, self: 0 }

/**
 * From a word to the places in phrases it can take, with spelling tolerance: a slip in words of five letters or
 * more, parted and joined words. Words that are in some rule or list are never taken for a misspelling of another.
 */
export class Lexicon {
  readonly #exact = new Map<string, number[]>()
  readonly #stems = new Map<string, number[]>()
  readonly #places = new Map<string, number>()
  readonly #flags = new Map<string, WordFlags>()
  readonly #real = new Set<string>()
  /**
   * Words that may be misspelt, by length and first half, and by length and second half: one slip leaves a half as it
   * was (or swaps the two letters in the middle, which is looked up by itself).
   */
  readonly #halves = new Map<string, string[]>()
  readonly #forgiven = new Set<string>()
  readonly #placeOf: Map<readonly string[], number>[] = []
  readonly #longStems = new Map<string, string[]>()
  /** What was looked up before: people use few words. Bounded, and emptied when full. */
  readonly #lookedUp = new Map<string, readonly number[]>()
  #numbers: number[] = []
  #bigNumbers: number[] = []
  #shortestStem = 99
  #longestStem = 0

  /** The number of the place where any of these words may stand in this language. */
  place(language: number, words: readonly string[], spellings: ReadonlyMap<string, string[]>): number {
    // The same list is the same array: its key is made once.
    this.#placeOf[language] ??= new Map()
    const cached = this.#placeOf[language].get(words)
    if (cached !== undefined) return cached
    const place = this.#placeByWords(language, words, spellings)
    this.#placeOf[language].set(words, place)
    return place
  }

  #placeByWords(language: number, words: readonly string[], spellings: ReadonlyMap<string, string[]>): number {
    const key = `${language}/${words.length === 1 ? words[0] : [...words].sort().join(' ')}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = this.#places.size
    this.#places.set(key, place)
    for (const coded of words) {
      if (coded === '#' || coded === '##') {
        if (coded === '#') this.#numbers.push(place)
        this.#bigNumbers.push(place)
        continue
      }
      const word = coded.slice(2)
      if (coded.startsWith('p:')) this.#addStem(word, place)
      else {
        push(this.#exact, word, place)
        if (coded.startsWith('w:')) this.#forgive(word)
        for (const variant of spellings.get(word) ?? []) push(this.#exact, variant, place)
      }
    }
    return place
  }

  #addStem(stem: string, place: number): void {
    push(this.#stems, stem, place)
    this.#shortestStem = Math.min(this.#shortestStem, stem.length)
    this.#longestStem = Math.max(this.#longestStem, stem.length)
    if (stem.length >= SHORTEST_FORGIVEN + 1) pushOnce(this.#longStems, stem.slice(0, 2), stem)
  }

  #forgive(word: string): void {
    if (word.length < SHORTEST_FORGIVEN || word.length > LONGEST_FORGIVEN || this.#forgiven.has(word)) return
    this.#forgiven.add(word)
    const half = word.length >> 1
    push(this.#halves, `${word.length}<${word.slice(0, half)}`, word)
    push(this.#halves, `${word.length}>${word.slice(half)}`, word)
  }

  flag(word: string, language: number, group: keyof WordFlags): void {
    const flags = this.#flags.get(word) ?? { ...NO_FLAGS }
    flags[group] |= 1 << language
    this.#flags.set(word, flags)
  }

  /** A word of its own, never a misspelling. */
  real(word: string): void {
    this.#real.add(word)
  }

  /** How many places there are. */
  get size(): number {
    return this.#places.size
  }

  flagsOf(word: string): WordFlags {
    return this.#flags.get(word) ?? NO_FLAGS
  }

  #known(word: string): boolean {
    return this.#exact.has(word) || this.#flags.has(word) || this.#real.has(word)
  }

  /** Joins "selv mord" and parts "vilikke" where that makes known words. Linear. */
  mend(tokens: Token[]): Token[] {
    const out: Token[] = []
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      const next = tokens[i + 1]
      if (next && token.after === 0 && token.word.length + next.word.length <= LONGEST_FORGIVEN) {
        const joined = token.word + next.word
        // Two real words stay two ("over hovedet"), unless together they are the beginning of a dangerous compound.
        const enough = joined.length >= 5 && !(this.#known(token.word) && this.#known(next.word))
        if ((enough && this.#exact.has(joined)) || (joined.length >= 8 && this.#longStem(joined, token.word.length))) {
          out.push({ ...next, word: joined, start: token.start })
          i++
          continue
        }
      }
      const parts = this.#part(token)
      if (parts) out.push(...parts)
      else out.push(token)
    }
    return out
  }

  /** "selv mordstanker": the parts alone reach no stem, joined they do. */
  #longStem(joined: string, first: number): boolean {
    for (
      let length = Math.max(SHORTEST_FORGIVEN + 2, first + 1);
      length <= Math.min(this.#longestStem, joined.length);
      length++
    ) {
      if (this.#stems.has(joined.slice(0, length))) return true
    }
    return false
  }

  #part(token: Token): Token[] | undefined {
    const { word } = token
    if (word.length < 6 || word.length > LONGEST_FORGIVEN || this.#known(word) || this.lookUp(word).length > 0)
      return undefined
    for (let i = 2; i <= word.length - 2; i++) {
      const head = word.slice(0, i)
      const tail = word.slice(i)
      if (Math.max(i, tail.length) < 3 || !this.#known(head) || !this.#known(tail)) continue
      return [
        { ...token, word: head, after: 0 },
        { ...token, word: tail },
      ]
    }
    return undefined
  }

  /** The places a word can take. */
  lookUp(word: string): readonly number[] {
    const known = this.#lookedUp.get(word)
    if (known !== undefined) return known
    const places = this.#lookUpAnew(word)
    if (this.#lookedUp.size >= MOST_LOOKED_UP) this.#lookedUp.clear()
    this.#lookedUp.set(word, places)
    return places
  }

  #lookUpAnew(word: string): readonly number[] {
    const exact = this.#exact.get(word)
    let places: readonly number[] = exact ?? NO_PLACES
    const first = word.charCodeAt(0)
    if (first >= 48 && first <= 57)
      return [...places, ...(Number.parseInt(word, 10) >= 8 ? this.#bigNumbers : this.#numbers)]
    const longest = Math.min(this.#longestStem, word.length)
    for (let length = this.#shortestStem; length <= longest; length++) {
      const stem = this.#stems.get(word.slice(0, length))
      if (stem) places = places.length === 0 ? stem : [...places, ...stem]
    }
    if (first >= 0x600 && first <= 0x6ff) places = this.#withoutArabicPrefix(word, places)
    if (places.length > 0 || this.#flags.has(word) || this.#real.has(word)) return places
    return this.#misspelt(word)
  }

  #withoutArabicPrefix(word: string, places: readonly number[]): readonly number[] {
    let all = places
    for (const prefix of ARABIC_PREFIXES) {
      if (word.length < prefix.length + 2 || !word.startsWith(prefix)) continue
      const bare = word.slice(prefix.length)
      const found = this.#exact.get(bare)
      if (found) all = [...all, ...found]
      const longest = Math.min(this.#longestStem, bare.length)
      for (let length = this.#shortestStem; length <= longest; length++) {
        const stem = this.#stems.get(bare.slice(0, length))
        if (stem) all = [...all, ...stem]
      }
    }
    return all
  }

  #misspelt(word: string): readonly number[] {
    if (word.length < SHORTEST_FORGIVEN - 1 || word.length > LONGEST_FORGIVEN) return NO_PLACES
    let places: readonly number[] = NO_PLACES
    const look = (key: string) => {
      for (const known of this.#halves.get(key) ?? []) {
        // A first letter is hardly ever mistyped, and another one is mostly another word.
        if (known[0] === word[0] && oneSlip(word, known)) places = [...places, ...(this.#exact.get(known) ?? [])]
      }
    }
    for (let length = word.length - 1; length <= word.length + 1; length++) {
      const half = length >> 1
      look(`${length}<${word.slice(0, half)}`)
      look(`${length}>${word.slice(word.length - (length - half))}`)
    }
    const middle = word.length >> 1
    const swapped = word.slice(0, middle - 1) + word[middle] + word[middle - 1] + word.slice(middle + 1)
    look(`${word.length}<${swapped.slice(0, middle)}`)
    return places.length > 0 ? places : this.#misspeltStem(word)
  }

  #misspeltStem(word: string): readonly number[] {
    if (word.length < SHORTEST_FORGIVEN + 1) return NO_PLACES
    for (const stem of this.#longStems.get(word.slice(0, 2)) ?? []) {
      for (let length = stem.length - 1; length <= stem.length + 1; length++) {
        if (length <= word.length && oneSlip(word.slice(0, length), stem)) return this.#stems.get(stem) ?? NO_PLACES
      }
    }
    return NO_PLACES
  }
}

const push = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  // Places are numbered upwards: a repetition can only be the last.
  else if (list[list.length - 1] !== value) list.push(value)
}

const pushOnce = (map: Map<string, string[]>, key: string, value: string): void => {
  if (!map.get(key)?.includes(value)) push(map, key, value)
}
