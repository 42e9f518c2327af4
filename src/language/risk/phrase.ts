import { tokenize } from './tokens.ts'

/**
 * A part of a phrase. Words are coded: `w:` a word, spelling tolerated · `x:` exactly this word · `p:` a beginning ·
 * `#` a number · `##` a number from 8. A gap is up to so many other words.
 */
export type Part = { words: string[] } | { gap: number } | { oneOf: Part[][]; optional: boolean }

/** One run of words. Several of them joined by `&` stand in one sentence, in any order. */
export interface Phrase {
  parts: Part[]
  /** As written: the same text in another rule of the language is the same phrase. */
  text: string
  /** `^`: only at the beginning of a clause. `$`: only at its end. */
  atStart: boolean
  atEnd: boolean
}

export class PhraseFault extends Error {
  override name = 'PhraseFault'
}

/** The named lists of a language, and its words; each is read once. */
export class WordLists {
  readonly #entries: ReadonlyMap<string, string[]>
  readonly #read = new Map<string, Part>()
  readonly #words = new Map<string, Part[]>()
  constructor(entries: Iterable<[string, string[]]>) {
    this.#entries = new Map(entries)
  }
  part(name: string, depth: number): Part | undefined {
    const known = this.#read.get(name)
    if (known) return known
    const list = this.#entries.get(name)
    if (list === undefined) return undefined
    const part = choice(
      list.map((entry) => new Reader(entry, this, depth).alternatives()),
      false,
    )
    this.#read.set(name, part)
    return part
  }

  /** A word as written in a phrase: the same word is the same part, which the lexicon then knows again. */
  word(raw: string): Part[] {
    const known = this.#words.get(raw)
    if (known) return known
    const parts = wordParts(raw)
    this.#words.set(raw, parts)
    return parts
  }
}

const GAPS: Record<string, number> = { '..': 2, '...': 5 }
/** Lists every language has. */
const NUMBERS: Record<string, string> = { number: '#', 'big-number': '##' }
const DEEPEST = 8
const GAP = /\.{2,3}(?=\s|$)/y
const WORD = /=?[^\s|(){}?$^&]+/y

/**
 * Reads a phrase of a rule. The notation:
 * `a b|c` one or the other · `(a|b c) d` a part of it · `?` after a word or group: may be missing ·
 * `{name}` one of the named list · `{number}` `{big-number}` · `stem*` any ending · `=word` exactly so ·
 * `..` up to two other words · `...` up to five · `^` at the beginning, `$` at the end of a clause ·
 * `a & b`: both in one sentence, in any order. Gives the alternatives, each with the phrases it needs.
 */
export const parsePhrase = (text: string, lists: WordLists): Phrase[][] => {
  const reader = new Reader(text, lists, 0)
  const alternatives: Phrase[][] = []
  do {
    const together: Phrase[] = []
    do together.push(reader.phrase())
    while (reader.take('&'))
    alternatives.push(together)
  } while (reader.take('|'))
  if (!reader.done()) throw new PhraseFault(`"${text}": unexpected "${reader.rest()}"`)
  return alternatives
}

class Reader {
  readonly #text: string
  readonly #lists: WordLists
  readonly #depth: number
  #at = 0
  constructor(text: string, lists: WordLists, depth: number) {
    if (depth > DEEPEST) throw new PhraseFault(`"${text}": a list contains itself`)
    this.#text = text
    this.#lists = lists
    this.#depth = depth
  }
  rest(): string {
    return this.#text.slice(this.#at)
  }
  done(): boolean {
    return this.rest().trim() === ''
  }
  take(sign: string): boolean {
    this.#space()
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }
  #space(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\n') this.#at++
  }

  #match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at
    return sticky.exec(this.#text)?.[0]
  }

  phrase(): Phrase {
    const begin = this.#at
    const atStart = this.take('^')
    const parts = this.sequence()
    const atEnd = this.take('$')
    return { parts, atStart, atEnd, text: this.#text.slice(begin, this.#at).trim() }
  }

  /** `a b|c`; single words stay together at one place. */
  alternatives(): Part[] {
    const all = [this.sequence()]
    while (this.take('|')) all.push(this.sequence())
    return all.length === 1 ? all[0]! : [choice(all, false)]
  }

  sequence(): Part[] {
    const parts: Part[] = []
    for (;;) {
      this.#space()
      const next = this.#text[this.#at]
      if (next === undefined || next === ')' || next === '$' || next === '|' || next === '&') break
      const atom = this.#atom()
      if (this.#text[this.#at] === '?') {
        this.#at++
        parts.push(choice([atom], true))
      } else parts.push(...atom)
    }
    const first = parts[0]
    if (first === undefined) throw new PhraseFault(`"${this.#text}": words are missing`)
    if ('gap' in first || 'gap' in parts[parts.length - 1]!)
      throw new PhraseFault(`"${this.#text}": a gap needs a word on both sides`)
    return parts
  }

  #atom(): Part[] {
    const gap = this.#match(GAP)
    if (gap !== undefined) {
      this.#at += gap.length
      return [{ gap: GAPS[gap]! }]
    }
    if (this.take('(')) {
      const parts = this.alternatives()
      if (!this.take(')')) throw new PhraseFault(`"${this.#text}": a parenthesis is not closed`)
      return parts
    }
    if (this.take('{')) return this.#list()
    const raw = this.#match(WORD)
    if (raw === undefined) throw new PhraseFault(`"${this.#text}": unexpected "${this.rest()}"`)
    this.#at += raw.length
    return this.#lists.word(raw)
  }

  #list(): Part[] {
    const close = this.#text.indexOf('}', this.#at)
    const name = this.#text.slice(this.#at, close)
    this.#at = close + 1
    const number = NUMBERS[name]
    if (close >= 0 && number !== undefined) return [{ words: [number] }]
    const part = close < 0 ? undefined : this.#lists.part(name, this.#depth + 1)
    if (part === undefined) throw new PhraseFault(`"${this.#text}": there is no list {${name}}`)
    return [part]
  }
}

const choice = (alternatives: Part[][], optional: boolean): Part => {
  const single = new Set<string>()
  /** Alternatives that begin alike are told apart only after their beginning: fewer states to follow. */
  const byFirst = new Map<Part | string, Part[][]>()
  for (const alternative of alternatives) {
    const first = alternative[0]!
    if (alternative.length === 1 && 'words' in first) {
      for (const word of first.words) single.add(word)
      continue
    }
    const key = 'words' in first && first.words.length === 1 ? first.words[0]! : first
    const known = byFirst.get(key)
    if (known) known.push(alternative)
    else byFirst.set(key, [alternative])
  }
  if (byFirst.size === 0 && !optional) return { words: [...single] }
  const longer = [...byFirst.values()].map((alike) => {
    const first = alike[0]![0]!
    if (alike.length === 1 || alike.some((one) => one.length < 2 || 'gap' in one[1]!)) return alike
    return [
      [
        first,
        choice(
          alike.map((one) => one.slice(1)),
          false,
        ),
      ],
    ]
  })
  return { oneOf: [...(single.size > 0 ? [[{ words: [...single] }]] : []), ...longer.flat()], optional }
}

const wordParts = (raw: string): Part[] => {
  const exact = raw.startsWith('=')
  const stem = raw.endsWith('*')
  const tokens = tokenize(raw.replace(/^=|\*$/g, ''))
  if (tokens.length === 0) throw new PhraseFault(`"${raw}" is no word`)
  return tokens.map(({ word }, i) => ({
    words: [`${stem && i === tokens.length - 1 ? 'p' : exact ? 'x' : 'w'}:${word}`],
  }))
}
