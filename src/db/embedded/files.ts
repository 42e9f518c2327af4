import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { StartRefused, sentence } from '../../lib/errors.ts'

/** Where the parts of one embedded PostgreSQL lie. All paths are real and absolute. */
export interface Places {
  dataDir: string
  /** The cluster itself. */
  cluster: string
  /** Port and passwords, mode 0600. */
  settings: string
  /** What the server says. */
  log: string
}

const Settings = z.object({
  /** The port to prefer, so that bookmarks and open `psql`s survive a restart. The live one is in `postmaster.pid`. */
  port: z.int().min(1).max(65535),
  /** Of the role `makker`, which owns the database and is no superuser. */
  password: z.string().min(16),
  /** Of the superuser `postgres`: used by the supervisor alone. */
  superuserPassword: z.string().min(16),
})
export type Settings = z.infer<typeof Settings>

/** Makes the data folder if it is missing, for its owner only. @throws StartRefused when it cannot be written to. */
export const openDataDir = (dataDir: string): Places => {
  try {
    makeFolder(dataDir)
    const real = realpathSync(dataDir)
    const probe = join(real, `.write-${randomBytes(6).toString('hex')}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return {
      dataDir: real,
      cluster: join(real, 'postgres'),
      settings: join(real, 'postgres.json'),
      log: join(real, 'postgres.log'),
    }
  } catch (cause) {
    throw new StartRefused(
      `The data folder ${dataDir} cannot be written to (${sentence(cause)}): give this user the right to, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}

/** Not `recursive: true`: that never returns where the system answers ENOENT below a folder that is there, as in /proc. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return
  if (!existsSync(dirname(path))) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error // otherwise another process was faster
  }
}

/** The settings, made once: of two processes that start at the same moment both go on with the same passwords. */
export const settingsOf = (places: Places, freePort: number): Settings => {
  const known = readSettings(places)
  if (known) return known
  const secret = (): string => randomBytes(24).toString('base64url')
  const staged = stage(places, { port: freePort, password: secret(), superuserPassword: secret() })
  try {
    linkSync(staged, places.settings) // unlike a rename, a link never replaces what another process just made
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(staged)
  }
  return readSettings(places)!
}

/** The settings of a database that is there: new passwords would not open it. @throws StartRefused when they are lost. */
export const passwordsFor = (places: Places): Settings => {
  const known = readSettings(places)
  if (known) return known
  throw new StartRefused(
    `${places.settings} is missing, and with it the passwords of the database in ${places.cluster}: ${PUT_BACK}.`,
  )
}

/** The settings are there, and are those of another database. */
export const foreignPasswords = (places: Places, cause: unknown): StartRefused =>
  new StartRefused(
    `${places.settings} does not hold the passwords of the database in ${places.cluster}: ${PUT_BACK}.`,
    { cause },
  )

const PUT_BACK = 'put the one that belongs to it back from the backup, or set another DATA_DIR'

/** @throws StartRefused when the file is there and is not ours */
export const readSettings = (places: Places): Settings | undefined => {
  let text: string
  try {
    text = readFileSync(places.settings, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw new StartRefused(`${places.settings} cannot be read (${sentence(error)}).`, { cause: error })
  }
  const parsed = Settings.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new StartRefused(
    `${places.settings} does not hold the database's passwords any more: put it back from a backup, or start with an empty DATA_DIR.`,
  )
}

export const writeSettings = (places: Places, settings: Settings): void =>
  renameSync(stage(places, settings), places.settings)

const stage = (places: Places, settings: Settings): string => {
  const path = `${places.settings}.${randomBytes(6).toString('hex')}`
  writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  giveToOwner(path, places)
  return path
}

/** What root makes in a folder of somebody else stays usable for that person. */
export const giveToOwner = (path: string, places: Places): void => {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(places.dataDir)
  chownSync(path, uid, gid)
}

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
