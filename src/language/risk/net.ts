import type { Lexicon } from './lexicon.ts'
import type { Part, Phrase } from './phrase.ts'
import type { Token } from './tokens.ts'

/** What a phrase belongs to; the screen gives it its meaning. */
export interface Owner {
  /** Index of its language. */
  language: number
}

/** A phrase that was found: tokens `from` to `to`, both included. */
export interface Match<T extends Owner> {
  owner: T
  from: number
  to: number
}

interface Accept<T extends Owner> {
  owner: T
  atEnd: boolean
}

interface State<T extends Owner> {
  language: number
  /** A word at `places[i]` leads to `targets[i]`. */
  places: number[]
  targets: State<T>[]
  /** Inside a gap: where any other word leads. */
  any: State<T>[]
  accepts: Accept<T>[]
  /** While building: states that are reached for free. */
  free: State<T>[]
  settled: boolean
  /** The step in which it was last entered, where that match began, and whether a word of the phrase entered it. */
  step: number
  from: number
  byWord: boolean
}

/** The longest match in words: bounds what fillers can stretch. */
const WIDEST = 24

/**
 * All phrases of all languages as one automaton over words. It is run without backtracking: each word moves the set
 * of open states once, so the time is linear in the number of words.
 */
export class Net<T extends Owner> {
  readonly #lexicon: Lexicon
  /** By place: the states its word opens; anywhere, and only at the beginning of a clause. */
  readonly #roots: (State<T>[] | undefined)[] = []
  readonly #startRoots: (State<T>[] | undefined)[] = []
  /** By place: the last step whose word can stand there. */
  #placeAt = new Int32Array(0)
  #step = 0

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon
  }

  add(phrase: Phrase, owner: T, spellings: ReadonlyMap<string, string[]>): void {
    const begin = state<T>(owner.language)
    const end = this.#build(phrase.parts, begin, spellings)
    end.accepts.push({ owner, atEnd: phrase.atEnd })
    settle(begin)
    const roots = phrase.atStart ? this.#startRoots : this.#roots
    begin.places.forEach((place, i) => {
      const opened = roots[place]
      if (opened) opened.push(begin.targets[i]!)
      else roots[place] = [begin.targets[i]!]
    })
  }

  #build(parts: readonly Part[], begin: State<T>, spellings: ReadonlyMap<string, string[]>): State<T> {
    let at = begin
    for (const part of parts) {
      const next = state<T>(begin.language)
      if ('words' in part) {
        at.places.push(this.#lexicon.place(begin.language, part.words, spellings))
        at.targets.push(next)
      } else if ('gap' in part) {
        at.free.push(next)
        for (let i = 0; i < part.gap; i++) {
          const skipped = state<T>(begin.language)
          at.any.push(skipped)
          skipped.free.push(next)
          at = skipped
        }
      } else {
        if (part.optional) at.free.push(next)
        for (const way of part.oneOf) this.#build(way, at, spellings).free.push(next)
      }
      at = next
    }
    return at
  }

  /** Every phrase found in the tokens, fillers skipped. */
  run(tokens: readonly Token[]): Match<T>[] {
    const found: Match<T>[] = []
    if (this.#placeAt.length < this.#lexicon.size) this.#placeAt = new Int32Array(this.#lexicon.size)
    const placeAt = this.#placeAt
    let open: State<T>[] = []
    // Kept apart from the states: a state may be entered anew while its old beginning is still to be read.
    let began: number[] = []
    let clauseStarts = true
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      const flags = this.#lexicon.flagsOf(token.word)
      const places = this.#lexicon.lookUp(token.word)
      if (this.#step > 2_000_000_000) {
        this.#step = 0
        placeAt.fill(0)
      }
      const step = ++this.#step
      const sentenceStarts = i > 0 && tokens[i - 1]!.after === 2
      const coming: State<T>[] = []
      for (let p = 0; p < places.length; p++) {
        const place = places[p]!
        if (placeAt[place] === step) continue
        placeAt[place] = step
        const opened = this.#roots[place]
        if (opened) for (const to of opened) enter(to, i, step, true, coming)
        const atStart = clauseStarts ? this.#startRoots[place] : undefined
        if (atStart) for (const to of atStart) enter(to, i, step, true, coming)
      }
      for (let k = 0; k < open.length; k++) {
        const at = open[k]!
        const from = began[k]!
        if (i - from > WIDEST) continue
        if (places.length > 0) {
          for (let t = 0; t < at.places.length; t++) {
            if (placeAt[at.places[t]!] === step) enter(at.targets[t]!, from, step, true, coming)
          }
        }
        const bit = 1 << at.language
        if (at.any.length > 0 && !sentenceStarts && (flags.negation & bit) === 0) {
          for (const to of at.any) enter(to, from, step, false, coming)
        }
        if ((flags.filler & bit) !== 0) enter(at, from, step, false, coming)
      }
      for (const at of coming) {
        if (!at.byWord) continue
        for (const accept of at.accepts) {
          if (!accept.atEnd || this.#clauseEnds(tokens, i, at.language))
            found.push({ owner: accept.owner, from: at.from, to: i })
        }
      }
      open = coming
      began = coming.map((one) => one.from)
      clauseStarts = token.after > 0 || (flags.filler | flags.clause) !== 0
    }
    return found
  }

  #clauseEnds(tokens: readonly Token[], at: number, language: number): boolean {
    if (tokens[at]!.after > 0) return true
    // Fillers may still follow: "jeg kan ikke mere nu altså".
    for (let i = at + 1; i < tokens.length && i <= at + 4; i++) {
      const flags = this.#lexicon.flagsOf(tokens[i]!.word)
      if ((flags.clause & (1 << language)) !== 0) return true
      if ((flags.filler & (1 << language)) === 0) return false
      if (tokens[i]!.after > 0) return true
    }
    return at + 4 >= tokens.length - 1
  }
}

