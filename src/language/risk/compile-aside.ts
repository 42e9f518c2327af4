import { fork } from 'node:child_process'
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

/** The process could not be started, or ended before it had an answer. */
export class CompilerGone extends Error {
  override name = 'CompilerGone'
}

/**
 * Rules compiled and packed in a process of their own: it takes seconds, while the database starts, and hundreds of
 * megabytes that this process would keep (so would a thread). @throws RiskRulesError, CompilerGone
 */
export const compileAside = (files: RuleFiles, dir: string, key: string): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const gone = (why: string, cause?: unknown) => reject(new CompilerGone(why, { cause }))
  try {
    const child = fork(fileURLToPath(new URL('./compile-child.ts', import.meta.url)), {
      serialization: 'advanced',
      execArgv: [],
    })
    // Listened to for as long as the child lives: a fault that nobody hears would end this process.
    child.on('error', (error) => gone('the process that compiles the rules failed', error))
    child.once('exit', (code, signal) => gone(`the process that compiles the rules ended (${signal ?? code})`))
    child.once('message', (said: Compiled) => {
      if ('faults' in said) reject(new RiskRulesError(said.faults))
      else resolve(Buffer.from(said.bytes))
    })
    child.send({ files: [...files], dir, key } satisfies CompileOrder, (error) => {
      if (error) gone('the process that compiles the rules could not be asked', error)
    })
    promise.catch(() => {}).finally(() => child.kill())
  } catch (error) {
    gone('no process could be started to compile the rules', error)
  }
  return promise
}
