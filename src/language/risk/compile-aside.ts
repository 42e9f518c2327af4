import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { RiskRulesError, type RuleFiles } from './rules.ts'

/** What the process is given. */
export interface CompileOrder {
  files: [name: string, bytes: Uint8Array][]
  dir: string
  key: string
}
/** What it says: the packed rules, or what is wrong with the files. */
export type Compiled = { bytes: Uint8Array } | { faults: string[] }

/**
 * Rules compiled and packed in a process of their own: it takes seconds, while the database starts, and hundreds of
 * megabytes that this process would keep (so would a thread). @throws RiskRulesError
 */
export const compileAside = async (files: RuleFiles, dir: string, key: string): Promise<Buffer> => {
  const child = fork(fileURLToPath(new URL('./compile-child.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
  })
  const over = new AbortController()
  try {
    const ended = once(child, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the process ended before the rules were compiled')
    })
    child.send({ files: [...files], dir, key } satisfies CompileOrder)
    const [said] = (await Promise.race([once(child, 'message', { signal: over.signal }), ended])) as [Compiled]
    if ('faults' in said) throw new RiskRulesError(said.faults)
    return Buffer.from(said.bytes)
  } finally {
    over.abort()
    child.kill()
  }
}