const state = <T extends Owner>(language: number): State<T> => ({
  language,
  places: [],
  targets: [],
  any: [],
  accepts: [],
  free: [],
  settled: false,
  step: 0,
  from: 0,
  byWord: false,
})

const enter = <T extends Owner>(
  to: State<T>,
  from: number,
  step: number,
  byWord: boolean,
  coming: State<T>[],
): void => {
  if (to.step !== step) {
    to.step = step
    to.from = from
    to.byWord = byWord
    coming.push(to)
    return
  }
  // Entered twice: the later beginning is the tighter match.
  if (from > to.from) to.from = from
  if (byWord) to.byWord = true
}

/** Copies what free states can do into the states they are free from, so that running needs no closure. */
const settle = <T extends Owner>(begin: State<T>): void => {
  const work = [begin]
  const all: State<T>[] = []
  begin.settled = true
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    all.push(at)
    for (const next of [at.targets, at.any, at.free]) {
      for (const to of next) {
        if (to.settled) continue
        to.settled = true
        work.push(to)
      }
    }
  }
  const own = new Map(all.map((at) => [at, [at.places.length, at.any.length, at.accepts.length] as const]))
  for (const at of all) {
    if (at.free.length === 0) continue
    const seen = new Set<State<T>>([at])
    const reach = [...at.free]
    for (let other = reach.pop(); other !== undefined; other = reach.pop()) {
      if (seen.has(other)) continue
      seen.add(other)
      reach.push(...other.free)
      const [places, any, accepts] = own.get(other)!
      for (let i = 0; i < places; i++) {
        at.places.push(other.places[i]!)
        at.targets.push(other.targets[i]!)
      }
      for (let i = 0; i < any; i++) at.any.push(other.any[i]!)
      for (let i = 0; i < accepts; i++) at.accepts.push(other.accepts[i]!)
    }
  }
  for (const at of all) at.free = []
}
