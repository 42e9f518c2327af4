import { GROUPS, type Group, type LexiconData } from './data.ts'
import { flatten, hashed } from './flatten.ts'
import { StemTree } from './stem-tree.ts'
import { EMPTY_HASH, hashOn, type StringNumbers } from './strings.ts'

/** Shorter words are too easily other words to forgive a slip. */
export const SHORTEST_FORGIVEN = 5
export const LONGEST_FORGIVEN = 24

/** The hash under which half a word of this length is kept; side 1 is its second half. */
export const halfHash = (word: string, from: number, to: number, length: number, side: 0 | 1): number =>
  hashOn(EMPTY_HASH ^ (length * 2 + side), word, from, to)

/** Gathers the words of all rules, and the places in phrases they can take, into `LexiconData`. */
export class LexiconBuilder {
  readonly #strings: StringNumbers
  readonly #exact = new Map<string, number[]>()
  readonly #stems = new StemTree()
  readonly #places = new Map<string, number>()
  readonly #flags = new Map<string, number[]>()
  readonly #real = new Set<string>()
  readonly #forgiven = new Set<string>()
  readonly #longStems = new Set<string>()
  readonly #placeOf: Map<readonly string[], number>[] = []
  readonly #numbers: number[] = []
  readonly #bigNumbers: number[] = []

  constructor(strings: StringNumbers) {
    this.#strings = strings
  }

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
      if (coded.startsWith('p:')) {
        this.#stems.add(word, place)
        if (word.length >= SHORTEST_FORGIVEN + 1) this.#longStems.add(word)
      } else {
        push(this.#exact, word, place)
        if (coded.startsWith('w:') && word.length >= SHORTEST_FORGIVEN && word.length <= LONGEST_FORGIVEN)
          this.#forgiven.add(word)
        for (const variant of spellings.get(word) ?? []) push(this.#exact, variant, place)
      }
    }
    return place
  }

  flag(word: string, language: number, group: Group): void {
    const flags = this.#flags.get(word) ?? GROUPS.map(() => 0)
    flags[GROUPS.indexOf(group)]! |= 1 << language
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

  /** Once every string of the rules and points has its number: `strings` is finished with it. */
  finish(): LexiconData {
    const exact: number[][] = []
    for (const [word, places] of this.#exact) exact[this.#strings.of(word)] = places
    const flagged = [...this.#flags].map(([word, flags]) => ({ id: this.#strings.of(word), flags }))
    const reals = [...this.#real].map((word) => this.#strings.of(word))
    const forgiven = [...this.#forgiven].map((word) => ({ word, id: this.#strings.of(word) }))
    const strings = this.#strings.finish()
    const count = strings.starts.length - 1
    const flags = new Uint16Array(GROUPS.length * count)
    for (const { id, flags: some } of flagged) flags.set(some, GROUPS.length * id)
    const real = new Uint8Array(count)
    for (const id of reals) real[id] = 1
    return {
      strings,
      exact: flatten(exact, count),
      flags,
      real,
      ...this.#stems.finish(),
      halves: hashed(
        forgiven.flatMap(({ word, id }) => {
          const half = word.length >> 1
          return [
            { hash: halfHash(word, 0, half, word.length, 0), value: 2 * id },
            { hash: halfHash(word, half, word.length, word.length, 1), value: 2 * id + 1 },
          ]
        }),
      ),
      longStems: hashed(
        [...this.#longStems].map((stem) => ({ hash: hashOn(EMPTY_HASH, stem, 0, 2), value: this.#stems.nodeOf(stem) })),
      ),
      numbers: Int32Array.from(this.#numbers),
      bigNumbers: Int32Array.from(this.#bigNumbers),
    }
  }
}

const push = (map: Map<string, number[]>, key: string, value: number): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  // Places are numbered upwards: a repetition can only be the last.
  else if (list[list.length - 1] !== value) list.push(value)
}
