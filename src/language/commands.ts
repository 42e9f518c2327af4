import type { Language } from '../core/citizen.ts'
import type { Command, Heard } from '../core/heard.ts'
import { readCall } from './calls.ts'
import { COMMAND_WORDS, NEAR_STOP, NEAR_STOP_PARTS } from './command-words.ts'
import { fold, squeeze } from './fold.ts'
import { oneSlip } from './typos.ts'

export interface CommandReading {
  command?: Command
  /** Like an opt-out but not exactly one: ask "Vil du stoppe?". */
  nearStop?: boolean
  beside?: NonNullable<Heard['beside']>
}

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries(COMMAND_WORDS).flatMap(([command, words]) =>
    words.split(',').map((word): [string, Command] => [fold(word), command as Command]),
  ),
)
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
  const call = readCall(text)
  if (call !== undefined) return call
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

const nearlyStop = (said: string, single: string): boolean => {
  if (said.length < 3 || NOT_STOP.has(said)) return false
  if (STOPS_SQUEEZED.has(single) || STOPS.some((word) => oneSlip(said, word))) return true
  // "stop tak", "stop!!! nu", "ok stop": a word or two around it.
  const words = said.split(' ')
  return words.length <= 3 && words.some((word) => STOPS.includes(word))
}
