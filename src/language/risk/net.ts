import type { Lexicon } from './lexicon.ts'
import type { Part, Phrase } from './phrase.ts'
import { Gathering, type Match, type Owner, Shared } from './together.ts'
import type { Token } from './tokens.ts'

interface Accept<T extends Owner> {
  owner: T | Shared<T>
  atEnd: boolean
}

interface State<T extends Owner> {
  language: number
  /** A word at `places[i]` leads to `targets[i]`. */
  places: number[]
  targets: State<T>[]
  /** Inside a gap: where any other word leads. */
  any: readonly State<T>[]
  accepts: readonly Accept<T>[]
  /** While building: states that are reached for free. */
  free: readonly State<T>[]
  settled: boolean
  /** The step in which it was last entered, where that match began, and whether a word of the phrase entered it. */
  step: number
  from: number
  byWord: boolean
}

interface Entry<T extends Owner> {
  places: readonly number[]
  roots: readonly State<T>[]
  startRoots: readonly State<T>[]
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
  #run = 0
  #entries = new WeakMap<readonly number[], Entry<T>>()
  /** The phrases of `&`, by language and text: each is looked for once. */
  readonly #shared = new Map<string, Shared<T>>()

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon
  }

  /** Adds phrases that mean `owner` when they stand in one sentence (mostly it is one phrase). */
  add(together: readonly Phrase[], owner: T, spellings: ReadonlyMap<string, string[]>): void {
    if (together.length === 1) {
      this.#lay(together[0]!, owner, spellings)
      return
    }
    const gathering = new Gathering(owner, together.length)
    together.forEach((phrase, index) => {
      const key = `${owner.language}/${phrase.text}`
      let shared = this.#shared.get(key)
      if (shared === undefined) {
        shared = new Shared<T>(owner.language)
        this.#shared.set(key, shared)
        this.#lay(phrase, shared, spellings)
      }
      shared.uses.push({ gathering, index })
    })
  }

  #lay(phrase: Phrase, owner: T | Shared<T>, spellings: ReadonlyMap<string, string[]>): void {
    const begin = state<T>(owner.language)
    const end = state<T>(owner.language)
    end.accepts = [{ owner, atEnd: phrase.atEnd }]
    this.#build(phrase.parts, begin, end, spellings)
    settle(begin)
    const roots = phrase.atStart ? this.#startRoots : this.#roots
    begin.places.forEach((place, i) => {
      const opened = roots[place]
      if (opened) opened.push(begin.targets[i]!)
      else roots[place] = [begin.targets[i]!]
    })
  }

  /** Lays the parts between two states. */
  #build(parts: readonly Part[], begin: State<T>, end: State<T>, spellings: ReadonlyMap<string, string[]>): void {
    let at = begin
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      const next = i === parts.length - 1 ? end : state<T>(begin.language)
      if ('words' in part) {
        at.places.push(this.#lexicon.place(begin.language, part.words, spellings))
        at.targets.push(next)
      } else if ('gap' in part) {
        add(at, 'free', next)
        for (let k = 0; k < part.gap; k++) {
          const skipped = state<T>(begin.language)
          add(at, 'any', skipped)
          add(skipped, 'free', next)
          at = skipped
        }
      } else {
        if (part.optional) add(at, 'free', next)
        for (const way of part.oneOf) this.#build(way, at, next, spellings)
      }
      at = next
    }
  }

  /** What a word with these places opens; kept, because words come again. Only once all phrases are added. */
  #entryOf(places: readonly number[]): Entry<T> {
    const known = this.#entries.get(places)
    if (known !== undefined) return known
    const each = [...new Set(places)]
    const opened = (roots: readonly (State<T>[] | undefined)[]): State<T>[] =>
      each.flatMap((place) => roots[place] ?? [])
    const entry = { places: each, roots: opened(this.#roots), startRoots: opened(this.#startRoots) }
    this.#entries.set(places, entry)
    return entry
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
    const run = ++this.#run
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      const flags = this.#lexicon.flagsOf(token.word)
      const { places, roots, startRoots } = this.#entryOf(this.#lexicon.lookUp(token.word))
      if (this.#step > 2_000_000_000) {
        this.#step = 0
        placeAt.fill(0)
      }
      const step = ++this.#step
      const sentenceStarts = i > 0 && tokens[i - 1]!.after === 2
      const coming: State<T>[] = []
      for (let p = 0; p < places.length; p++) placeAt[places[p]!] = step
      for (let r = 0; r < roots.length; r++) enter(roots[r]!, i, step, true, coming)
      if (clauseStarts) for (let r = 0; r < startRoots.length; r++) enter(startRoots[r]!, i, step, true, coming)
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
          if (accept.atEnd && !this.#clauseEnds(tokens, i, at.language)) continue
          const { owner } = accept
          if (owner instanceof Shared) owner.found(at.from, i, token.sentence, run, found)
          else found.push({ owner, from: at.from, to: i })
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

/** Shared by the many states that have none. */
const NONE: readonly never[] = []

const add = <T extends Owner>(at: State<T>, what: 'any' | 'free', to: State<T>): void => {
  at[what] = [...at[what], to]
}

const state = <T extends Owner>(language: number): State<T> => ({
  language,
  places: [],
  targets: [],
  any: NONE,
  accepts: NONE,
  free: NONE,
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
  let free = false
  begin.settled = true
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    all.push(at)
    if (at.free.length > 0) free = true
    for (const next of [at.targets, at.any, at.free]) {
      for (const to of next) {
        if (to.settled) continue
        to.settled = true
        work.push(to)
      }
    }
  }
  if (!free) return
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
      if (any > 0) at.any = [...at.any, ...other.any.slice(0, any)]
      if (accepts > 0) at.accepts = [...at.accepts, ...other.accepts.slice(0, accepts)]
    }
  }
  for (const at of all) at.free = NONE
}
