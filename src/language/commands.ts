import type { Language } from '../core/citizen.ts'
import type { Command } from '../core/heard.ts'
import {
  AFTER_CALL,
  BEFORE_CALL,
  COMMAND_WORDS,
  HELP_SAYINGS,
  NEAR_STOP,
  NEAR_STOP_PARTS,
  NO_BEFORE_CALL,
} from './command-words.ts'
import { fold, squeeze } from './fold.ts'
import { oneSlip } from './typos.ts'

export interface CommandReading {
  command?: Command
  /** Like an opt-out but not exactly one: ask "Vil du stoppe?". */
  nearStop?: boolean
}

/** Everything that a saying with alternatives in braces says, folded: each alternative once, for there are many ways. */
const everyWay = (saying: string): string[] =>
  saying.split(/[{}]/).reduce<string[]>(
    (said, part) => {
      const ways = part.split('|').map(fold)
      return said.flatMap((before) => ways.map((way) => (before && way ? `${before} ${way}` : before || way)))
    },
    [''],
  )

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...HELP_SAYINGS.flatMap(everyWay).map((saying): [string, Command] => [saying, 'HELP']),
  ...Object.entries(COMMAND_WORDS).flatMap(([command, words]) =>
    words.split(',').map((word): [string, Command] => [fold(word), command as Command]),
  ),
])
const NEAR = new Set(NEAR_STOP.split(',').map(fold))
const PARTS = NEAR_STOP_PARTS.split(',').map((part) => ` ${fold(part)} `)
/** One slip from these asks; from nothing else, so that "stol" asks and "stor" in a sentence does not. */
const STOPS = ['stop', 'stoppe', 'afmeld', 'frameld', 'unsubscribe', 'стоп']
const STOPS_SQUEEZED = new Set(STOPS.map(squeeze))
/** One slip from these is still a call for a person. */
const HELPS = ['hjaelp', 'help', 'pomoc', 'yardim', 'допомога']
const HELPS_SQUEEZED = new Set(HELPS.map(squeeze))
/** One slip from these takes back the last answer. */
const UNDOS = ['fortryd', 'cofnij', 'скасувати']
/** One slip from these still asks who is there; a short one may be anything. */
const WHO = COMMAND_WORDS.WHO.split(',')
  .map(fold)
  .filter((phrase) => phrase.length >= 10)
/** With one of these it asks about something else: "Er der noget?" */
const NOT_WHO = new Set(['noget', 'nogle', 'de', 'den'])
/** What may stand around a call for a person, folded, with a space where the call is. */
const folded = (words: string): string[] => words.split(',').map(fold)
const NO_BEFORE = folded(NO_BEFORE_CALL).map((word) => `${word} `)
const BEFORE = [...folded(BEFORE_CALL).map((word) => `${word} `), ...NO_BEFORE]
const AFTER = folded(AFTER_CALL).map((word) => ` ${word}`)
/** "Hallo?" is no greeting. */
const ASKS = /[?؟]\s*$/
/** Words one slip away from an opt-out that mean something of their own. */
const NOT_STOP = new Set([
  'stor',
  'stol',
  'step',
  'shop',
  'top',
  'stok',
  'stof',
  'stoppet',
  'stot',
  'stov',
  'stork',
  'skop',
  'sto',
  'стол',
])

/** What stands alone as a command. The whole message counts, after trimming, punctuation and case. */
export const readCommand = (text: string, _language?: Language): CommandReading => {
  if (text.length > 300) return {}
  const said = fold(text)
  if (said === '') return {}
  const exact = COMMANDS.get(said)
  if (exact === 'HEJ' && ASKS.test(text)) return { command: 'WHO' }
  if (exact !== undefined) return { command: exact }
  const call = callIn(said)
  if (call !== undefined) return { command: call }
  const single = squeeze(said)
  if (HELPS_SQUEEZED.has(single) || (said.length >= 5 && HELPS.some((word) => oneSlip(said, word)))) {
    return { command: 'HELP' }
  }
  if (said.length >= 5 && UNDOS.some((word) => oneSlip(said, word))) return { command: 'UNDO' }
  const words = said.split(' ')
  if (!words.some((word) => NOT_WHO.has(word)) && WHO.some((phrase) => oneSlip(said, phrase))) return { command: 'WHO' }
  if (NEAR.has(said) || nearlyStop(said, single)) return { nearStop: true }
  if (words.length > 10) return {}
  const spaced = ` ${said} `
  return PARTS.some((part) => spaced.includes(part)) ? { nearStop: true } : {}
}

/** "… kl. 10.30": when to ring is said along with the call. */
const AT =
  / (?:(?:kl|klokken|efter|foer|omkring|at|after|before|around|o|po|przed|okolo|о|об|після|до|в|saat|الساعه|بعد|قبل) )*\d{1,2}(?: \d\d)?$/u

const isCall = (said: string): 'RING' | 'HELP' | undefined => {
  const command = COMMANDS.get(said)
  return command === 'RING' || command === 'HELP' ? command : undefined
}

/** "Ja tak, ring til mig nu", "nej, men ring til mig": a call for a person, whatever politeness stands around it. */
const callIn = (said: string): 'RING' | 'HELP' | undefined => {
  let rest = said
  let bare = false
  for (;;) {
    const command = isCall(rest)
    // "No call", "nej hjælp": one word after a no may be what is declined.
    if (command !== undefined) return bare && !rest.includes(' ') ? undefined : command
    const before = BEFORE.find((word) => rest.startsWith(word))
    const after = before === undefined ? AFTER.find((word) => rest.endsWith(word)) : undefined
    if (before !== undefined) {
      bare = NO_BEFORE.includes(before)
      rest = rest.slice(before.length)
    } else if (after !== undefined) rest = rest.slice(0, -after.length)
    else if (AT.test(rest)) rest = rest.replace(AT, '')
    else return undefined
  }
}

const nearlyStop = (said: string, single: string): boolean => {
  if (said.length < 3 || NOT_STOP.has(said)) return false
  if (STOPS_SQUEEZED.has(single) || STOPS.some((word) => oneSlip(said, word))) return true
  // "stop tak", "stop!!! nu", "ok stop": a word or two around it.
  const words = said.split(' ')
  return words.length <= 3 && words.some((word) => STOPS.includes(word))
}
