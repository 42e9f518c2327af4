import type { LocalTime } from '../core/citizen.ts'
import { DAY_PARTS, NEAR_DAYS, WEEKDAYS } from './calendar-words.ts'
import { AFTER_CALL, BEFORE_CALL, BUT, HELP_SAYINGS, NO, NO_OF_VERBS, RING_SAYINGS, WHEN } from './call-words.ts'
import { COMMAND_WORDS } from './command-words.ts'
import { fold } from './fold.ts'
import { readTime } from './times.ts'

type Call = 'RING' | 'HELP'

/** A call for a person in a sentence. */
export interface CallReading {
  command: Call
  /** Something was said that RING alone does not say: a no, a day, an hour (`at`), the wish in full. */
  beside?: { at?: LocalTime }
}

/** Longer messages are told, and read by somebody. */
const MOST_WORDS = 16
const LONGEST_PHRASE = 5

/** Everything that a saying with alternatives in braces says, folded. Each alternative is folded once, not in each way. */
export const everyWay = (saying: string): string[] =>
  saying.split(/[{}]/).reduce<string[]>(
    (said, part) => {
      const ways = part.split('|').map(fold)
      return said.flatMap((before) => ways.map((way) => (before && way ? `${before} ${way}` : before || way)))
    },
    [''],
  )

const folded = (words: string): Set<string> => new Set(words.split(',').map(fold))

/** What says no more than RING or HJÆLP. */
const BARE: ReadonlyMap<string, Call> = new Map([
  ...[...folded(COMMAND_WORDS.RING), ...RING_SAYINGS.flatMap(everyWay)].map((words) => [words, 'RING'] as const),
  ...[...folded(COMMAND_WORDS.HELP)].map((words) => [words, 'HELP'] as const),
])
const IN_FULL: ReadonlySet<string> = new Set(HELP_SAYINGS.flatMap(everyWay))
const BEFORE = folded(BEFORE_CALL)
const AFTER = folded(AFTER_CALL)
const NOES = folded(NO)
const VERBS = folded(NO_OF_VERBS)
const BUTS = folded(BUT)
const DAYS = new Set([...folded(WHEN), ...WEEKDAYS.keys(), ...DAY_PARTS.keys(), ...NEAR_DAYS.keys()])

/** "kl 10 30", "at 3 pm", "saat 10da"; "efter 12" and "mellem 10 og 12" are no time to ring at, but are kept. */
const HOUR =
  /^(?:(?:kl|klokken|at|around|omkring|o|okolo|о|об|около|saat|الساعه) )*(?:[01]?\d|2[0-3])(?: [0-5]\d)?(?:da|de|ta|te)?(?: ?[ap]m)?$/u
const BOUND =
  /^(?:(?:efter|foer|inden|fra|after|before|from|po|przed|після|до|после|بعد|قبل) )(?:(?:kl|klokken) )?\d{1,2}(?: \d\d)?$/u
const RANGE =
  /^(?:(?:mellem|between|fra|from|miedzy|між|между|بين|kl|klokken) )*\d{1,2} (?:og|and|til|to|a|і|та|и|و) \d{1,2}$/u

/** What stands before the first mark: a no there is a sentence of its own. */
const FIRST = /^(.{1,40}?)\s*(?:[,.;:!?،؛\n–—]|\s-\s)/su

interface Start {
  at: number
  /** After a no that may decline what follows; `verb`: that surely does, unless a "but" comes. */
  no: 'none' | 'near' | 'verb'
  more: boolean
}
interface End {
  at: number
  hour: string | undefined
  more: boolean
}

