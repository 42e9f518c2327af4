import type { NetData } from './data.ts'

/** Tokens `from` to `to`, both included. */
export interface Place {
  from: number
  to: number
}

/** A phrase that was found, or phrases joined by `&`: then `parts` are where each of them stands. */
export interface Match extends Place {
  /** Its number. */
  meaning: number
  parts?: readonly Place[]
}

/** Phrases further apart than this many words belong to different thoughts. */
const FURTHEST = 14

/** Phrases joined by `&` (a gathering): found when each of them was found, apart from the others, in one sentence. */
export class Gatherings {
  readonly #data: NetData
  /** By gathering: the run and the sentence its places are of. */
  readonly #runs: Float64Array
  readonly #sentences: Int32Array
  /** By slot: the last place of each phrase in this sentence; from -1: none yet. */
  readonly #from: Int32Array
  readonly #to: Int32Array
  #run = 0

  constructor(data: NetData) {
    this.#data = data
    const slots = data.gatheringSlots[data.gatherings.length] ?? 0
    this.#runs = new Float64Array(data.gatherings.length)
    this.#sentences = new Int32Array(data.gatherings.length)
    this.#from = new Int32Array(slots)
    this.#to = new Int32Array(slots)
  }

  /** Another text. */
  begin(): void {
    this.#run++
  }

  /** A phrase was found. */
  found(shared: number, from: number, to: number, sentence: number, found: Match[]): void {
    const { starts, values } = this.#data.shared
    for (let u = starts[shared]!; u < starts[shared + 1]!; u += 2) {
      this.#take(values[u]!, values[u + 1]!, from, to, sentence, found)
    }
  }

  /** Constant time, so that a text costs time in proportion to its length. */
  #take(gathering: number, index: number, from: number, to: number, sentence: number, found: Match[]): void {
    const first = this.#data.gatheringSlots[gathering]!
    const last = this.#data.gatheringSlots[gathering + 1]!
    if (this.#runs[gathering] !== this.#run || this.#sentences[gathering] !== sentence) {
      this.#runs[gathering] = this.#run
      this.#sentences[gathering] = sentence
      this.#from.fill(-1, first, last)
    }
    this.#from[first + index] = from
    this.#to[first + index] = to
    let widestFrom = from
    let widestTo = to
    for (let slot = first; slot < last; slot++) {
      const otherFrom = this.#from[slot]!
      const otherTo = this.#to[slot]!
      if (otherFrom < 0) return
      if (slot === first + index) continue
      if (otherFrom <= to && from <= otherTo) return
      if (otherFrom < widestFrom) widestFrom = otherFrom
      if (otherTo > widestTo) widestTo = otherTo
    }
    if (widestTo - widestFrom > FURTHEST) return
    const parts: Place[] = []
    for (let slot = first; slot < last; slot++) parts.push({ from: this.#from[slot]!, to: this.#to[slot]! })
    found.push({ meaning: this.#data.gatherings[gathering]!, from: widestFrom, to: widestTo, parts })
  }
}
