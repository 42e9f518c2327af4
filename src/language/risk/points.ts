import { type CueText, type CueWord, CueWords } from './cue-words.ts'
import type { PointData } from './data.ts'
import type { Points } from './lists.ts'
import { CUE_APART, CUE_NEXT, type MARKS } from './marks.ts'
import type { Token } from './tokens.ts'
import type { Word } from './words.ts'

/** The points of a text, and what brought most of them. */
export interface Tally extends Points {
  brought: Brought[]
}

/** A cue found in a text, and the tokens it stands on (marks stand on none). */
export interface Brought {
  cue: string
  points: Points
  at: readonly number[]
}

/** Reaching this many points counts. */
export const ENOUGH = 100
/** From here somebody at home may do harm: what is answered then may be read by them, so less is enough. */
export const ENOUGH_AT_HOME = 50
/** Points are counted over so many words at a time, so that a long harmless text does not gather them. */
const WINDOW = 64
/** Points are as they stand in a text of so many words; in shorter ones they count more, in longer ones less. */
const USUAL = 10
/** Texts of fewer words count as of so many: a word alone says little. */
const FEWEST = 5
/** By what the points of so many words are multiplied. */
export const factorOf = (words: number): number => Math.sqrt(USUAL / Math.max(FEWEST, words))
/** Two concepts so many words apart are a pair. */
export const PAIR_REACH = 10
/** So many words that only another language knows make that language one of the text's. */
const SECOND_LANGUAGE = 3
const FIGURES = 4
/** Figures are kept in tenths. */
const TENTH = 10

/** A text's words as points are counted on them. */
export interface Read {
  texts: readonly CueText[]
  words: readonly CueWord[]
  /** By word: the concepts that begin with it. */
  concepts: readonly (readonly number[])[]
  language: number
}

/** Counts the points of texts. */
export class PointLists {
  readonly #data: PointData
  readonly #words: CueWords
  readonly #size: number
  /** By cue, concept and pair: the window it was last counted in. */
  readonly #cueSeen: Int32Array
  readonly #conceptSeen: Int32Array
  readonly #pairSeen: Int32Array
  #window = 0
  #sum = new Float64Array(FIGURES)
  #brought: Brought[] | undefined

  constructor(data: PointData, languages: number) {
    this.#data = data
    this.#words = new CueWords(data, languages)
    this.#size = data.names.length
    this.#cueSeen = new Int32Array(data.keys.length / 3)
    this.#conceptSeen = new Int32Array(this.#size)
    this.#pairSeen = new Int32Array(this.#size ** 2)
  }

  /**
   * The words of a text with their concepts, in the language that most of them belong to; `hint` decides a draw.
   * `skip` leaves out entries of the lists (by number).
   */
  read(tokens: readonly Token[], typed: readonly Word[], hint: number, skip?: (entry: number) => boolean): Read {
    const texts = tokens.map(({ word }) => this.#words.of(word))
    const known = texts.map((text, i) => text.known | listedIn(typed[i]!))
    const language = Math.max(0, mostKnown(known, hint))
    const other = mostKnown(
      known.map((bits) => (bits & (1 << language) ? 0 : bits)),
      -1,
    )
    const isOther = (bits: number) => !(bits & (1 << language)) && (bits & (1 << other)) !== 0
    const two = other >= 0 && known.filter(isOther).length >= SECOND_LANGUAGE
    const words = texts.map((text, i) => text.of[two && isOther(known[i]!) ? other : language]!)
    return { texts, words, concepts: words.map((word, i) => this.#conceptsAt(words, word, i, skip)), language }
  }

  /** Whether a concept stands anywhere in a text, whatever word says it. */
  speaksOf({ concepts }: Read, name: string): boolean {
    const concept = this.#data.names.indexOf(name)
    return concept >= 0 && concepts.some((here) => here.includes(concept))
  }

  /** The window with the most points. `marks` by number in `MARKS`. Linear in the number of words. */
  count(read: Read, marks: readonly number[]): Points {
    return this.#best(read, marks)[0]
  }

  /** The same, with every cue that was counted. */
  explain(read: Read, marks: readonly number[], names: typeof MARKS): Tally {
    const [, from] = this.#best(read, marks)
    const brought: Brought[] = []
    this.#brought = brought
    const points = this.#tally(read, from, marks, names)
    this.#brought = undefined
    return { ...points, brought }
  }

  #best(read: Read, marks: readonly number[]): [points: Points, from: number] {
    const size = read.words.length
    let best = this.#tally(read, 0, marks)
    let at = 0
    // Windows overlap by half.
    for (let from = WINDOW / 2; from + WINDOW / 2 < size; from += WINDOW / 2) {
      const points = this.#tally(read, from, marks)
      if (gravest(points) <= gravest(best)) continue
      best = points
      at = from
    }
    return [best, at]
  }

  #conceptsAt(words: readonly CueWord[], word: CueWord, at: number, skip?: (entry: number) => boolean): number[] {
    const { concepts, rest } = this.#data
    const here: number[] = []
    const take = (entry: number) => {
      if (skip?.(entry)) return
      for (let c = concepts.starts[entry]!; c < concepts.starts[entry + 1]!; c++) {
        const concept = concepts.values[c]!
        if (!here.includes(concept)) here.push(concept)
      }
    }
    for (const entry of word.singles) take(entry)
    for (const entry of word.opens) {
      const first = rest.starts[entry]!
      const length = rest.starts[entry + 1]! - first
      let fits = at + length < words.length
      for (let r = 0; r < length && fits; r++) fits = words[at + 1 + r]!.ids.includes(rest.values[first + r]!)
      if (fits) take(entry)
    }
    return here
  }

  #add(figures: Int16Array, index: number, cue: () => string, at: readonly number[]): void {
    const sum = this.#sum
    const k = FIGURES * index
    for (let i = 0; i < FIGURES; i++) sum[i]! += figures[k + i]!
    if (this.#brought === undefined) return
    const [serious, now, home, soon] = figures.subarray(k, k + FIGURES)
    const points = { serious: serious! / TENTH, now: now! / TENTH, home: home! / TENTH, soon: soon! / TENTH }
    if (serious !== 0 || now !== 0 || home !== 0 || soon !== 0) this.#brought.push({ cue: cue(), points, at })
  }

  /** The points of a window, each cue once. */
  #tally(read: Read, from: number, marks: readonly number[], names?: typeof MARKS): Points {
    const window = ++this.#window
    this.#sum.fill(0)
    const to = Math.min(read.words.length, from + WINDOW)
    for (let i = from; i < to; i++) this.#addWord(read, i, to, window)
    for (let i = from; i < to; i++) if (read.concepts[i]!.length > 0) this.#addConcepts(read, i, to, window)
    for (const mark of marks) this.#add(this.#data.marks, mark, () => names?.[mark] ?? '', [])
    const factor = factorOf(to - from) / TENTH
    const [serious, now, home, soon] = this.#sum.map((figure) => figure * factor)
    return { serious: serious!, now: now!, home: home!, soon: soon! }
  }

