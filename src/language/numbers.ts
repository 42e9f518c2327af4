import type { Language } from '../core/citizen.ts'
import { latinDigits } from './digits.ts'
import { foldWords, isPicture, squeeze } from './fold.ts'
import { HEDGES, NUMBER_WORDS, SPANS, WEAK_NUMBERS } from './number-words.ts'
import { oneSlip } from './typos.ts'

export interface Bounds {
  min: number
  max: number
}

export type NumberReading =
  /** `corrects`: "nej jeg mente 4": the answer before this one was meant. */
  | { kind: 'number'; value: number; corrects?: true }
  /** Two numbers with "3-4" or "3 eller 4" between, or a half: ask which. `a` < `b`. */
  | { kind: 'range'; a: number; b: number }
  | { kind: 'out-of-range'; value: number }
  | { kind: 'none' }

const NONE: NumberReading = { kind: 'none' }
/** Longer than any reply with a number in it; keeps prose from being read as an answer. */
const MOST_WORDS = 8

/** By squeezed spelling too ("fiire"), for typo search. */
const SQUEEZED = new Map([...NUMBER_WORDS].map(([word, value]) => [squeeze(word), value]))

const wordValue = (word: string): number | undefined => {
  const exact = NUMBER_WORDS.get(word) ?? (word.length > 2 ? SQUEEZED.get(squeeze(word)) : undefined)
  if (exact !== undefined) return exact
  if (word.length < 4 || HEDGES.has(word)) return undefined
  const near = new Set<number>()
  for (const [known, value] of NUMBER_WORDS) {
    if (known.length >= 4 && known[0] === word[0] && oneSlip(word, known)) near.add(value)
  }
  return near.size === 1 ? [...near][0] : undefined
}

interface Token {
  value?: number
  word: string
  /** Written as letters, and an everyday word besides. */
  weak: boolean
}

/** "4'er", "4eren", "3an": a digit with an ending. */
const DIGITS = /^(\d{1,9})(?:er|ern|eren|ere|tal|tallet|h|t|stk|erne)?$/

const tokens = (text: string): Token[] =>
  foldWords(text.replaceAll('🔟', ' 10 ').replaceAll('💯', ' 100 ')).map((word) => {
    const digits = DIGITS.exec(word)?.[1]
    if (digits !== undefined) return { value: Number(digits), word, weak: false }
    const value = wordValue(word)
    return value === undefined ? { word, weak: false } : { value, word, weak: WEAK_NUMBERS.has(word) }
  })

const within = (value: number, { min, max }: Bounds): NumberReading =>
  value >= min && value <= max ? { kind: 'number', value } : { kind: 'out-of-range', value }

/** `3-4`, `3 – 4`, `3/4` … : two numbers with only a sign between. */
const SIGN_SPAN = /^\D*?(\d{1,3})\s*(?:-|–|—|til|\/|\.\.+|~)\s*(\d{1,3})\D*$/
const HALF =
  /^[^\d-]*(\d{1,3})\s*(?:½|[.,]5|1\/2|en halv|et halvt|og en halv|and a half|i pół|з половиною|buçuk|ونصف|و نصف)\D*$/iu
const MINUS = /^\s*(?:[-−–]|minus|мінус|минус|eksi|ناقص|سالب)\s*(\d{1,3})\D*$/iu

/** The one number a reply means. Any text is read; nothing throws. `language` is a hint only: all are understood. */
export const readNumber = (text: string, bounds: Bounds, _language?: Language): NumberReading => {
  if (text.length > 400) return NONE
  const plain = latinDigits(text)
    .normalize('NFKC')
    .replace(/[\uFE0F\u20E3]/g, '')
  const minus = MINUS.exec(plain)?.[1]
  if (minus !== undefined && Number(minus) !== 0) return within(-Number(minus), bounds)
  const half = HALF.exec(latinDigits(text))?.[1]
  if (half !== undefined) return asSpan(Number(half), Number(half) + 1, bounds)
  const signs = SIGN_SPAN.exec(plain)
  if (signs) {
    const [a, b] = [Number(signs[1]), Number(signs[2])]
    // "7/10" is seven out of ten.
    if (plain.includes('/') && b === bounds.max && a <= b) return within(a, bounds)
    return asSpan(a, b, bounds)
  }
  const all = tokens(text)
  const reading = fromWords(all, bounds)
  return reading.kind === 'number' && takesBack(all) ? { ...reading, corrects: true } : reading
}

