import { findIbans } from './iban.ts'
import { shadowOf } from './shadow.ts'

/** What was taken out of a text: a CPR number, or a number that money can be reached by. */
export type Removed = 'cpr' | 'number'

export interface Masked {
  text: string
  /** Each kind once. */
  removed: Removed[]
}

// All expressions are over a shadow: one unit a character, digits as 0–9, dashes as -, white space as a space, lower case.

const DAY = '(?:0[1-9]|[12]\\d|3[01])'
const MONTH = '(?:0[1-9]|1[0-2])'

/** Longer digit runs are something else. Looked for at every place, so that none hides in the tail of another. */
const whole = (...shapes: string[]): RegExp => new RegExp(`(?<!\\d)(?=((?:${shapes.join('|')})(?!\\d)))`, 'g')

const CPR = whole(
  // Day, month, year, the date also in its three parts; then the four digits.
  `${DAY}[ ./-]{0,2}${MONTH}[ ./-]{0,2}\\d{2}[ .:/*-]{0,5}\\d{4}`,
  // The year in full, where a dash says that no time of day follows.
  `${DAY}[ ./-]{0,2}${MONTH}[ ./-]{0,2}(?:18|19|20)\\d{2} ?- ?\\d{4}`,
  // A replacement number has 60 added to its day.
  `(?:6[1-9]|[78]\\d|9[01])${MONTH}\\d{2} ?- ?\\d{4}`,
  // Digit by digit.
  '[0-3][ .,-]{1,2}\\d[ .,-]{1,2}[01](?:[ .,-]{1,2}\\d){7}',
)
/** Said to be one, or its Polish or Turkish sister of eleven digits: then in any groups. */
const SAID_CPR =
  /(?:c\.?p\.?r|personnumm?er|person ?nr|pers\.? ?nr|pesel|kimlik|الشخصي|المدني|особистий номер|персональний)[^\d]{0,25}?(\d(?:[ .,:/*-]{0,3}\d){9,10})(?!\d)/gu

/** Registration number and account number in their usual groups say themselves what they are. */
const ACCOUNT = whole('\\d{4}[ .-]{1,3}\\d{10}')
const ACCOUNT_WORD =
  '(?:(?:bank|nem|løn|loen)?konto(?:en)?(?:numm?er|nr|no)?|reg(?:istrerings)?\\.?[ -]?(?:numm?er|nr|no)?|account|acct|acc|iban|rachun\\p{L}*|kont[ao]|nrb|hesa[pb]\\p{L}*|(?:ال)?حساب\\p{L}*|рахун\\p{L}*|счет\\p{L}*)'
const BETWEEN =
  '(?:[^\\p{L}\\d]|(?:numm?er|nr|no|number|num|numer|numara\\p{L}*|er|is|to|jest|og|and|ve|та|и|هو|رقم\\p{L}*|و|номер\\p{L}*|mit|min|my|moje|moj|skriv)(?!\\p{L}))'
const DIGITS = '\\d(?:[ .-]{0,3}\\d)'
const SAID_ACCOUNT = new RegExp(
  `(?<!\\p{L})${ACCOUNT_WORD}(?!\\p{L})${BETWEEN}{0,14}(${DIGITS}{6,27}|\\d{4}${BETWEEN}{1,10}${ACCOUNT_WORD}${BETWEEN}{0,14}${DIGITS}{3,9})(?!\\d)(?! {0,2}(?:kr|dkk|euro?|zł|₺|€|,-))`,
  'gu',
)

const CARD_WORD =
  '(?:\\p{L}{0,12}kort(?:et)?(?:numm?er|nr)?|(?:credit|debit)?cards?|visa|mastercard|maestro|amex|kart\\p{L}{0,8}|карт\\p{L}{0,8}|(?:ال)?بطاق\\p{L}{0,8})'
const GAP = '[ .-]{1,3}'
/** Said to be a card: then also with a wrong digit, as one run or in a card's groups. */
const SAID_CARD = new RegExp(
  `(?<!\\p{L})${CARD_WORD}(?!\\p{L})${BETWEEN}{0,14}(\\d{13,19}|\\d{4}${GAP}\\d{4}${GAP}\\d{4}${GAP}\\d{1,7}|\\d{4}${GAP}\\d{6}${GAP}\\d{4,5})(?!\\d)`,
  'gu',
)

/** Payment cards, ISO/IEC 7812: 13–19 digits; 1, 7 and 8 begin the numbers of airlines, fuel and telephones. */
const CARD_BEGINS = /[2-69]/
const DIGIT_GROUPS = /(?<![\d+])\d+(?:[ .-]{1,3}\d+)*/g

/** Luhn's check digit, ISO/IEC 7812-1 annex B. */
const isLuhn = (digits: string): boolean => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

const isCard = (digits: string): boolean =>
  digits.length >= 13 && digits.length <= 19 && CARD_BEGINS.test(digits[0]!) && isLuhn(digits)

/** A card in one run, in groups the first of which has four digits, or digit by digit. Two phone numbers are none of these. */
const findCards = (shadow: string): [number, number][] => {
  const found: [number, number][] = []
  for (const { 0: run, index } of shadow.matchAll(DIGIT_GROUPS)) {
    const groups = [...run.matchAll(/\d+/g)].map((group) => ({ digits: group[0], at: index + group.index }))
    for (let first = 0; first < groups.length; first++) {
      const single = groups[first]!.digits.length === 1 && groups[first - 1]?.digits.length !== 1
      const fours = groups[first]!.digits.length === 4
      let digits = ''
      let end = 0
      for (let n = first; n < groups.length && digits.length < 19; n++) {
        const group = groups[n]!
        if (n > first && !(single ? group.digits.length === 1 : fours && group.digits.length > 1)) break
        digits += group.digits
        if (isCard(digits)) end = group.at + group.digits.length
      }
      if (end > 0) found.push([groups[first]!.at, end])
    }
  }
  return found
}

interface Span {
  from: number
  to: number
  what: Removed
}

/** Its group is looked ahead to, or is the last of it. Expressions that tell indices are slower. */
const placeOf = ({ 0: all, 1: number, index }: RegExpExecArray): [number, number] => {
  const from = index + Math.max(0, all.length - number!.length)
  return [from, from + number!.length]
}

const spansOf = (shadow: string): Span[] => {
  const spans: Span[] = []
  const add = (what: Removed, [from, to]: readonly [number, number]): void => void spans.push({ from, to, what })
  for (const shape of [CPR, SAID_CPR]) for (const match of shadow.matchAll(shape)) add('cpr', placeOf(match))
  for (const shape of [ACCOUNT, SAID_ACCOUNT, SAID_CARD])
    for (const match of shadow.matchAll(shape)) add('number', placeOf(match))
  for (const at of findCards(shadow)) add('number', at)
  for (const at of findIbans(shadow)) add('number', at)
  return spans
}

/** Overlapping findings are one, of the kind of the widest. */
const merged = (spans: Span[]): Span[] => {
  const all: (Span & { widest: number })[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const width = span.to - span.from
    const last = all.at(-1)
    if (!last || span.from >= last.to) {
      all.push({ ...span, widest: width })
      continue
    }
    last.to = Math.max(last.to, span.to)
    if (width > last.widest) Object.assign(last, { what: span.what, widest: width })
  }
  return all
}

const MASK: Record<Removed, string> = { cpr: '[cpr]', number: '[number]' }
/** No number that is looked for is shorter. */
const FEWEST = 7
const MAY_HOLD_ONE = new RegExp(`^(?:[^\\p{Nd}\\p{No}]*[\\p{Nd}\\p{No}]){${FEWEST}}`, 'u')

/**
 * Takes CPR numbers, account numbers, IBANs and payment cards out of a text before it is stored or sent, in whatever
 * script, grouping and disguise of invisible characters they are written. All else stays as it is. Linear; never throws.
 */
export const maskNumbers = (text: string): Masked => {
  if (!MAY_HOLD_ONE.test(text)) return { text, removed: [] }
  const shadow = shadowOf(text)
  let clean = ''
  let at = 0
  const removed = new Set<Removed>()
  for (const { from, to, what } of merged(spansOf(shadow.text))) {
    clean += text.slice(at, shadow.starts[from]) + MASK[what]
    at = shadow.starts[to]!
    removed.add(what)
  }
  return { text: clean + text.slice(at), removed: [...removed] }
}
