import type { LexiconData } from './data.ts'
import { flatten } from './flatten.ts'
import { slotOf, slotsFor } from './strings.ts'

const LETTERS = 65_536

type StemData = Pick<LexiconData, 'stemSlots' | 'stemParents' | 'stemLetters' | 'stems' | 'stemDeepest'>

/** The beginnings of words (`stem*`) as a tree of letters, so that one walk over a word finds them all. Node 0 is the root. */
export class StemTree {
  /** By node and letter. */
  readonly #children = new Map<number, number>()
  readonly #parents = [0]
  readonly #letters = [0]
  readonly #depths = [0]
  readonly #places: number[][] = []

  add(stem: string, place: number): void {
    let node = 0
    this.#note(node, stem.length)
    for (let i = 0; i < stem.length; i++) {
      const letter = stem.charCodeAt(i)
      let child = this.#children.get(LETTERS * node + letter)
      if (child === undefined) {
        child = this.#parents.length
        this.#children.set(LETTERS * node + letter, child)
        this.#parents.push(node)
        this.#letters.push(letter)
        this.#depths.push(0)
      }
      node = child
      this.#note(node, stem.length)
    }
    const places = this.#places[node]
    if (places === undefined) this.#places[node] = [place]
    // Places are numbered upwards: a repetition can only be the last.
    else if (places[places.length - 1] !== place) places.push(place)
  }

  #note(node: number, length: number): void {
    if (this.#depths[node]! < length) this.#depths[node] = length
  }

  nodeOf(stem: string): number {
    let node = 0
    for (let i = 0; i < stem.length; i++) node = this.#children.get(LETTERS * node + stem.charCodeAt(i))!
    return node
  }

  finish(): StemData {
    const count = this.#parents.length
    const stemSlots = new Int32Array(slotsFor(count))
    const mask = stemSlots.length - 1
    for (let node = 1; node < count; node++) {
      let slot = slotOf(childHash(this.#parents[node]!, this.#letters[node]!), mask)
      while (stemSlots[slot] !== 0) slot = (slot + 1) & mask
      stemSlots[slot] = node + 1
    }
    return {
      stemSlots,
      stemParents: Int32Array.from(this.#parents),
      stemLetters: Uint16Array.from(this.#letters),
      stems: flatten(this.#places, count),
      stemDeepest: Uint8Array.from(this.#depths),
    }
  }
}

const childHash = (parent: number, letter: number): number =>
  Math.imul(Math.imul(parent + 1, 0x9e3779b1) ^ letter, 0x01000193)

/** The node one letter further, or -1. */
export const stemChild = ({ stemSlots, stemParents, stemLetters }: StemData, node: number, letter: number): number => {
  const mask = stemSlots.length - 1
  for (let slot = slotOf(childHash(node, letter), mask); ; slot = (slot + 1) & mask) {
    const child = stemSlots[slot]! - 1
    if (child < 0) return -1
    if (stemParents[child] === node && stemLetters[child] === letter) return child
  }
}

/** The letters of a node's stem. */
export const stemAt = ({ stemParents, stemLetters }: StemData, node: number): string => {
  let stem = ''
  for (let at = node; at !== 0; at = stemParents[at]!) stem = String.fromCharCode(stemLetters[at]!) + stem
  return stem
}