/** Only words of correction, and one of them a clear one, stand before the one number. */
const takesBack = (all: Token[]): boolean => {
  const at = all.findIndex((token) => token.value !== undefined && !token.weak)
  const before = all.slice(0, Math.max(at, 0))
  const [first] = before
  return (
    first !== undefined &&
    all.slice(at + 1).every((token) => token.value === undefined) &&
    before.every((token) => CORRECTIONS.has(token.word) || HEDGES.has(token.word)) &&
    (DENIALS.has(first.word) || before.some((token) => MEANT.has(token.word)))
  )
}

const asSpan = (a: number, b: number, bounds: Bounds): NumberReading => {
  if (a === b) return within(a, bounds)
  const [low, high] = a < b ? [a, b] : [b, a]
  if (low < bounds.min && high < bounds.min) return { kind: 'out-of-range', value: high }
  if (high > bounds.max) return low > bounds.max ? { kind: 'out-of-range', value: low } : within(high, bounds)
  return low < bounds.min ? within(low, bounds) : { kind: 'range', a: low, b: high }
}

const fromWords = (all: Token[], bounds: Bounds): NumberReading => {
  const [first, second] = all
  if (first === undefined) return NONE
  // "üç dört", "to tre": two numbers in a row and nothing else.
  if (all.length === 2 && first.value !== undefined && second?.value === first.value + 1)
    return asSpan(first.value, second.value, bounds)
  if (first.word === 'kl' || first.word === 'klokken') return NONE
  const strong = all.filter((token) => token.value !== undefined && !token.weak)
  // "to 🙂" is a two.
  const others = all.filter(({ value, word }) => value === undefined && !HEDGES.has(word) && !isPicture(word))
  if (strong.length === 0) {
    const weak = all.filter((token) => token.weak && !HEDGES.has(token.word))
    const lone = weak.length > 0 ? weak : all.filter((token) => token.weak)
    return lone.length === 1 && others.length === 0 ? within(lone[0]!.value!, bounds) : NONE
  }
  if (strong.length === 1) {
    const spoken = strong[0]!
    const span = spanPartner(all, spoken)
    if (span !== undefined) return asSpan(spoken.value!, span, bounds)
    const leads = first === spoken && (all.length === 1 || others.length <= MOST_WORDS)
    if (leads || others.length <= 2) return all.length <= 2 * MOST_WORDS ? within(spoken.value!, bounds) : NONE
    return NONE
  }
  const values = [...new Set(strong.map((token) => token.value!))]
  if (values.length === 1) return within(values[0]!, bounds)
  if (all.length > MOST_WORDS) return NONE
  const [a, b] = [strong[0]!, strong[1]!]
  const kept = strong.length === 2 ? notDenied(all, a, b) : undefined
  if (kept !== undefined) {
    const meant = within(kept.value!, bounds)
    return meant.kind === 'number' ? { ...meant, corrects: true } : meant
  }
  const between = all.slice(all.indexOf(a) + 1, all.indexOf(b))
  const said = between.map((token) => token.word)
  // "3 nej 4", "3 jeg mente 4": the correction counts.
  if (said.some((word) => CORRECTIONS.has(word))) return within(b.value!, bounds)
  // "3 fordi jeg sov 2 timer": the reason's numbers are no answer, unless it goes on to what is so now.
  const isReason = first === a && BECAUSE.has(second?.word ?? '') && all.at(-1)?.value === undefined
  if (isReason && !all.some((token) => NOW.has(token.word))) return within(a.value!, bounds)
  if (strong.length > 2) return NONE
  if (said.some((word) => SPANS.has(word)) || all.some((token) => BETWEEN.has(token.word))) {
    return asSpan(a.value!, b.value!, bounds)
  }
  // "3 måske 4"
  if (said.length > 0 && said.every((word) => MAYBE.has(word)) && Math.abs(a.value! - b.value!) === 1)
    return asSpan(a.value!, b.value!, bounds)
  // "8 ud af 10"
  if (b.value === bounds.max && said.some((word) => OUT_OF.has(word))) return within(a.value!, bounds)
  return NONE
}

