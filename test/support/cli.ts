import { vi } from 'vitest'
import { runCli } from '../../src/commands/program.ts'
import { configNames } from './papers.ts'

export interface Typed {
  code: number
  out: string
  err: string
}

/** From here on a command typed in this process finds these variables of ours and no others. */
export const stubConfig = (env: Readonly<Record<string, string>>): void => {
  for (const name of configNames()) vi.stubEnv(name, env[name] ?? '')
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
    result.code = await runCli(words)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return result
}
