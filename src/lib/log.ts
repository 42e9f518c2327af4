import { pino } from 'pino'
import { maskNumbers } from './mask.ts'

/** What rooms log with. Ids, aliases, levels and counts only: no names, numbers, answers or texts. */
export type Log = pino.Logger

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  level: LogLevel
  /** Where lines go; standard error when left out (standard output belongs to the commands' results). */
  to?: { write(line: string): void }
  /** One readable line instead of JSON; on a terminal when left out. */
  pretty?: boolean
}

/**
 * A second net, not the rule: callers do not log these. The field names are those of our own rows, of Fastify's
 * requests and of the providers' clients.
 */
const SECRET_FIELDS = [
  'address',
  'answers',
  'authorization',
  'body',
  'connectionString',
  'cookie',
  'name',
  'password',
  'phone',
  'secret',
  'text',
  'token',
]

const HIDDEN = '[hidden]'

/** Shapes that must not leave even inside a sentence (an error's message carries the URL it failed on). */
const SECRET_SHAPES: [RegExp, string][] = [
  [/\b(bot)?\d{6,}:[A-Za-z0-9_-]{30,}/g, HIDDEN], // Telegram bot token
  [/\bxox[a-z]-[A-Za-z0-9-]+|\bxapp-[A-Za-z0-9-]+/g, HIDDEN], // Slack tokens
  [/(\w+:\/\/[^\s:/@"]*):[^\s/@"]+@/g, `$1:${HIDDEN}@`], // password in a URL
  [/([?&](?:secret|token|password|text)=)[^&\s"]*/gi, `$1${HIDDEN}`],
  [/\+\d{8,15}\b/g, HIDDEN], // E.164
]

/** Ids and times are full of digits and nobody's number. */
const IDS = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+)/i

/** Replaces what looks like a secret, a phone number, or a CPR, account or card number in any text. */
export const scrub = (text: string): string => {
  let out = text
  for (const [shape, by] of SECRET_SHAPES) out = out.replace(shape, by)
  return out
    .split(IDS)
    .map((part, n) => (n % 2 === 1 ? part : maskNumbers(part).text))
    .join('')
}

const STRING = /"(?:[^"\\]|\\.)*"/g

/** The same for a line of JSON: in its strings only, as they read, so that it stays one. */
const scrubLine = (line: string): string =>
  line.replace(STRING, (literal) => {
    const text: string = JSON.parse(literal)
    const clean = scrub(text)
    return clean === text ? literal : JSON.stringify(clean)
  })

/** The process's logger: JSON lines on standard error, readable ones on a terminal. */
export const createLog = ({ level, to, pretty }: LogOptions): Log => {
  const out = to ?? pino.destination({ dest: 2, sync: true })
  const readable = pretty ?? (to === undefined && process.stderr.isTTY === true)
  const write = (line: string): void => {
    const clean = scrubLine(line)
    out.write(readable ? prettyLine(clean) : clean)
  }
  return pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: HIDDEN },
    },
    { write },
  )
}

const COLOUR: Record<string, string> = { warn: '\u001b[33m', error: '\u001b[31m', fatal: '\u001b[31m' }
const OFF = '\u001b[0m'
const DIM = '\u001b[2m'

/** `12:30:59 warn message key=value`: what a person reads while it runs. */
const prettyLine = (line: string): string => {
  const { level, time, msg = '', err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const head = `${DIM}${String(time).slice(11, 19)}${OFF} ${COLOUR[String(level)] ?? ''}${String(level)}${OFF}`
  const fields = Object.entries(rest).map(([key, value]) => `${DIM}${key}=${OFF}${show(value)}`)
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : ''
  return `${[head, String(msg), ...fields].join(' ')}${stack}\n`
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
