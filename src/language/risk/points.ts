import type { PointData } from './data.ts'
import type { Points } from './rules.ts'
import { EMPTY_HASH, findString, hashOn, type Strings, slotOf } from './strings.ts'
import type { Token } from './tokens.ts'
import type { Word } from './words.ts'

/** The points of a text, and the words that brought most of them. */
export interface Tally extends Points {
  /** Offsets in the text, in its order. */
  spans: { start: number; end: number }[]
}

/** Reaching this many points counts. */
export const ENOUGH = 100
/** From here somebody at home may do harm: what is answered then may be read by them, so less is enough. */
export const ENOUGH_AT_HOME = 50
/** Points are counted over so many words at a time, so that a long harmless text does not gather them. */
const WINDOW = 24
const SHOWN = 3

/** How a cue's two words stand: it is one word; next to each other; one word between. */
export const CUE_ALONE = 0
export const CUE_NEXT = 1
export const CUE_APART = 2
const KINDS = 3
/** Cues at a word: alone as it is and by two beginnings, and in two pairs as they are and by their beginnings. */
const EACH = 7
/** How far the other word of a pair stands. */
const GAPS = [
  [1, CUE_NEXT],
  [2, CUE_APART],
] as const
/** People use few words. Bounded, and emptied when full. */
const MOST_KEPT = 10_000

/** Of a longer word also the beginning counts, in both lengths; in pairs the shorter. */
const BEGINNING = 4
const LONG_BEGINNING = 6

export const isNumber = (word: string): boolean => {
  const first = word.charCodeAt(0)
  return first >= 48 && first <= 57
}

/**
 * The cues at a word: itself and its beginnings (`sult*`), with the next word, and with the one after that; in pairs as
 * they are and by their beginnings. Numbers are all one. `spelt` gives a word as it is listed.
 */
export const cuesAt = (tokens: readonly Token[], at: number, spelt: ReadonlyMap<string, string>): string[] => {
  const listed = (word: string) => (isNumber(word) ? '#' : (spelt.get(word) ?? word))
  const begun = (word: string) =>
    word.length > BEGINNING && !isNumber(word) ? `${word.slice(0, BEGINNING)}*` : listed(word)
  const here = tokens[at]?.word
  if (here === undefined) return []
  const cues = [listed(here), begun(here)]
  if (here.length > LONG_BEGINNING && !isNumber(here)) cues.push(`${here.slice(0, LONG_BEGINNING)}*`)
  const next = tokens[at + 1]?.word
  const third = tokens[at + 2]?.word
  if (next !== undefined) cues.push(`${listed(here)} ${listed(next)}`, `${begun(here)} ${begun(next)}`)
  if (third !== undefined) cues.push(`${listed(here)} .. ${listed(third)}`, `${begun(here)} .. ${begun(third)}`)
  return [...new Set(cues)]
}

export const cueHash = (list: number, first: number, other: number, kind: number): number =>
  Math.imul(Math.imul(Math.imul(first + 1, 0x9e3779b1) ^ (other + 1), 0x85ebca6b) ^ (list * KINDS + kind), 0xc2b2ae35)

/** The lists of cues, one a language. */
export class PointLists {
  readonly #data: PointData
  readonly #strings: Strings
  /** By list and word: 1 if a cue of the list begins with it. Most words are in no list. */
  readonly #opens: Uint8Array
  /** By word: the numbers of its two beginnings, or -1. */
  readonly #begun = new Map<string, readonly [number, number]>()
  /** By list: how words are listed. */
  readonly #spelt: Map<number, number>[]
  /** By cue: the window it was last seen in. */
  readonly #seenIn: Float64Array
  #window = 0
  /** The words of the text as they are listed, by their beginnings, and their cues (number or -1). */
  #words = new Int32Array(0)
  #beginnings = new Int32Array(0)
  #cues = new Int32Array(0)

  constructor(data: PointData, strings: Strings, lists: number) {
    this.#data = data
    this.#strings = strings
    const size = strings.starts.length
    this.#opens = new Uint8Array(lists * size)
    for (let k = 0; k < data.keys.length; k += 4) this.#opens[data.keys[k]! * size + data.keys[k + 1]!] = 1
    this.#spelt = Array.from({ length: lists }, () => new Map())
    for (let s = 0; s < data.spelt.length; s += 3) {
      this.#spelt[data.spelt[s]!]!.set(data.spelt[s + 1]!, data.spelt[s + 2]!)
    }
    this.#seenIn = new Float64Array(data.keys.length / 4)
  }

