import type { PointData } from './data.ts'
import type { Points } from './rules.ts'
import { slotOf } from './strings.ts'
import type { Token } from './tokens.ts'
import type { Word } from './words.ts'

/** The points of a text, and the words that brought most of them. */
export interface Tally extends Points {
  /** Offsets in the text, in its order. */
  spans: { start: number; end: number }[]
}

/** Reaching this many points counts. */
export const ENOUGH = 100
/** Points are counted over so many words at a time, so that a long harmless text does not gather them. */
const WINDOW = 24
const SHOWN = 3

/** How a cue's two words stand: it is one word; next to each other; one word between. */
export const CUE_ALONE = 0
export const CUE_NEXT = 1
export const CUE_APART = 2
const KINDS = 3

/**
 * The cues at a word: itself, with the next word, and with the one after that. Numbers are all one.
 * `spelt` gives a word as it is listed.
 */
export const cuesAt = (tokens: readonly Token[], at: number, spelt: ReadonlyMap<string, string>): string[] => {
  const word = (i: number): string | undefined => {
    const raw = tokens[i]?.word
    if (raw === undefined) return undefined
    const first = raw.charCodeAt(0)
    return first >= 48 && first <= 57 ? '#' : (spelt.get(raw) ?? raw)
  }
  const here = word(at)
  const next = word(at + 1)
  const third = word(at + 2)
  if (here === undefined) return []
  if (next === undefined) return [here]
  return third === undefined ? [here, `${here} ${next}`] : [here, `${here} ${next}`, `${here} .. ${third}`]
}

export const cueHash = (list: number, first: number, other: number, kind: number): number =>
  Math.imul(Math.imul(Math.imul(first + 1, 0x9e3779b1) ^ (other + 1), 0x85ebca6b) ^ (list * KINDS + kind), 0xc2b2ae35)

const isNumber = (word: string): boolean => {
  const first = word.charCodeAt(0)
  return first >= 48 && first <= 57
}

/** The lists of cues, one a language. */
export class PointLists {
  readonly #data: PointData
  /** By list: how words are listed. */
  readonly #spelt: Map<number, number>[]
  /** By cue: the window it was last seen in. */
  readonly #seenIn: Float64Array
  #window = 0
  /** The words of the text as they are listed, and three cues each (number or -1). */
  #words = new Int32Array(0)
  #cues = new Int32Array(0)

  constructor(data: PointData, lists: number) {
    this.#data = data
    this.#spelt = Array.from({ length: lists }, () => new Map())
    for (let s = 0; s < data.spelt.length; s += 3) {
      this.#spelt[data.spelt[s]!]!.set(data.spelt[s + 1]!, data.spelt[s + 2]!)
    }
    this.#seenIn = new Float64Array(data.keys.length / 4)
  }

  /** The window with the most points; words that `harmless` names give none. Linear in the number of words. */
  count(list: number, tokens: readonly Token[], words: readonly Word[], harmless: (token: Token) => boolean): Tally {
    this.#readCues(list, words)
    for (let i = 0; i < tokens.length; i++) if (harmless(tokens[i]!)) this.#cues.fill(-1, KINDS * i, KINDS * (i + 1))
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
    const { slots, keys } = this.#data
    const mask = slots.length - 1
    for (let slot = slotOf(cueHash(list, first, other, kind), mask); ; slot = (slot + 1) & mask) {
      const cue = slots[slot]! - 1
      if (cue < 0) return -1
      const k = 4 * cue
      if (keys[k] === list && keys[k + 1] === first && keys[k + 2] === other && keys[k + 3] === kind) return cue
    }
  }

  #readCues(list: number, words: readonly Word[]): void {
    const size = words.length
    if (this.#words.length < size || this.#words.length > 4 * size + 1000) {
      this.#words = new Int32Array(size + 100)
      this.#cues = new Int32Array(KINDS * (size + 100))
    }
    const listed = this.#words
    const spelt = this.#spelt[list]!
    for (let i = 0; i < size; i++) {
      const { id, text } = words[i]!
      listed[i] = isNumber(text) ? this.#data.number : (spelt.get(id) ?? id)
    }
    for (let i = 0; i < size; i++) {
      const first = listed[i]!
      const next = i + 1 < size ? listed[i + 1]! : -1
      const third = i + 2 < size ? listed[i + 2]! : -1
      const k = KINDS * i
      this.#cues[k] = first < 0 ? -1 : this.#find(list, first, -1, CUE_ALONE)
      this.#cues[k + 1] = first < 0 || next < 0 ? -1 : this.#find(list, first, next, CUE_NEXT)
      this.#cues[k + 2] = first < 0 || third < 0 ? -1 : this.#find(list, first, third, CUE_APART)
    }
  }

  /** The points of a window, each cue once; undefined where there is no cue. */
  #tally(from: number, to: number): Points | undefined {
    const window = ++this.#window
    const { points } = this.#data
    let [serious, now, home, any] = [0, 0, 0, false]
    for (let k = KINDS * from; k < KINDS * to; k++) {
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
    for (let k = KINDS * from; k < KINDS * to; k++) {
      const cue = this.#cues[k]!
      if (cue < 0 || this.#seenIn[cue] === window) continue
      this.#seenIn[cue] = window
      brought.push({ at: Math.floor(k / KINDS), points: this.#data.points[3 * cue]! })
    }
    const top = [...new Set(brought.sort((a, b) => b.points - a.points).map(({ at }) => at))].slice(0, SHOWN)
    return top.sort((a, b) => a - b).map((at) => ({ start: tokens[at]!.start, end: tokens[at]!.end }))
  }
}
