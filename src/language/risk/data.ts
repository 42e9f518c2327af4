import type { RiskLevel } from '../../core/heard.ts'
import type { Combination, Context, Rule } from './rules.ts'
import type { Strings } from './strings.ts'

/** Lists by number, flat: list `n` is `values[starts[n] .. starts[n + 1])`. */
export interface Lists {
  starts: Int32Array
  values: Int32Array
}

/** The groups a word can be in, in the order of its five flags; each flag has a bit per language. */
export const GROUPS = ['filler', 'negation', 'clause', 'turn', 'self'] as const
export type Group = (typeof GROUPS)[number]

/** Which places in phrases a word can take, with what spelling tolerance needs. Words by number in `strings`. */
export interface LexiconData {
  strings: Strings
  /** By word: the places where exactly it stands. */
  exact: Lists
  /** Five flags a word, see `GROUPS`. */
  flags: Uint16Array
  /** By word: 1 if it is never a misspelling. */
  real: Uint8Array
  /** The beginnings `stem*` as a tree of letters: hash table of nodes (number + 1), each with parent and letter. */
  stemSlots: Int32Array
  stemParents: Int32Array
  stemLetters: Uint16Array
  /** By node: the places of the stem that ends here. */
  stems: Lists
  /** By node: the length of the longest stem that goes through it. */
  stemDeepest: Uint8Array
  /** Forgiven words by a hash of length and half: 2 × the word, + 1 for its second half. */
  halves: Lists
  /** Nodes of stems that may be misspelt, by a hash of their first two letters. */
  longStems: Lists
  numbers: Int32Array
  bigNumbers: Int32Array
}

/** The automaton. States, phrases, `&`-phrases (`shared`) and gatherings by number. */
export interface NetData {
  /** By place: the states its word opens anywhere, and only at the beginning of a clause. */
  roots: Lists
  startRoots: Lists
  /** By state, two numbers each: a word at the place leads to the state. */
  edges: Lists
  /** By state, inside a gap: where any other word leads. */
  any: Lists
  /** By state: its language's bit. */
  bits: Uint16Array
  /** By state: the phrase that ends here + 1, or 0. */
  accepts: Int32Array
  /** By phrase: its meaning, or -1 - the number of its `&`-phrase. */
  owners: Int32Array
  /** By phrase: 1 if only at the end of a clause. */
  atEnd: Uint8Array
  /** By `&`-phrase, two numbers each: a gathering and which of its phrases this is. */
  shared: Lists
  /** By gathering: what it means, and its phrases' slots (`starts`). */
  gatherings: Int32Array
  gatheringSlots: Int32Array
}

/** Cues with points, and the concepts of words. Words, their beginnings and parts by number in `strings`. */
export interface PointData {
  strings: Strings
  /** Cue number + 1, of the cues made of words. */
  slots: Int32Array
  /** Three numbers a cue: first word, other word or -1, and how they stand. */
  keys: Int32Array
  /** Four figures a cue, in tenths of a point: see `Points`. */
  points: Int16Array
  /** Three numbers each: language, word, and the word it is counted as. */
  spelt: Int32Array
  /** The number of `#`, as which all numbers count. */
  number: number
  /** By word: the entries of the languages' lists of concepts that begin with it. */
  entries: Lists
  /** By entry: its language, its concepts, and the words that must follow. */
  languages: Uint8Array
  concepts: Lists
  rest: Lists
  /** Four figures a concept, and four a pair of concepts: `lower number * names.length + higher number`. */
  alone: Int16Array
  pairs: Int16Array
  /** Four figures a mark, in the order of `MARKS`. */
  marks: Int16Array
  /** The concepts. */
  names: string[]
}

/** What a phrase means; rules by number. */
export type MeaningData =
  | { kind: 'rule' | 'unless'; language: number; rule: number }
  | { kind: 'idiom'; language: number; firm: boolean }
  | { kind: 'context'; language: number; context: Context }

/** What a rule says besides its phrases. */
export type RuleHead = Pick<Rule, 'id' | 'class' | 'signal' | 'negation' | 'harmless-in' | 'final'> & {
  level?: RiskLevel | undefined
}

/** The rules of a folder, compiled: what the screen runs on, and all of it. */
export interface RiskData {
  lexicon: LexiconData
  net: NetData
  points: PointData
  /** Whether the tables say how many points a rule's finding brings; else it counts as it is. */
  weighsRules: boolean
  /** The languages, in the order of their numbers. */
  languages: string[]
  meanings: MeaningData[]
  rules: RuleHead[]
  combinations: Combination[]
}
