import type { PointData } from './data.ts'
import { CUE_ALONE, cueHash } from './marks.ts'
import { EMPTY_HASH, findString, hashOn, slotOf } from './strings.ts'

/** People use few words. Bounded, and emptied when full. */
const MOST_KEPT = 10_000
const NONE: readonly number[] = []
/** Arabic writes "and", "the", "in", "for", "on the", "this" and the marks of the future onto the word. */
const ARABIC_PREFIXES = 'وال بال فال عال هال لل ال ول وب وس وح وه فس و ف ب ل س ح ه ع'.split(' ')
/** A beginning of so many letters tells the language. */
const TELLING = 4
/** Words are longer than any single-word entry that begins like them. */
const WHOLE = 99
const SHORTEST_BEGINNING = 3

/** Of a longer word the beginning counts in pairs. */
const BEGINNING = 4
/** Parts of words that count, with the word's edges as letters. */
const PART_FROM = 3
const PART_TO = 5

export const isNumber = (word: string): boolean => {
  const first = word.charCodeAt(0)
  return first >= 48 && first <= 57
}

/** The parts of a word: `abc-` begins it, `-abc-` stands in it, `-abc` ends it. Numbers have none. */
export const partsOf = (word: string): string[] => {
  if (isNumber(word)) return []
  const parts = new Set<string>()
  const size = word.length
  for (let length = PART_FROM; length <= PART_TO; length++) {
    for (let from = -1; from + length <= size + 1; from++) {
      const [begins, ends] = [from < 0, from + length > size]
      if (begins && ends) continue
      const part = word.slice(Math.max(0, from), Math.min(size, from + length))
      parts.add(`${begins ? '' : '-'}${part}${ends ? '' : '-'}`)
    }
  }
  return [...parts]
}

/** A word as it counts in pairs: the beginning of longer ones. */
export const begunOf = (listed: string): string =>
  listed.length > BEGINNING && !isNumber(listed) ? `${listed.slice(0, BEGINNING)}-` : listed

/** What a word is in one language. Words and cues by number, -1 for none. */
export interface CueWord {
  listed: number
  begun: number
  /** The cue that it is by itself. */
  cue: number
  /** Entries of one word that it is, and those of more words that it begins. */
  singles: readonly number[]
  opens: readonly number[]
  /** What it can be in an entry. */
  ids: readonly number[]
}

/** A word in all languages. */
export interface CueText {
  text: string
  /** A bit per language whose list of concepts has it. */
  known: number
  /** By language. */
  of: readonly CueWord[]
  /** The cues that are parts of it. */
  parts: readonly number[]
  /** The last window that counted it. */
  seen: number
}

/** From a word to its cues and concepts. */
export class CueWords {
  readonly #data: PointData
  readonly #kept = new Map<string, CueText>()
  /** By language: how words are listed. */
  readonly #spelt: Map<number, number>[]

  constructor(data: PointData, languages: number) {
    this.#data = data
    this.#spelt = Array.from({ length: languages }, () => new Map())
    for (let s = 0; s < data.spelt.length; s += 3) {
      this.#spelt[data.spelt[s]!]!.set(data.spelt[s + 1]!, data.spelt[s + 2]!)
    }
  }

  of(text: string): CueText {
    const kept = this.#kept.get(text)
    if (kept !== undefined) return kept
    const word = this.#read(text)
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear()
    this.#kept.set(text, word)
    return word
  }

  /** The number of a cue, or -1. */
  cue(first: number, other: number, kind: number): number {
    if (first < 0 || other < -1) return -1
    const { slots, keys } = this.#data
    const mask = slots.length - 1
    for (let slot = slotOf(cueHash(first, other, kind), mask); ; slot = (slot + 1) & mask) {
      const cue = slots[slot]! - 1
      if (cue < 0) return -1
      if (keys[3 * cue] === first && keys[3 * cue + 1] === other && keys[3 * cue + 2] === kind) return cue
    }
  }

  #id(text: string, mark = ''): number {
    return findString(this.#data.strings, hashOn(hashOn(EMPTY_HASH, text), mark), text, mark)
  }

