/** What a phrase belongs to; the screen gives it its meaning. */
export interface Owner {
  /** Index of its language. */
  language: number
}

/** Tokens `from` to `to`, both included. */
export interface Place {
  from: number
  to: number
}

/** A phrase that was found, or phrases joined by `&`: then `parts` are where each of them stands. */
export interface Match<T extends Owner> extends Place {
  owner: T
  parts?: readonly Place[]
}

/** Phrases further apart than this many words belong to different thoughts. */
const FURTHEST = 14

/** Phrases joined by `&`: found when each of them was found, apart from the others, in one sentence. */
export class Gathering<T extends Owner> {
  readonly owner: T
  readonly #size: number
  /** The last place of each phrase in this sentence. */
  #places: (Place | undefined)[] = []
  #run = 0
  #sentence = 0

  constructor(owner: T, size: number) {
    this.owner = owner
    this.#size = size
  }

  /** Phrase `index` was found. Constant time, so that a text costs time in proportion to its length. */
  take(index: number, place: Place, sentence: number, run: number, found: Match<T>[]): void {
    if (this.#run !== run || this.#sentence !== sentence) {
      this.#run = run
      this.#sentence = sentence
      this.#places = []
    }
    const places = this.#places
    places[index] = place
    let { from, to } = place
    for (let i = 0; i < this.#size; i++) {
      const other = places[i]
      if (other === undefined) return
      if (i === index) continue
      if (other.from <= place.to && place.from <= other.to) return
      if (other.from < from) from = other.from
      if (other.to > to) to = other.to
    }
    if (to - from <= FURTHEST) found.push({ owner: this.owner, from, to, parts: [...(places as Place[])] })
  }
}

/** One phrase and all the gatherings it takes part in. */
export class Shared<T extends Owner> {
  readonly language: number
  readonly uses: { gathering: Gathering<T>; index: number }[] = []

  constructor(language: number) {
    this.language = language
  }

  found(from: number, to: number, sentence: number, run: number, found: Match<T>[]): void {
    const place = { from, to }
    for (const { gathering, index } of this.uses) gathering.take(index, place, sentence, run, found)
  }
}
