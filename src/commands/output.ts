import { styleText } from 'node:util'

/** Where a command writes: the result on stdout, everything else on stderr. */
export interface Output {
  /** The command's result: one JSON document with `--json`, else what `human` makes of it. */
  result<T>(value: T, human: (value: T) => string): void
  /** A line beside the result, for people only. */
  note(line: string): void
}

/** Wrong use: the exit code is 2. */
export class WrongUse extends Error {
  override name = 'WrongUse'
}

/** It was asked rightly and did not work: exit code 1. */
export class Failed extends Error {
  override name = 'Failed'
}

export const createOutput = (json: boolean): Output => ({
  result: (value, human) => {
    const text = json ? JSON.stringify(value, null, 2) : human(value)
    if (text !== '') process.stdout.write(`${text}\n`)
  },
  note: (line) => {
    if (!json) process.stderr.write(`${line}\n`)
  },
})

/** A table with aligned columns; `empty` when there is nothing to list. `zone`: whose clock its instants are shown on. */
export const table = (rows: readonly Record<string, unknown>[], empty: string, zone = 'UTC'): string => {
  const [first] = rows
  if (!first) return empty
  const names = Object.keys(first)
  const cells = rows.map((row) => names.map((name) => cell(row[name], zone)))
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]!.length)))
  const line = (row: string[]): string =>
    row
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  return [styleText('bold', line(names)), ...cells.map(line)].join('\n')
}

/** "Tue 24-11 10:30": an instant for people, on the clock of the place. */
export const localTime = (at: Temporal.Instant, zone: string): string => {
  const local = at.toZonedDateTimeISO(zone)
  const day = local.toLocaleString('en-GB', { weekday: 'short' })
  const [date, time] = [
    [local.day, local.month],
    [local.hour, local.minute],
  ].map((pair) => pair.map((n) => String(n).padStart(2, '0')))
  return `${day} ${date!.join('-')} ${time!.join(':')}`
}

const cell = (value: unknown, zone: string): string => {
  if (value === null || value === undefined) return '–'
  if (value instanceof Temporal.Instant) return localTime(value, zone)
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map((one) => cell(one, zone)).join(', ')
  return typeof value === 'object' ? JSON.stringify(localised(value, zone)) : String(value)
}

const localised = (value: object, zone: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, it]) => [name, it instanceof Temporal.Instant ? localTime(it, zone) : it]),
  )

/** `name: value` lines of one thing. */
export const details = (value: Record<string, unknown>, zone = 'UTC'): string => {
  const width = Math.max(...Object.keys(value).map((name) => name.length))
  return Object.entries(value)
    .map(([name, it]) => `${styleText('bold', name.padEnd(width))}  ${cell(it, zone)}`)
    .join('\n')
}