  /** The window with the most points; words that `harmless` names give none. Linear in the number of words. */
  count(list: number, tokens: readonly Token[], words: readonly Word[], harmless: (token: Token) => boolean): Tally {
    this.#readCues(list, words)
    for (let i = 0; i < tokens.length; i++) if (harmless(tokens[i]!)) this.#cues.fill(-1, EACH * i, EACH * (i + 1))
    let best: (Points & { from: number }) | undefined
    // Windows overlap by half.
    for (let from = 0; from === 0 || from + WINDOW / 2 < tokens.length; from += WINDOW / 2) {
      const tally = this.#tally(from, Math.min(tokens.length, from + WINDOW))
      if (tally !== undefined && tally.serious >= (best?.serious ?? 0) && !(best && tally.serious === best.serious))
        best = { ...tally, from }
    }
    if (best === undefined) return { serious: 0, now: 0, home: 0, spans: [] }
    const { serious, now, home } = best
    return { serious, now, home, spans: this.#top(tokens, best.from) }
  }

  #find(list: number, first: number, other: number, kind: number): number {
    if (this.#opens[list * this.#strings.starts.length + first] !== 1) return -1
    const { slots, keys } = this.#data
    const mask = slots.length - 1
    for (let slot = slotOf(cueHash(list, first, other, kind), mask); ; slot = (slot + 1) & mask) {
      const cue = slots[slot]! - 1
      if (cue < 0) return -1
      const k = 4 * cue
      if (keys[k] === list && keys[k + 1] === first && keys[k + 2] === other && keys[k + 3] === kind) return cue
    }
  }

  #beginningsOf(text: string): readonly [number, number] {
    const kept = this.#begun.get(text)
    if (kept !== undefined) return kept
    const of = (length: number) => {
      if (text.length <= length || isNumber(text)) return -1
      return findString(this.#strings, hashOn(hashOn(EMPTY_HASH, text, 0, length), '*'), text.slice(0, length), '*')
    }
    const begun = [of(BEGINNING), of(LONG_BEGINNING)] as const
    if (this.#begun.size >= MOST_KEPT) this.#begun.clear()
    this.#begun.set(text, begun)
    return begun
  }

  #readCues(list: number, words: readonly Word[]): void {
    const size = words.length
    if (this.#words.length < size || this.#words.length > 4 * size + 1000) {
      this.#words = new Int32Array(size + 100)
      this.#beginnings = new Int32Array(size + 100)
      this.#cues = new Int32Array(EACH * (size + 100))
    }
    const cues = this.#cues
    const spelt = this.#spelt[list]!
    const find = (first: number, other: number, kind: number) =>
      first < 0 || other < -1 ? -1 : this.#find(list, first, other, kind)
    for (let i = 0; i < size; i++) {
      const { id, text } = words[i]!
      const listed = isNumber(text) ? this.#data.number : (spelt.get(id) ?? id)
      const [begun, long] = this.#beginningsOf(text)
      this.#words[i] = listed
      this.#beginnings[i] = text.length > BEGINNING && !isNumber(text) ? begun : listed
      cues[EACH * i] = find(listed, -1, CUE_ALONE)
      cues[EACH * i + 1] = find(begun, -1, CUE_ALONE)
      cues[EACH * i + 2] = find(long, -1, CUE_ALONE)
    }
    for (let i = 0; i < size; i++) {
      const k = EACH * i + 3
      for (const [gap, kind] of GAPS) {
        const other = i + gap
        const [first, second] = other < size ? [this.#words[i]!, this.#words[other]!] : [-1, -1]
        const [begun, alsoBegun] = other < size ? [this.#beginnings[i]!, this.#beginnings[other]!] : [-1, -1]
        cues[k + 2 * gap - 2] = second < 0 ? -1 : find(first, second, kind)
        const same = begun === first && alsoBegun === second
        cues[k + 2 * gap - 1] = same || alsoBegun < 0 ? -1 : find(begun, alsoBegun, kind)
      }
    }
  }

  /** The points of a window, each cue once; undefined where there is no cue. */
  #tally(from: number, to: number): Points | undefined {
    const window = ++this.#window
    const { points } = this.#data
    let [serious, now, home, any] = [0, 0, 0, false]
    for (let k = EACH * from; k < EACH * to; k++) {
      const cue = this.#cues[k]!
      if (cue < 0 || this.#seenIn[cue] === window) continue
      this.#seenIn[cue] = window
      any = true
      serious += points[3 * cue]!
      now += points[3 * cue + 1]!
      home += points[3 * cue + 2]!
    }
    return any ? { serious, now, home } : undefined
  }

  /** The words that brought most of a window's points. */
  #top(tokens: readonly Token[], from: number): Tally['spans'] {
    const window = ++this.#window
    const brought: { at: number; points: number }[] = []
    const to = Math.min(tokens.length, from + WINDOW)
    for (let k = EACH * from; k < EACH * to; k++) {
      const cue = this.#cues[k]!
      if (cue < 0 || this.#seenIn[cue] === window) continue
      this.#seenIn[cue] = window
      brought.push({ at: Math.floor(k / EACH), points: this.#data.points[3 * cue]! })
    }
    const top = [...new Set(brought.sort((a, b) => b.points - a.points).map(({ at }) => at))].slice(0, SHOWN)
    return top.sort((a, b) => a - b).map((at) => ({ start: tokens[at]!.start, end: tokens[at]!.end }))
  }
}
