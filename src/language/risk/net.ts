import type { NetData } from './data.ts'
import { FlatLists, flatten } from './flatten.ts'
import type { LexiconBuilder } from './lexicon.ts'
import type { Part, Phrase } from './phrase.ts'

const NONE: readonly number[] = []

/** Lays all phrases of all languages into one automaton over words, as flat data. */
export class NetBuilder {
  readonly #lexicon: LexiconBuilder
  readonly #roots: number[][] = []
  readonly #startRoots: number[][] = []
  // Laid flat at once: tens of thousands of small arrays would be moved about by the garbage collector.
  readonly #edges = new FlatLists()
  readonly #any = new FlatLists()
  readonly #bits: number[] = []
  readonly #accepts: number[] = []
  readonly #owners: number[] = []
  readonly #atEnd: number[] = []
  /** The phrases of `&`, by language and text: each is looked for once. */
  readonly #sharedBy = new Map<string, number>()
  readonly #shared: number[][] = []
  readonly #gatherings: number[] = []
  readonly #gatheringSlots = [0]

  constructor(lexicon: LexiconBuilder) {
    this.#lexicon = lexicon
  }

  /** Adds phrases that have this meaning when they stand in one sentence (mostly it is one phrase). */
  add(together: readonly Phrase[], meaning: number, language: number, spellings: ReadonlyMap<string, string[]>): void {
    if (together.length === 1) {
      this.#lay(together[0]!, meaning, language, spellings)
      return
    }
    const gathering = this.#gatherings.push(meaning) - 1
    this.#gatheringSlots.push(this.#gatheringSlots[gathering]! + together.length)
    together.forEach((phrase, index) => {
      const key = `${language}/${phrase.text}`
      let shared = this.#sharedBy.get(key)
      if (shared === undefined) {
        shared = this.#shared.push([]) - 1
        this.#sharedBy.set(key, shared)
        this.#lay(phrase, -1 - shared, language, spellings)
      }
      this.#shared[shared]!.push(gathering, index)
    })
  }

  #lay(phrase: Phrase, owner: number, language: number, spellings: ReadonlyMap<string, string[]>): void {
    const place = (words: readonly string[]) => this.#lexicon.place(language, words, spellings)
    const laid = new Laying(phrase.parts, place)
    laid.settle()
    const base = this.#bits.length
    const number = this.#owners.push(owner)
    this.#atEnd.push(phrase.atEnd ? 1 : 0)
    for (let state = 0; state < laid.size; state++) {
      const edges = laid.edges[state]!
      for (let e = 1; e < edges.length; e += 2) edges[e]! += base
      this.#edges.push(edges)
      this.#any.push(laid.any[state]?.map((to) => base + to) ?? NONE)
      this.#bits.push(1 << language)
      this.#accepts.push(laid.accepts.has(state) ? number : 0)
    }
    const roots = phrase.atStart ? this.#startRoots : this.#roots
    const first = laid.edges[0]!
    for (let e = 0; e < first.length; e += 2) {
      const opened = roots[first[e]!]
      if (opened) opened.push(first[e + 1]!)
      else roots[first[e]!] = [first[e + 1]!]
    }
  }

  finish(): NetData {
    return {
      roots: flatten(this.#roots, this.#lexicon.size),
      startRoots: flatten(this.#startRoots, this.#lexicon.size),
      edges: this.#edges.finish(),
      any: this.#any.finish(),
      bits: Uint16Array.from(this.#bits),
      accepts: Int32Array.from(this.#accepts),
      owners: Int32Array.from(this.#owners),
      atEnd: Uint8Array.from(this.#atEnd),
      shared: flatten(this.#shared),
      gatherings: Int32Array.from(this.#gatherings),
      gatheringSlots: Int32Array.from(this.#gatheringSlots),
    }
  }
}

const BEGIN = 0
const END = 1

/** The states of one phrase, numbered from its beginning. */
class Laying {
  /** By state: place, target, place, target … */
  readonly edges: number[][] = [[], []]
  readonly any: (number[] | undefined)[] = []
  /** States in which the phrase is complete. */
  readonly accepts = new Set([END])
  /** States that are reached for free. */
  readonly #free: (number[] | undefined)[] = []
  readonly #place: (words: readonly string[]) => number

  constructor(parts: readonly Part[], place: (words: readonly string[]) => number) {
    this.#place = place
    this.#build(parts, BEGIN, END)
  }

  get size(): number {
    return this.edges.length
  }

  /** Lays the parts between two states. */
  #build(parts: readonly Part[], begin: number, end: number): void {
    let at = begin
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      const next = i === parts.length - 1 ? end : this.edges.push([]) - 1
      if ('words' in part) this.edges[at]!.push(this.#place(part.words), next)
      else if ('gap' in part) {
        add(this.#free, at, next)
        for (let k = 0; k < part.gap; k++) {
          const skipped = this.edges.push([]) - 1
          add(this.any, at, skipped)
          add(this.#free, skipped, next)
          at = skipped
        }
      } else {
        if (part.optional) add(this.#free, at, next)
        for (const way of part.oneOf) this.#build(way, at, next)
      }
      at = next
    }
  }

  /** Copies what free states can do into the states they are free from, so that running needs no closure. */
  settle(): void {
    if (this.#free.length === 0) return
    const own = this.edges.map((edges, state) => [edges.length, this.any[state]?.length ?? 0] as const)
    for (let at = 0; at < this.size; at++) {
      const free = this.#free[at]
      if (free === undefined) continue
      const seen = new Set([at])
      const reach = [...free]
      for (let other = reach.pop(); other !== undefined; other = reach.pop()) {
        if (seen.has(other)) continue
        seen.add(other)
        reach.push(...(this.#free[other] ?? NONE))
        const [edges, any] = own[other]!
        for (let e = 0; e < edges; e++) this.edges[at]!.push(this.edges[other]![e]!)
        for (let a = 0; a < any; a++) add(this.any, at, this.any[other]![a]!)
        if (other === END) this.accepts.add(at)
      }
    }
  }
}

const add = (lists: (number[] | undefined)[], at: number, to: number): void => {
  const list = lists[at]
  if (list) list.push(to)
  else lists[at] = [to]
}