const startsOf = (words: readonly string[], text: string): Start[] => {
  const first = FIRST.exec(text)?.[1]
  const apart = first !== undefined && NOES.has(fold(first))
  const starts: Start[] = [{ at: 0, no: 'none', more: false }]
  const seen = new Set([0])
  for (const start of starts) {
    for (let size = LONGEST_PHRASE; size >= 1; size--) {
      const at = start.at + size
      if (at >= words.length || seen.has(at)) continue
      const phrase = words.slice(start.at, at).join(' ')
      const next: Start | undefined = NOES.has(phrase)
        ? { at, no: apart && start.at === 0 ? 'none' : VERBS.has(phrase) ? 'verb' : 'near', more: true }
        : BUTS.has(phrase)
          ? { ...start, at, no: 'none' }
          : BEFORE.has(phrase)
            ? { ...start, at }
            : DAYS.has(phrase)
              ? { ...start, at, more: true }
              : undefined
      if (next === undefined) continue
      seen.add(at)
      starts.push(next)
    }
  }
  return starts
}

const endsOf = (words: readonly string[]): End[] => {
  const ends: End[] = [{ at: words.length, hour: undefined, more: false }]
  const seen = new Set([words.length])
  for (const end of ends) {
    for (let size = 1; size <= LONGEST_PHRASE; size++) {
      const at = end.at - size
      if (at <= 0 || seen.has(at)) continue
      const phrase = words.slice(at, end.at).join(' ')
      const isHour = end.hour === undefined && (HOUR.test(phrase) || BOUND.test(phrase) || RANGE.test(phrase))
      if (!isHour && !AFTER.has(phrase) && !DAYS.has(phrase)) continue
      seen.add(at)
      ends.push({
        at,
        hour: isHour ? phrase : end.hour,
        more: end.more || isHour || DAYS.has(phrase),
      })
    }
  }
  return ends
}

/** A picture beside a call takes nothing from it, but for these. */
const NO_PICTURES = new Set([...'👎❌🚫📵'])
const PICTURES = /\p{Extended_Pictographic}/gu
/** "10-12" is no twelve minutes past ten. */
const SPAN = /(\d)\s*[-–—]\s*(?=\d)/gu

/** Of a day alone before it these are things, and no call: "Monday call". */
const THINGS = new Set(['call', 'дзвінок'])

/** The hour as the day has it: "i aften kl 8" is 20. Undefined where it cannot be told. */
const hourOf = (around: readonly string[], hour: string): LocalTime | undefined => {
  const whole = readTime(around.join(' '))
  if (whole !== undefined || around.some((word) => word !== 'morgen' && DAY_PARTS.has(word))) return whole
  return readTime(hour)
}

/** "Hjælp hjælp hjælp" says it once. */
const unrepeated = (words: readonly string[]): string[] =>
  words.filter((word, i) => word !== words[i - 1] || /^\d/.test(word) || NOES.has(word))

/**
 * A call for a person, whatever politeness, day or hour stands around it: "hej, vil du ringe til mig i morgen kl. 10",
 * "nej, men ring til mig". Undefined: it is none. Any text is read; nothing throws.
 */
export const readCall = (text: string): CallReading | undefined => {
  const bare = text.replace(SPAN, '$1 til ').replace(PICTURES, (one) => (NO_PICTURES.has(one) ? one : ' '))
  const words = unrepeated(fold(bare).split(' '))
  if (words.length > MOST_WORDS) return undefined
  const ends = endsOf(words)
  for (const start of startsOf(words, bare)) {
    for (const end of ends) {
      if (end.at <= start.at) continue
      const phrase = words.slice(start.at, end.at).join(' ')
      const isFull = IN_FULL.has(phrase)
      const command = isFull ? 'HELP' : BARE.get(phrase)
      if (command === undefined || start.no === 'verb') continue
      // "No call", "nej hjælp": one word after a no may be what is declined.
      if (start.no === 'near' && end.at - start.at < 2) continue
      if (DAYS.has(words[start.at - 1] ?? '') && THINGS.has(phrase)) continue
      // "Hjælp 5" is no hour.
      if (end.hour !== undefined && command === 'HELP' && !isFull) continue
      const around = [...words.slice(0, start.at), ...words.slice(end.at)]
      const at = end.hour !== undefined && HOUR.test(end.hour) ? hourOf(around, end.hour) : undefined
      const says = start.more || end.more || isFull
      return { command, ...(says && { beside: { ...(at && { at }) } }) }
    }
  }
  return undefined
}
