import type { NetData } from './data.ts'
import { Gatherings, type Match } from './together.ts'
import type { Token } from './tokens.ts'
import type { Word } from './words.ts'

/** The longest match in words: bounds what fillers can stretch. */
const WIDEST = 24
/** Steps and runs are counted in 32 bits. */
const LAST_STEP = 2_000_000_000

/** Of a state with more ways on than this it is not asked whether any of them can still be gone. */
const FEW = 12

/** What a state says, four numbers each: where its edges and its gap begin, the phrase that ends in it, its language's bit. */
const SAYS = 4

/**
 * The automaton of all phrases. It is run without backtracking: each word moves the set of open states once, so the
 * time is linear in the number of words. What a run writes into is kept and marked with the number of the step.
 */
export class Net {
  readonly #data: NetData
  readonly #gatherings: Gatherings
  /** By place: the last step whose word can stand there. */
  readonly #placeAt: Int32Array
  /** By place: the last step of this text whose word can stand there. */
  readonly #lastAt: Int32Array
  /** By state, side by side because they are read together: see `SAYS`. */
  readonly #says: Int32Array
  /**
   * By state, two numbers each: the step in which it was last entered, and where that match began, doubled, + 1 if a
   * word of the phrase entered it.
   */
  readonly #marks: Int32Array
  /** The open states, those that come next, and where the open ones began. */
  #open: Int32Array
  #coming: Int32Array
  // Kept apart from the states: a state may be entered anew while its old beginning is still to be read.
  readonly #began: Int32Array
  #count = 0
  #step = 0

  constructor(data: NetData) {
    this.#data = data
    this.#gatherings = new Gatherings(data)
    const states = data.bits.length
    this.#placeAt = new Int32Array(data.roots.starts.length - 1)
    this.#lastAt = new Int32Array(data.roots.starts.length - 1)
    this.#says = new Int32Array(SAYS * (states + 1))
    for (let state = 0; state <= states; state++) {
      this.#says[SAYS * state] = data.edges.starts[state]!
      this.#says[SAYS * state + 1] = data.any.starts[state]!
      this.#says[SAYS * state + 2] = data.accepts[state] ?? 0
      this.#says[SAYS * state + 3] = data.bits[state] ?? 0
    }
    this.#marks = new Int32Array(2 * states)
    this.#open = new Int32Array(states)
    this.#coming = new Int32Array(states)
    this.#began = new Int32Array(states)
  }

  #enter(state: number, from: number, step: number, byWord: 0 | 1): void {
    const marks = this.#marks
    const m = 2 * state
    if (marks[m] !== step) {
      if (!this.#leads(state, step)) return
      marks[m] = step
      marks[m + 1] = 2 * from + byWord
      this.#coming[this.#count++] = state
      return
    }
    // Entered twice: the later beginning is the tighter match.
    const known = marks[m + 1]!
    marks[m + 1] = (from > known >> 1 ? 2 * from : known & ~1) | (known & 1) | byWord
  }

  /** A state that ends no phrase is not entered when no later word of the text leads on from it: most are like that. */
  #leads(state: number, step: number): boolean {
    const says = this.#says
    const s = SAYS * state
    const first = says[s]!
    const last = says[s + SAYS]!
    if (last - first > 2 * FEW || says[s + 2] !== 0 || says[s + 1]! < says[s + SAYS + 1]!) return true
    const edges = this.#data.edges.values
    for (let e = first; e < last; e += 2) if (this.#lastAt[edges[e]!]! > step) return true
    return false
  }

  /** Every phrase found in the tokens, fillers skipped. `words` are the tokens' words. */
  run(tokens: readonly Token[], words: readonly Word[]): Match[] {
    const found: Match[] = []
    const says = this.#says
    const marks = this.#marks
    const edges = this.#data.edges.values
    const any = this.#data.any.values
    const placeAt = this.#placeAt
    const began = this.#began
    let open = 0
    let clauseStarts = true
    this.#gatherings.begin()
    if (this.#step > LAST_STEP - tokens.length) this.#restart()
    for (let i = 0; i < words.length; i++) {
      const { places } = words[i]!.entry
      for (let p = 0; p < places.length; p++) this.#lastAt[places[p]!] = this.#step + i + 1
    }
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      const { entry, filler, negation, clause } = words[i]!
      const { places, roots, startRoots } = entry
      const step = ++this.#step
      const sentenceStarts = i > 0 && tokens[i - 1]!.after === 2
      this.#count = 0
      for (let p = 0; p < places.length; p++) placeAt[places[p]!] = step
      for (let r = 0; r < roots.length; r++) this.#enter(roots[r]!, i, step, 1)
      if (clauseStarts) for (let r = 0; r < startRoots.length; r++) this.#enter(startRoots[r]!, i, step, 1)
      const opened = this.#open
      const placed = places.length > 0
      for (let k = 0; k < open; k++) {
        const from = began[k]!
        if (i - from > WIDEST) continue
        const at = opened[k]!
        const s = SAYS * at
        if (placed) {
          const last = says[s + SAYS]!
          for (let e = says[s]!; e < last; e += 2) {
            if (placeAt[edges[e]!] === step) this.#enter(edges[e + 1]!, from, step, 1)
          }
        }
        const bit = says[s + 3]!
        const lastAny = says[s + SAYS + 1]!
        let a = says[s + 1]!
        if (a < lastAny && !sentenceStarts && (negation & bit) === 0) {
          for (; a < lastAny; a++) this.#enter(any[a]!, from, step, 0)
        }
        if ((filler & bit) !== 0) this.#enter(at, from, step, 0)
      }
      const coming = this.#coming
      open = this.#count
      for (let k = 0; k < open; k++) {
        const at = coming[k]!
        const mark = marks[2 * at + 1]!
        const from = mark >> 1
        began[k] = from
        const phrase = says[SAYS * at + 2]! - 1
        if (phrase < 0 || (mark & 1) === 0) continue
        if (this.#data.atEnd[phrase] === 1 && !clauseEnds(tokens, words, i, says[SAYS * at + 3]!)) continue
        const owner = this.#data.owners[phrase]!
        if (owner < 0) this.#gatherings.found(-1 - owner, from, i, token.sentence, found)
        else found.push({ meaning: owner, from, to: i })
      }
      this.#coming = this.#open
      this.#open = coming
      clauseStarts = token.after > 0 || (filler | clause) !== 0
    }
    return found
  }

  #restart(): void {
    this.#step = 0
    this.#placeAt.fill(0)
    this.#lastAt.fill(0)
    this.#marks.fill(0)
  }
}

const clauseEnds = (tokens: readonly Token[], words: readonly Word[], at: number, bit: number): boolean => {
  if (tokens[at]!.after > 0) return true
  // Fillers may still follow: "jeg kan ikke mere nu altså".
  for (let i = at + 1; i < tokens.length && i <= at + 4; i++) {
    const { filler, clause } = words[i]!
    if ((clause & bit) !== 0) return true
    if ((filler & bit) === 0) return false
    if (tokens[i]!.after > 0) return true
  }
  return at + 4 >= tokens.length - 1
}
