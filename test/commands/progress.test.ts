import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { dayProgress } from '../../src/commands/progress.ts'
import { type } from '../support/cli.ts'
import { demo } from './demo.ts'

const trip = {
  from: Temporal.Instant.from('2026-11-23T08:00Z'),
  to: Temporal.Instant.from('2026-12-01T08:00Z'),
  zone: 'Europe/Copenhagen',
}

/** A terminal, or a pipe, that keeps what is written to it. */
const stream = (isTTY: boolean) => {
  const written: string[] = []
  return { isTTY, written, write: (text: string) => written.push(text) > 0 }
}

test('a long way says on a terminal which day it has come to, on one line that is gone at the end', () => {
  const terminal = stream(true)
  const progress = dayProgress(terminal, trip, { first: 0, every: 0 })
  progress.moved(Temporal.Instant.from('2026-11-23T10:00Z'))
  progress.moved(Temporal.Instant.from('2026-11-26T23:30Z'))
  progress.done()
  expect(terminal.written.map(stripVTControlCharacters)).toEqual([
    '\r2026-11-23, day 0 of 8',
    '\r2026-11-27, day 4 of 8',
    '\r',
  ])
  expect(terminal.written.join('')).not.toContain('\n')
})

test('a short one says nothing, and a long one not at each step', () => {
  const terminal = stream(true)
  const short = dayProgress(terminal, trip, { first: 60_000, every: 0 })
  short.moved(trip.from)
  short.done()
  expect(terminal.written).toEqual([])
  const long = dayProgress(terminal, trip, { first: 0, every: 60_000 })
  for (let n = 0; n < 5; n++) long.moved(trip.from)
  expect(terminal.written).toHaveLength(1)
})

test('nothing goes into a pipe', () => {
  const pipe = stream(false)
  const progress = dayProgress(pipe, trip, { first: 0, every: 0 })
  progress.moved(trip.from)
  progress.done()
  expect(pipe.written).toEqual([])
})

test('the demo says it where a person watches, and only there', { timeout: 60_000 }, async () => {
  const town = await demo()
  await town.citizen('active')
  await town.rows(`update reminder_job set next_fire = '2026-11-24T08:00Z'`)
  const watched = async (isTTY: boolean): Promise<string> => {
    const was = process.stderr.isTTY
    process.stderr.isTTY = isTTY
    try {
      const { code, err } = await type('demo', 'advance', '30d')
      expect(code).toBe(0)
      return err
    } finally {
      process.stderr.isTTY = was
    }
  }
  expect(await watched(true)).toMatch(/day \d+ of 30/)
  expect(await watched(false)).toBe('')
})