const CORRECTIONS = new Set(
  'nej mente mener ups hov rettelse no meant mean oops nie znaczy ні тобто لا اقصد قصدي قصدت hayir yani demek istedim mialem mialam na mysli chodzilo mi o мав мала на увазі'.split(
    ' ',
  ),
)
const BECAUSE = new Set('fordi because cause cuz لان لاني بسبب бо bo poniewaz cunku'.split(' '))
const NOW = new Set('nu idag dag now today teraz dzis dzisiaj зараз сьогодні сейчас الان اليوم simdi bugun'.split(' '))
const MAYBE = new Set('maaske maybe perhaps moze chyba може мабуть ربما يمكن belki'.split(' '))
const BETWEEN = new Set('mellem between між miedzy arasi arasinda بين'.split(' '))
/** A no before a number has no other plain meaning; "no" has, in Polish ("well, 4"). */
const DENIALS = new Set('nej nie ні لا hayir'.split(' '))
const MEANT = new Set(
  'mente mener rettelse ups hov meant mean oops اقصد قصدت قصدي увазі mysli chodzilo demek'.split(' '),
)
const NOT = new Set('ikke ik not не nie ليس مش لا'.split(' '))

/** "ikke 3 men 4", "4 ikke 3", "3 değil 4", "4 i stedet for 3": the one of the two that is not denied. */
const notDenied = (all: Token[], a: Token, b: Token): Token | undefined => {
  const denied = (token: Token): boolean => {
    const at = all.indexOf(token)
    const [two, one, next] = [all[at - 2]?.word ?? '', all[at - 1]?.word ?? '', all[at + 1]?.word]
    return NOT.has(one) || next === 'degil' || INSTEAD.has(`${two} ${one}`)
  }
  const [notA, notB] = [denied(a), denied(b)]
  return notA === notB ? undefined : notA ? b : a
}

const INSTEAD = new Set(['stedet for', 'instead of'])
const OUT_OF = new Set('ud af out of z na із з uzerinden من'.split(' '))

/** "tre eller 4": one of the two may be a weak word next to a span word. */
const spanPartner = (all: Token[], spoken: Token): number | undefined => {
  const at = all.indexOf(spoken)
  for (const step of [-1, 1]) {
    const joint = all[at + step]
    const other = all[at + 2 * step]
    if (joint && SPANS.has(joint.word) && other?.value !== undefined) return other.value
  }
  return undefined
}

/** "1) 5 2) 6 3) 4", each on a line or not: the answers without their numbers. Undefined: it is no such list. */
const listed = (text: string, count: number): string | undefined => {
  const parts = latinDigits(text).split(/(?<![\p{L}\p{N}.,])(\d)\s*(?:\)\s*|[.:]\s+)(?=[\p{L}\p{N}])/u)
  const [before, ...rest] = parts
  const numbers = rest.filter((_, i) => i % 2 === 0)
  const isList =
    before?.trim() === '' && count > 1 && numbers.length === count && numbers.every((one, i) => Number(one) === i + 1)
  return isList ? rest.filter((_, i) => i % 2 === 1).join(' ') : undefined
}

/**
 * Several answers in one message, in order: "5 6 4", "5,6,4", "5-6-4", "fem seks fire".
 * Exactly `count` numbers, each within the bounds, else undefined ("564" is not read apart).
 */
export const readNumbers = (
  text: string,
  count: number,
  bounds: Bounds,
  _language?: Language,
): number[] | undefined => {
  if (text.length > 400) return undefined
  const all = tokens(listed(text, count) ?? text)
  const strong = all.filter((token) => token.value !== undefined && !token.weak)
  const some = strong.length === count ? strong : all.filter((token) => token.value !== undefined)
  if (some.length !== count || count < 1) return undefined
  const values = some.map((token) => token.value!)
  return values.every((value) => value >= bounds.min && value <= bounds.max) ? values : undefined
}