  #read(text: string): CueText {
    const own = this.#id(text)
    const parts = partsOf(text).map((part) => this.cue(this.#id(part), -1, CUE_ALONE))
    const { entries, languages } = this.#data
    const stems = this.#stemsOf(text)
    let known = 0
    for (const [id, length] of [[own, WHOLE] as const, ...stems]) {
      if (id < 0 || length < TELLING) continue
      for (let e = entries.starts[id]!; e < entries.starts[id + 1]!; e++) known |= 1 << languages[entries.values[e]!]!
    }
    const ids = own < 0 ? stems : [[own, WHOLE] as const, ...stems]
    const of = this.#spelt.map((spelt, language) => this.#in(language, text, own, ids, spelt.get(own)))
    return { text, known, of, parts: parts.filter((cue) => cue >= 0), seen: 0 }
  }

  #in(language: number, text: string, own: number, ids: readonly Form[], spelt: number | undefined): CueWord {
    const singles: number[] = []
    const opens: number[] = []
    this.#take(language, ids, singles, opens)
    let all = ids
    let listed = isNumber(text) ? this.#data.number : own
    if (spelt !== undefined) {
      listed = spelt
      const { pool, starts } = this.#data.strings
      const forms = [
        [spelt, WHOLE] as const,
        ...this.#stemsOf(String.fromCharCode(...pool.subarray(starts[spelt]!, starts[spelt + 1]!))),
      ]
      this.#take(language, forms, singles, opens)
      all = [...ids, ...forms]
    }
    if (singles.length === 0 && opens.length === 0) this.#withoutArabicPrefix(language, text, singles)
    const begun = listed === own ? this.#begun(text) : this.#begunOfListed(listed)
    return {
      listed,
      begun,
      cue: this.cue(listed, -1, CUE_ALONE),
      singles: singles.length === 0 ? NONE : [...new Set(singles)],
      opens: opens.length === 0 ? NONE : [...new Set(opens)],
      ids: all.map(([id]) => id),
    }
  }

  #begunOfListed(listed: number): number {
    if (listed < 0) return -1
    const { pool, starts } = this.#data.strings
    return this.#begun(String.fromCharCode(...pool.subarray(starts[listed]!, starts[listed + 1]!)))
  }

  #begun(listed: string): number {
    const begun = begunOf(listed)
    return this.#id(begun)
  }

  /** The longest entry of one word, and all of more words. */
  #take(language: number, forms: readonly Form[], singles: number[], opens: number[]): void {
    const { entries, languages, rest } = this.#data
    let longest = 0
    for (const [id, length] of forms) {
      for (let e = entries.starts[id]!; e < entries.starts[id + 1]!; e++) {
        const entry = entries.values[e]!
        if (languages[entry] !== language) continue
        if (rest.starts[entry]! < rest.starts[entry + 1]!) opens.push(entry)
        else if (length >= longest) {
          // Forms come with the longest first, and the whole word before its beginnings.
          longest = length
          singles.push(entry)
        }
      }
    }
  }

  /** The beginnings of a word that are in some list, the longest first. */
  #stemsOf(text: string): Form[] {
    const stems: Form[] = []
    let hash = hashOn(EMPTY_HASH, text, 0, SHORTEST_BEGINNING - 1)
    for (let length = SHORTEST_BEGINNING; length <= text.length; length++) {
      hash = hashOn(hash, text, length - 1, length)
      const id = findString(this.#data.strings, hashOn(hash, '*'), text.slice(0, length), '*')
      if (id >= 0) stems.unshift([id, length])
    }
    return stems
  }

  #withoutArabicPrefix(language: number, text: string, singles: number[]): void {
    const first = text.charCodeAt(0)
    if (first < 0x600 || first > 0x6ff) return
    for (const prefix of ARABIC_PREFIXES) {
      if (text.length < prefix.length + 2 || !text.startsWith(prefix)) continue
      const bare = this.#id(text.slice(prefix.length))
      if (bare < 0) continue
      this.#take(language, [[bare, WHOLE]], singles, [])
      if (singles.length > 0) return
    }
  }
}

/** A word's number, and how many letters of the word it covers. */
type Form = readonly [id: number, length: number]