  #addCue(cue: number, window: number, at: readonly number[]): void {
    if (cue < 0 || this.#cueSeen[cue] === window) return
    this.#cueSeen[cue] = window
    this.#add(this.#data.points, cue, () => this.#cueName(cue), at)
  }

  #addWord({ texts, words }: Read, at: number, to: number, window: number): void {
    const text = texts[at]!
    const word = words[at]!
    if (text.seen !== window) {
      text.seen = window
      this.#addCue(word.cue, window, [at])
      // Each part once a word.
      for (const cue of text.parts) this.#add(this.#data.points, cue, () => this.#cueName(cue), [at])
    }
    for (let gap = 1; gap <= 2 && at + gap < to; gap++) {
      const other = words[at + gap]!
      const kind = gap === 1 ? CUE_NEXT : CUE_APART
      if (other.listed >= 0) this.#addCue(this.#words.cue(word.listed, other.listed, kind), window, [at, at + gap])
      if ((word.begun !== word.listed || other.begun !== other.listed) && other.begun >= 0)
        this.#addCue(this.#words.cue(word.begun, other.begun, kind), window, [at, at + gap])
    }
  }

  #addConcepts({ concepts }: Read, at: number, to: number, window: number): void {
    const here = concepts[at]!
    const { alone, pairs, names } = this.#data
    for (const concept of here) {
      if (this.#conceptSeen[concept] === window) continue
      this.#conceptSeen[concept] = window
      this.#add(alone, concept, () => names[concept]!, [at])
    }
    const last = Math.min(to - 1, at + PAIR_REACH)
    for (let i = at; i <= last; i++) {
      const there = concepts[i]!
      for (const a of here) {
        for (const b of there) {
          if (i === at && a >= b) continue
          const pair = a < b ? a * this.#size + b : b * this.#size + a
          if (this.#pairSeen[pair] === window) continue
          this.#pairSeen[pair] = window
          this.#add(pairs, pair, () => (a < b ? `${names[a]} + ${names[b]}` : `${names[b]} + ${names[a]}`), [at, i])
        }
      }
    }
  }

  #cueName(cue: number): string {
    const { keys, strings } = this.#data
    const word = (id: number) =>
      String.fromCharCode(...strings.pool.subarray(strings.starts[id]!, strings.starts[id + 1]!))
    const first = word(keys[3 * cue]!)
    const other = keys[3 * cue + 1]!
    if (other < 0) return first
    return `${first} ${keys[3 * cue + 2] === CUE_APART ? '.. ' : ''}${word(other)}`
  }
}

const gravest = ({ serious, now, soon }: Points): number => Math.max(serious, now, soon)

/** The languages whose rules list a word among the small words. */
const listedIn = ({ filler, negation, clause, turn, self }: Word): number => filler | negation | clause | turn | self

/** The language that most words belong to; a word of several languages counts less. */
const mostKnown = (known: readonly number[], hint: number): number => {
  const score: number[] = []
  for (const bits of known) {
    let count = 0
    for (let b = bits; b !== 0; b &= b - 1) count++
    for (let language = 0, b = bits; b !== 0; language++, b >>= 1) {
      if (b & 1) score[language] = (score[language] ?? 0) + 1 / count
    }
  }
  let best = hint
  score.forEach((one, language) => {
    if (one > (best < 0 ? 0 : (score[best] ?? 0)) + 1e-9) best = language
  })
  return best
}
