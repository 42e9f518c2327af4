import { oneSlip } from '../typos.ts'
import { GROUPS, type LexiconData, type Lists, type NetData } from './data.ts'
import { halfHash, LONGEST_FORGIVEN, SHORTEST_FORGIVEN } from './lexicon.ts'
import { stemAt, stemChild } from './stem-tree.ts'
import { EMPTY_HASH, findString, hashOn, samePart, slotOf } from './strings.ts'
import type { Token } from './tokens.ts'

/** People use few words. Bounded, and emptied when full. */
const MOST_KEPT = 10_000
const NONE: readonly number[] = []
/** Arabic writes "and", "the", "in", "for", "on the", "this" and the marks of the future onto the word. */
const ARABIC_PREFIXES = 'وال بال فال عال هال لل ال ول وب وس وح وه فس و ف ب ل س ح ه ع'.split(' ')
/** Of the compounds whose beginning alone tells that two words are one. */
const SHORTEST_COMPOUND = SHORTEST_FORGIVEN + 2

/** What a word opens in the automaton. */
export interface Entry {
  /** The places it can take, each once. */
  places: readonly number[]
  /** The states it opens anywhere, and only at the beginning of a clause. */
  roots: readonly number[]
  startRoots: readonly number[]
}
const NO_ENTRY: Entry = { places: NONE, roots: NONE, startRoots: NONE }

/** All the rules know of a word. */
export interface Word {
  text: string
  /** Its number among the words of the rules, or -1. */
  id: number
  hash: number
  /** A bit per language. */
  filler: number
  negation: number
  clause: number
  /** Begins another thought. */
  turn: number
  /** The writer themselves. */
  self: number
  /** Stands in some rule or list by itself: no misspelling. */
  known: boolean
  entry: Entry
  /** Where it stands in the tree of stems, or -1. */
  stem: number
  /** After so many letters it is to be parted into two known words; 0: nowhere. */
  part: number
}

/** A text's words as the rules see them, and as they were typed. */
export interface Mended {
  tokens: Token[]
  words: Word[]
  typed: Word[]
}

/**
 * From a word to the places in phrases it can take, with spelling tolerance: a slip in words of five letters or
 * more, parted and joined words. Words that are in some rule or list are never taken for a misspelling of another.
 */
export class Words {
  readonly #data: LexiconData
  readonly #net: NetData
  readonly #kept = new Map<string, Word>()

  constructor(data: LexiconData, net: NetData) {
    this.#data = data
    this.#net = net
  }

  of(text: string): Word {
    const kept = this.#kept.get(text)
    if (kept !== undefined) return kept
    const word = this.#read(text)
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear()
    this.#kept.set(text, word)
    return word
  }

