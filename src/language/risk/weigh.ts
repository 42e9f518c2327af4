import type { MeaningData, RuleHead } from './data.ts'
import type { Context } from './rules.ts'
import type { Match, Place } from './together.ts'
import type { Token } from './tokens.ts'
import type { Word } from './words.ts'

type Found = Match & { owner: MeaningData }
export interface Hit extends Place {
  rule: RuleHead
  harmless?: string
}

/** How many words before or after a match a "not" still belongs to it. */
const NEGATION_REACH = 4
/** How many words before a match its "I" may stand. */
const SELF_REACH = 3
/** Contexts in which others are spoken of. */
const OF_OTHERS = new Set<Context>(['fiction', 'other', 'work', 'quote'])

/** The number of the thought each word belongs to: sentences, parted at words like "but". */
const thoughtsOf = (tokens: readonly Token[], words: readonly Word[]): number[] => {
  let thought = 0
  return words.map(({ turn }, i) => {
    if (i > 0 && (tokens[i - 1]!.after === 2 || turn !== 0)) thought++
    return thought
  })
}

/**
 * Decides of every match whether its surroundings make it harmless, and of the text whether it is nothing but expressions
 * that are. Linear in the number of matches.
 */
export const weigh = (
  matches: readonly Match[],
  tokens: readonly Token[],
  words: readonly Word[],
  { meanings, rules }: { meanings: readonly MeaningData[]; rules: readonly RuleHead[] },
): { hits: Hit[]; harmless: boolean } => {
  const found: Found[] = matches.map((match) => ({ ...match, owner: meanings[match.meaning]! }))
  const thoughts = thoughtsOf(tokens, words)
  /** Per token, the widest idiom over it. */
  const idiomAt: (Found | undefined)[] = []
  /** Per thought, the rules that an exception stands beside. */
  const excepted = new Map<number, Set<number>>()
  const contexts = new Map<number, Set<Context>>()
  let joke = false
  const taken = new Set<number>()
  const contextAt = new Set<number>()
  const note = <T>(map: Map<number, Set<T>>, thought: number, value: T) => {
    const known = map.get(thought)
    if (known) known.add(value)
    else map.set(thought, new Set([value]))
  }
  for (const match of found) {
    const { owner, from, to } = match
    if (owner.kind === 'idiom') {
      for (let i = from; i <= to; i++) {
        const known = idiomAt[i]
        if (known === undefined || owner.firm || (!isFirm(known) && known.to - known.from < to - from)) {
          idiomAt[i] = match
        }
        taken.add(i)
      }
    } else if (owner.kind === 'context') {
      if (owner.context === 'joke') joke = true
      note(contexts, thoughts[from]!, owner.context)
      for (let i = from; i <= to; i++) contextAt.add(i)
    } else if (owner.kind === 'unless') note(excepted, thoughts[from]!, owner.rule)
    else for (const part of partsOf(match)) for (let i = part.from; i <= part.to; i++) taken.add(i)
  }

  const isIdiom = ({ from, to }: Place): boolean => {
    for (let i = from; i <= to; i++) {
      const idiom = idiomAt[i]
      // A rule that spells out an idiom and more was meant to.
      if (idiom && isFirm(idiom)) return true
      if (idiom && !(from <= idiom.from && idiom.to <= to && idiom.to - idiom.from < to - from)) return true
    }
    return false
  }
  /** "I" shortly before it, or "me" and "my" inside it. */
  const isOfSelf = ({ from, to }: Place, bit: number): boolean => {
    for (let i = from; i <= to; i++) if ((words[i]!.self & bit) !== 0) return true
    for (let i = from - 1; i >= 0 && i >= from - SELF_REACH && tokens[i]!.after === 0 && !contextAt.has(i); i--) {
      const flags = words[i]!
      if ((flags.self & flags.clause & bit) !== 0) return true
    }
    return false
  }
  const isNegated = (rule: RuleHead, { from, to }: Place, bit: number): boolean => {
    // A "not" of any language counts: people mix them.
    let steps = 0
    const reach = rule.negation === 'near' ? 1 : NEGATION_REACH
    for (let i = from - 1; i >= 0 && steps < reach && tokens[i]!.after === 0; i--) {
      const flags = words[i]!
      if (flags.negation !== 0 && !taken.has(i)) return true
      if ((flags.clause & bit) !== 0) break
      if ((flags.filler & bit) === 0) steps++
    }
    if (rule.negation !== 'around') return false
    steps = 0
    for (let i = to + 1; i < tokens.length && steps < NEGATION_REACH && tokens[i - 1]!.after === 0; i++) {
      const flags = words[i]!
      if (flags.negation !== 0 && !taken.has(i)) return true
      if ((flags.clause & bit) !== 0) break
      if ((flags.filler & bit) === 0) steps++
    }
    return false
  }
  const excuse = (number: number, language: number, match: Found): string | undefined => {
    const rule = rules[number]!
    const bit = 1 << language
    const parts = partsOf(match)
    if (parts.some(isIdiom)) return 'idiom'
    const thought = thoughts[match.from]!
    if (excepted.get(thought)?.has(number)) return 'exception'
    const around = contexts.get(thought)
    for (const context of rule['harmless-in']) {
      if (context === 'joke' ? !joke : !around?.has(context)) continue
      if (context === 'past' && around?.has('now')) continue
      if (OF_OTHERS.has(context) && parts.some((part) => isOfSelf(part, bit))) continue
      return context
    }
    return rule.negation !== 'none' && parts.some((part) => isNegated(rule, part, bit)) ? 'negation' : undefined
  }
  const hits = found.flatMap((match) => {
    const { owner, from, to } = match
    if (owner.kind !== 'rule') return []
    const harmless = excuse(owner.rule, owner.language, match)
    return [{ rule: rules[owner.rule]!, from, to, ...(harmless === undefined ? {} : { harmless }) }]
  })
  const harmless = tokens.every((_, i) => idiomAt[i] !== undefined && isFirm(idiomAt[i]))
  return { hits, harmless }
}

const isFirm = ({ owner }: Found): boolean => owner.kind === 'idiom' && owner.firm

const partsOf = (match: Found): readonly Place[] => match.parts ?? [match]
