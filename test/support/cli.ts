import { stripVTControlCharacters } from 'node:util'
import { expect, inject, vi } from 'vitest'
import { runCli } from '../../src/commands/program.ts'
import { freshDatabaseUrl, TEST_KEYS } from './db.ts'
import { configNames } from './papers.ts'
import { textsOnce } from './texts.ts'

export interface Typed {
  code: number
  out: string
  err: string
}

/** From here on a command typed in this process finds these variables of ours and no others. */
export const stubConfig = (env: Readonly<Record<string, string>>): void => {
  for (const name of configNames()) vi.stubEnv(name, env[name] ?? '')
}

/** A demo on a Monday at nine, over a database of its own: no server runs. Put into the environment until the file is over. */
export const stubDemo = async (): Promise<Record<string, string> & { DATABASE_URL: string }> => {
  const env = {
    DATABASE_URL: await freshDatabaseUrl(),
    DATA_DIR: inject('dataDir'),
    MAKKER_KEYS: TEST_KEYS.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(),
    MAKKER_DEMO: 'on',
    MAKKER_DEMO_START: '2026-11-23T09:00+01:00',
  }
  stubConfig(env)
  return env
}

/** What a command says with `--json`. */
export const typeJson = async (...words: string[]) => {
  const { out, err } = await type(...words, '--json')
  expect(err).toBe('')
  return JSON.parse(out)
}

/** What a command that works says on its own, without colours. */
export const says = async (...words: string[]): Promise<string> => {
  const { code, out, err } = await type(...words)
  expect([code, err], words.join(' ')).toEqual([0, ''])
  return stripVTControlCharacters(out)
}

/** Types one command, in this process: a process for each would take a second or more. */
export const type = async (...words: string[]): Promise<Typed> => {
  const result = { code: 0, out: '', err: '' }
  const listen = (stream: NodeJS.WriteStream, to: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      result[to] += String(text)
      return true
    })
  const spies = [listen(process.stdout, 'out'), listen(process.stderr, 'err')]
  try {
    result.code = await runCli(words, { texts: textsOnce })
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return result
}