  /** Joins "selv mord" and parts "vilikke" where that makes known words. Linear. */
  mend(tokens: readonly Token[]): Mended {
    const typed = tokens.map((token) => this.of(token.word))
    const mended: Mended = { tokens: [], words: [], typed }
    const out = (token: Token, word: Word) => {
      mended.tokens.push(token)
      mended.words.push(word)
    }
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      const word = typed[i]!
      const next = tokens[i + 1]
      if (next && token.after === 0 && this.#isOne(word, typed[i + 1]!)) {
        const joined = this.of(token.word + next.word)
        out({ ...next, word: joined.text, start: token.start }, joined)
        i++
      } else if (word.part > 0) {
        const head = this.of(token.word.slice(0, word.part))
        const tail = this.of(token.word.slice(word.part))
        out({ ...token, word: head.text, after: 0 }, head)
        out({ ...token, word: tail.text }, tail)
      } else out(token, word)
    }
    return mended
  }

  /** Whether two words are one that was torn apart. */
  #isOne(word: Word, next: Word): boolean {
    const length = word.text.length + next.text.length
    if (length > LONGEST_FORGIVEN) return false
    // Two real words stay two ("over hovedet"), unless together they are the beginning of a dangerous compound.
    if (length >= SHORTEST_FORGIVEN && !(word.known && next.known)) {
      const id = findString(this.#data.strings, hashOn(word.hash, next.text), word.text, next.text)
      if (id >= 0 && has(this.#data.exact, id)) return true
    }
    return length >= SHORTEST_COMPOUND + 1 && this.#isLongStem(word, next.text)
  }

  /** "selv mordstanker": the parts alone reach no stem, joined they do. */
  #isLongStem(word: Word, next: string): boolean {
    let node = word.stem
    if (node < 0 || this.#data.stemDeepest[node]! < Math.max(SHORTEST_COMPOUND, word.text.length + 1)) return false
    for (let i = 0; i < next.length; i++) {
      node = stemChild(this.#data, node, next.charCodeAt(i))
      if (node < 0) return false
      if (word.text.length + i + 1 >= SHORTEST_COMPOUND && has(this.#data.stems, node)) return true
    }
    return false
  }

  #read(text: string): Word {
    const hash = hashOn(EMPTY_HASH, text)
    const id = findString(this.#data.strings, hash, text)
    const flag = (n: number) => (id < 0 ? 0 : this.#data.flags[GROUPS.length * id + n]!)
    const [filler, negation, clause, turn, self] = [flag(0), flag(1), flag(2), flag(3), flag(4)]
    const listed = (filler | negation | clause | turn | self) !== 0 || (id >= 0 && this.#data.real[id] === 1)
    const known = listed || (id >= 0 && has(this.#data.exact, id))
    const entry = this.#entry(this.#places(text, id, listed))
    const part = known || entry !== NO_ENTRY ? 0 : this.#partOf(text)
    return { text, id, hash, filler, negation, clause, turn, self, known, entry, stem: this.#stemOf(text), part }
  }

  #isKnown(text: string, from: number, to: number): boolean {
    const { strings, exact, real, flags } = this.#data
    const part = text.slice(from, to)
    const id = findString(strings, hashOn(EMPTY_HASH, part), part)
    if (id < 0) return false
    if (has(exact, id) || real[id] === 1) return true
    for (let n = 0; n < GROUPS.length; n++) if (flags[GROUPS.length * id + n] !== 0) return true
    return false
  }

  #stemOf(text: string): number {
    let node = 0
    for (let i = 0; i < text.length && node >= 0; i++) node = stemChild(this.#data, node, text.charCodeAt(i))
    return node
  }

  #partOf(text: string): number {
    if (text.length < 6 || text.length > LONGEST_FORGIVEN) return 0
    for (let i = 2; i <= text.length - 2; i++) {
      if (Math.max(i, text.length - i) < 3) continue
      if (this.#isKnown(text, 0, i) && this.#isKnown(text, i, text.length)) return i
    }
    return 0
  }

  #entry(places: readonly number[]): Entry {
    if (places.length === 0) return NO_ENTRY
    const each = [...new Set(places)]
    const opened = (roots: Lists): number[] => {
      const states: number[] = []
      for (const place of each) append(states, roots, place)
      return states
    }
    return { places: each, roots: opened(this.#net.roots), startRoots: opened(this.#net.startRoots) }
  }

  #places(text: string, id: number, listed: boolean): readonly number[] {
    const places: number[] = []
    if (id >= 0) append(places, this.#data.exact, id)
    const first = text.charCodeAt(0)
    if (first >= 48 && first <= 57) {
      const { bigNumbers, numbers } = this.#data
      places.push(...(Number.parseInt(text, 10) >= 8 ? bigNumbers : numbers))
      return places
    }
    this.#appendStems(places, text, 0)
    if (first >= 0x600 && first <= 0x6ff) this.#withoutArabicPrefix(text, places)
    if (places.length === 0 && !listed) this.#misspelt(text, places)
    return places
  }

  #appendStems(places: number[], text: string, from: number): void {
    let node = 0
    for (let i = from; i < text.length; i++) {
      node = stemChild(this.#data, node, text.charCodeAt(i))
      if (node < 0) return
      append(places, this.#data.stems, node)
    }
  }

  #withoutArabicPrefix(text: string, places: number[]): void {
    for (const prefix of ARABIC_PREFIXES) {
      if (text.length < prefix.length + 2 || !text.startsWith(prefix)) continue
      const bare = text.slice(prefix.length)
      const id = findString(this.#data.strings, hashOn(EMPTY_HASH, bare), bare)
      if (id >= 0) append(places, this.#data.exact, id)
      this.#appendStems(places, text, prefix.length)
    }
  }

  /** One slip leaves a half as it was, or swaps the two letters in the middle, which is looked up by itself. */
  #misspelt(text: string, places: number[]): void {
    const size = text.length
    if (size < SHORTEST_FORGIVEN - 1 || size > LONGEST_FORGIVEN) return
    for (let length = size - 1; length <= size + 1; length++) {
      const half = length >> 1
      this.#byHalf(text, text, 0, half, length, 0, places)
      this.#byHalf(text, text, size - (length - half), size, length, 1, places)
    }
    const middle = size >> 1
    const swapped = text.slice(0, middle - 1) + text[middle] + text[middle - 1] + text.slice(middle + 1)
    this.#byHalf(text, swapped, 0, middle, size, 0, places)
    if (places.length === 0) this.#misspeltStem(text, places)
  }

  /** Words of this length with this half (`half[from .. to)`) that `text` is a slip from. */
  #byHalf(text: string, half: string, from: number, to: number, length: number, side: 0 | 1, places: number[]): void {
    const { halves, strings } = this.#data
    const slot = slotOf(halfHash(half, from, to, length, side), halves.starts.length - 2)
    for (let h = halves.starts[slot]!; h < halves.starts[slot + 1]!; h++) {
      if ((halves.values[h]! & 1) !== side) continue
      const id = halves.values[h]! >> 1
      const at = strings.starts[id]!
      if (strings.starts[id + 1]! - at !== length) continue
      // A first letter is hardly ever mistyped, and another one is mostly another word.
      if (strings.pool[at] !== text.charCodeAt(0)) continue
      if (!samePart(strings.pool, side === 0 ? at : at + (length >> 1), half, from, to)) continue
      const known = String.fromCharCode(...strings.pool.subarray(at, at + length))
      if (oneSlip(text, known)) append(places, this.#data.exact, id)
    }
  }

  #misspeltStem(text: string, places: number[]): void {
    if (text.length < SHORTEST_FORGIVEN + 1) return
    const { longStems, stems } = this.#data
    const slot = slotOf(hashOn(EMPTY_HASH, text, 0, 2), longStems.starts.length - 2)
    for (let s = longStems.starts[slot]!; s < longStems.starts[slot + 1]!; s++) {
      const node = longStems.values[s]!
      const stem = stemAt(this.#data, node)
      if (!stem.startsWith(text.slice(0, 2))) continue
      for (let length = stem.length - 1; length <= stem.length + 1; length++) {
        if (length > text.length || !oneSlip(text.slice(0, length), stem)) continue
        append(places, stems, node)
        return
      }
    }
  }
}

const has = ({ starts }: Lists, n: number): boolean => starts[n + 1]! > starts[n]!

const append = (to: number[], { starts, values }: Lists, n: number): void => {
  for (let v = starts[n]!; v < starts[n + 1]!; v++) to.push(values[v]!)
}
