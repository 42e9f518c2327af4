import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { compileRules } from './compile.ts'
import { compileAside } from './compile-aside.ts'
import type { RiskData } from './data.ts'
import { unpack } from './pack.ts'
import { parseRiskRules, RiskRulesError, type RuleFiles, readRuleFiles } from './rules.ts'

export interface CompileOptions {
  /** A folder for compiled rules. It is made if the one it lies in is there. Left out: nothing is kept. */
  cacheDir?: string
  /** Told when a kept file cannot be used, none can be written, or no process can be had to compile in; it goes on without. */
  report?(what: 'unusable' | 'not-kept' | 'not-aside', cause: unknown): void
}

/** All that decides what compiled rules look like: a change in one of them makes the kept files stale. Held complete by a test. */
export const SOURCES = [
  '../../core/citizen.ts',
  '../../core/heard.ts',
  '../digits.ts',
  '../fold.ts',
  'compile-points.ts',
  'compile.ts',
  'data.ts',
  'flatten.ts',
  'lexicon.ts',
  'lists.ts',
  'marks.ts',
  'net.ts',
  'pack.ts',
  'phrase.ts',
  'rules.ts',
  'stem-tree.ts',
  'strings.ts',
  'tokens.ts',
]

/** The compiled rules of a folder: as they were kept, if nothing has changed since. @throws RiskRulesError */
export const compiledRules = async (dir: string, { cacheDir, report }: CompileOptions): Promise<RiskData> => {
  const files = await readRuleFiles(dir)
  if (cacheDir === undefined) return compileRules(parseRiskRules(files, dir))
  const key = await keyOf(files)
  const file = join(cacheDir, `risk-${key}.bin`)
  try {
    return unpack(key, await readFile(file))
  } catch (error) {
    if (!isMissing(error)) report?.('unusable', error)
  }
  let packed: Buffer
  try {
    packed = await compileAside(files, dir, key)
  } catch (error) {
    if (error instanceof RiskRulesError) throw error
    report?.('not-aside', error)
    return compileRules(parseRiskRules(files, dir))
  }
  try {
    await keep(cacheDir, file, packed)
  } catch (error) {
    if (!isMissing(error)) report?.('not-kept', error)
  }
  return unpack(key, packed)
}

const keyOf = async (files: RuleFiles): Promise<string> => {
  const hash = createHash('sha256')
  const add = (name: string, bytes: Uint8Array | string) => hash.update(`${name} ${bytes.length}\n`).update(bytes)
  // Words are folded by the tables of Unicode that came with Node.
  add('for', `${process.versions.unicode} ${process.versions.icu} ${endianness()}`)
  const sources = await Promise.all(SOURCES.map((name) => readFile(join(import.meta.dirname, name))))
  sources.forEach((bytes, i) => {
    add(SOURCES[i]!, bytes)
  })
  for (const [name, bytes] of files) add(name, bytes)
  return hash.digest('hex').slice(0, 32)
}

/** Whole or not at all: other processes may be reading. What was kept for other rules goes. */
const keep = async (cacheDir: string, file: string, bytes: Buffer): Promise<void> => {
  await mkdir(cacheDir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const part = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    await writeFile(part, bytes, { mode: 0o600, flag: 'wx' })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    throw error
  }
  for (const name of await readdir(cacheDir)) {
    const old = join(cacheDir, name)
    if (/^risk-.*\.(bin|part)$/.test(name) && old !== file) await rm(old, { force: true })
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'
