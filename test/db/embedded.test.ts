import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { findBinaries } from '../../src/db/embedded/binaries.ts'
import { openDataDir } from '../../src/db/embedded/files.ts'
import { findRunning } from '../../src/db/embedded/postmaster.ts'
import { attachEmbedded, type EmbeddedPostgres, startEmbedded } from '../../src/db/embedded.ts'
import { StartRefused } from '../../src/lib/errors.ts'
import { createLog } from '../../src/lib/log.ts'

const root = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
const log = createLog({ level: 'silent' })

/** A folder nobody else can look into, as a home of mode 700 is. */
const closedFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), `makker-test-${process.pid}-embedded-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const newDataDir = (): string => join(closedFolder(), 'home', '.data')

/** A data folder with a database in it, copied: making one takes most of a second. */
const furnished = (): string => {
  const dataDir = newDataDir()
  mkdirSync(dirname(dataDir), { mode: 0o700 })
  execFileSync('cp', ['-a', model, dataDir])
  return dataDir
}
let model: string
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), `makker-test-${process.pid}-model-`))
  model = join(folder, '.data')
  await (await startEmbedded({ dataDir: model, log, durable: false })).stop()
  return () => rmSync(folder, { recursive: true })
})

const entered: EmbeddedPostgres[] = []
const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const postgres of entered.splice(0)) await postgres.stop()
})

const start = async (dataDir: string, durable = false): Promise<EmbeddedPostgres> =>
  keep(await startEmbedded({ dataDir, log, durable }))
const attach = async (dataDir: string): Promise<EmbeddedPostgres> =>
  keep(await attachEmbedded({ dataDir, log, durable: false }))
const keep = (postgres: EmbeddedPostgres): EmbeddedPostgres => {
  entered.push(postgres)
  return postgres
}

const serverOf = (dataDir: string): ReturnType<typeof findRunning> => findRunning(openDataDir(dataDir))

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

interface Inhabitant {
  said: { url: string; adopted: boolean; refused?: string; name?: string }
  kill(): Promise<void>
  leave(): Promise<void>
}

/** Another process on the same data folder. */
const inhabitant = async (
  how: 'start' | 'attach',
  dataDir: string,
  user?: { uid: number; gid: number },
  project = '.',
): Promise<Inhabitant> => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../..', project, 'test/support/inhabitant.ts'), how, dataDir],
    {
      ...user,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  started.push(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const said = await new Promise<Inhabitant['said']>((resolve, reject) => {
    createInterface(child.stdout!).once('line', (line) => resolve(JSON.parse(line)))
    child.once('exit', () => reject(new Error('it said nothing')))
  })
  return {
    said,
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
    leave: () => {
      child.stdin!.end()
      return gone
    },
  }
}

const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => expect.fail('it started'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(StartRefused)
  expect(error.message).toMatch(/^[^\n]+\.$/)
  return error.message
}

test('starts in a folder that others cannot reach, keeps what was written, and stops without a trace', async () => {
  const dataDir = newDataDir()
  const first = await start(dataDir, true)
  expect(first.adopted).toBe(false)
  await query(first.url, 'create table note (text text)')
  await query(first.url, "insert into note values ('Blåbærgrød')")
  await first.stop()
  expect(serverOf(dataDir)).toBeUndefined()

  const second = await start(dataDir)
  expect(second.adopted).toBe(false)
  expect(await query(second.url, 'select upper(text) from note')).toEqual(['BLÅBÆRGRØD'])
})

test('is durable, speaks UTF-8 and UTC, and gives the application a role that is no superuser', async () => {
  const { url } = await start(furnished(), true)
  expect(
    await query(
      url,
      "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('data_checksums'), current_setting('server_encoding'), current_setting('TimeZone'), current_setting('is_superuser')",
    ),
  ).toEqual(['on', 'on', 'on', 'on', 'UTF8', 'UTC', 'off'])
  await query(url, 'create schema keys')
  await expect(query(url, "copy (select 1) to program 'true'")).rejects.toThrow(/permission denied/)
})

test('nobody comes in without the password, and only root and the owner can read it', async () => {
  const dataDir = furnished()
  const { url } = await start(dataDir)
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(query(wrong.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(new URL(url).password)
})

test.runIf(root)('root runs the server as somebody else', async () => {
  const dataDir = furnished()
  await start(dataDir)
  const { pid } = serverOf(dataDir)!
  expect(statSync(`/proc/${pid}`).uid).not.toBe(0)
  expect(statSync(join(dataDir, 'postgres')).uid).toBe(statSync(`/proc/${pid}`).uid)
  expect(statSync(join(dataDir, 'postgres.json')).uid).toBe(0)
})

test.runIf(root)("a normal user starts it too, and root afterwards leaves everything that user's", async () => {
  const home = closedFolder()
  chownSync(home, nobody.uid, nobody.gid)
  const dataDir = join(home, '.data')
  const user = await inhabitant('start', dataDir, nobody)
  expect(user.said.adopted).toBe(false)
  await user.leave()

  const asRoot = await start(dataDir)
  await asRoot.stop()
  for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).uid, name).toBe(nobody.uid)
  const again = await inhabitant('start', dataDir, nobody)
  expect(again.said.refused).toBeUndefined()
  await again.leave()
})

test.runIf(root)('a normal user is told whose database it is', async () => {
  const home = closedFolder()
  const dataDir = join(home, '.data')
  await (await start(dataDir)).stop()
  for (const path of [home, dataDir]) chmodSync(path, 0o777)
  const { said } = await inhabitant('start', dataDir, nobody)
  expect(said.name).toBe('StartRefused')
  expect(said.refused).toMatch(/belongs to (postgres|nobody|user)/)
})

test('a server left by a killed process is taken over with its data and its address', async () => {
  const dataDir = furnished()
  const killed = await inhabitant('start', dataDir)
  await query(killed.said.url, 'create table note (text text)')
  const { pid } = serverOf(dataDir)!
  await killed.kill()
  expect(serverOf(dataDir)?.pid).toBe(pid)

  const next = await start(dataDir)
  expect(next.adopted).toBe(true)
  expect(next.url).toBe(killed.said.url)
  expect(await query(next.url, 'select count(*)::int from note')).toEqual([0])
  await next.stop()
  expect(serverOf(dataDir)).toBeUndefined()
})

test('a second long-running process on the same folder is refused with the number of the first', async () => {
  const dataDir = furnished()
  const first = await start(dataDir)
  const second = await inhabitant('start', dataDir)
  expect(second.said.name).toBe('StartRefused')
  expect(second.said.refused).toContain(`process ${process.pid}`)
  expect(second.said.refused).toContain('stop it first')
  expect(await query(first.url, 'select 1')).toEqual([1])
})

test('two processes that start in an empty folder at the same moment make one database', async () => {
  const dataDir = newDataDir()
  const both = await Promise.all([inhabitant('attach', dataDir), inhabitant('attach', dataDir)])
  expect(both.map(({ said }) => said.refused)).toEqual([undefined, undefined])
  expect(both[0].said.url).toBe(both[1].said.url)
  expect(both.map(({ said }) => said.adopted).sort()).toEqual([false, true])
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new'))).toEqual([])
})

test('commands come and go beside a running process without stopping its server', async () => {
  const dataDir = furnished()
  const main = await start(dataDir)
  const commands = await Promise.all([attach(dataDir), attach(dataDir)])
  expect(commands.map(({ adopted, url }) => [adopted, url])).toEqual([
    [true, main.url],
    [true, main.url],
  ])
  for (const command of commands) await command.stop()
  expect(await query(main.url, 'select 1')).toEqual([1])
})

test('a command that started the server leaves it to those still attached, and the last one stops it', async () => {
  const dataDir = furnished()
  const first = await attach(dataDir)
  const second = await inhabitant('attach', dataDir)
  expect([first.adopted, second.said.adopted]).toEqual([false, true])
  await first.stop()
  expect(await query(second.said.url, 'select 1')).toEqual([1])
  await second.leave()
  expect(serverOf(dataDir)).toBeUndefined()
})

test('a command that was killed does not keep the server', async () => {
  const dataDir = furnished()
  const first = await attach(dataDir)
  const second = await inhabitant('attach', dataDir)
  await second.kill()
  await expect.poll(() => query(first.url, 'select 1')).toEqual([1])
  await first.stop()
  expect(serverOf(dataDir)).toBeUndefined()
})

test('commands that leave and arrive at the same moment all get an answer', async () => {
  const dataDir = furnished()
  await (await attach(dataDir)).stop()
  const visit = async (): Promise<unknown[]> => {
    const postgres = await attach(dataDir)
    const rows = await query(postgres.url, 'select 1')
    await postgres.stop()
    return rows
  }
  const rounds = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const rows: unknown[][] = []
      for (let round = 0; round < 3; round++) rows.push(await visit())
      return rows
    }),
  )
  expect(rounds.flat()).toEqual(Array.from({ length: 12 }, () => [1]))
  expect(serverOf(dataDir)).toBeUndefined()
})

test('the pid file of a server that is gone does not stand in the way, also when the number is another process now', async () => {
  const dataDir = furnished()
  await (await start(dataDir)).stop()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  for (const pid of [4_000_000, process.pid]) {
    writeFileSync(pidFile, `${pid}\n/somewhere\n1\n5432\n\n127.0.0.1\n  1  1\nready   \n`)
    const postgres = await start(dataDir)
    expect(postgres.adopted).toBe(false)
    expect(await query(postgres.url, 'select 1')).toEqual([1])
    await postgres.stop()
  }
})

test('a port that another program took meanwhile is avoided', async () => {
  const dataDir = furnished()
  const first = await start(dataDir)
  const port = Number(new URL(first.url).port)
  await first.stop()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())

  const second = await start(dataDir)
  expect(Number(new URL(second.url).port)).not.toBe(port)
  expect(await query(second.url, 'select 1')).toEqual([1])
  expect(JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')).port).toBe(Number(new URL(second.url).port))
})

test('a server that dies is brought back at the same address with what was committed', async () => {
  const dataDir = furnished()
  const postgres = await start(dataDir, true)
  await query(postgres.url, 'create table note as select 7 as a')
  const { pid } = serverOf(dataDir)!
  process.kill(pid, 'SIGKILL')
  await expect
    .poll(() => query(postgres.url, 'select a from note').catch(() => 'away'), { timeout: 15_000 })
    .toEqual([7])
  expect(serverOf(dataDir)!.pid).not.toBe(pid)
  await expect.poll(() => attachOnce(dataDir)).toBe(true)
  await postgres.stop()
  expect(serverOf(dataDir)).toBeUndefined()
})

const attachOnce = async (dataDir: string): Promise<boolean> => {
  const { adopted, stop } = await attachEmbedded({ dataDir, log, durable: false })
  await stop()
  return adopted
}

test('stopping closes connections that are still open, and stopping again does nothing', async () => {
  const postgres = await start(furnished())
  const client = new pg.Client({ connectionString: postgres.url })
  const broken = new Promise<unknown>((resolve) => client.on('error', resolve))
  await client.connect()
  await client.query('begin')
  await Promise.all([postgres.stop(), postgres.stop()])
  expect(await broken).toBeInstanceOf(Error)
})

test('a half-made database of a crashed start is no hindrance', async () => {
  const dataDir = newDataDir()
  mkdirSync(join(dataDir, 'postgres.new-abc', 'data'), { recursive: true })
  expect(await query((await start(dataDir)).url, 'select 1')).toEqual([1])
})

test.each([
  ['99', 'the newer makker'],
  ['9', 'set DATABASE_URL'],
])('data written by PostgreSQL %s are refused with what to do', async (version, advice) => {
  const dataDir = newDataDir()
  mkdirSync(join(dataDir, 'postgres'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), `${version}\n`)
  const message = await refusal(start(dataDir))
  expect(message).toContain(`PostgreSQL ${version}`)
  expect(message).toContain(advice)
  expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe(`${version}\n`)
})

test('a data folder that cannot be written to is refused by its name', async () => {
  const file = join(closedFolder(), 'file')
  writeFileSync(file, '')
  expect(await refusal(start(join(file, '.data')))).toContain(`The data folder ${file}/.data cannot be written to`)
  expect(await refusal(start('/proc/makker'))).toContain('set DATA_DIR')
})

test.runIf(root)('a normal user without the right to the data folder is told so', async () => {
  const { said } = await inhabitant('start', newDataDir(), nobody)
  expect(said.name).toBe('StartRefused')
  expect(said.refused).toMatch(/cannot be written to .*permission denied/)
})

test('lost passwords and foreign folders are refused, not overwritten', async () => {
  const dataDir = newDataDir()
  mkdirSync(join(dataDir, 'postgres'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres', 'photo.jpg'), '')
  expect(await refusal(start(dataDir))).toContain('is no PostgreSQL database')
  rmSync(join(dataDir, 'postgres'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres.json'), '{"port":')
  expect(await refusal(start(dataDir))).toContain('put it back from a backup')
})

test('a database whose passwords are missing is refused at once, and is whole again with the file put back', async () => {
  const dataDir = furnished()
  const file = join(dataDir, 'postgres.json')
  const passwords = readFileSync(file)
  rmSync(file)
  const message = await refusal(start(dataDir))
  expect(message).toContain(`${file} is missing`)
  expect(message).toContain('back from the backup')
  expect(await refusal(attach(dataDir))).toBe(message)
  expect([existsSync(file), serverOf(dataDir)]).toEqual([false, undefined])

  writeFileSync(file, passwords, { mode: 0o600 })
  expect(await query((await start(dataDir)).url, 'select 1')).toEqual([1])
})

test("another database's passwords are refused at once, and leave no server behind", async () => {
  const dataDir = furnished()
  const file = join(dataDir, 'postgres.json')
  const { port } = JSON.parse(readFileSync(file, 'utf8'))
  const other = { port, password: 'x'.repeat(32), superuserPassword: 'y'.repeat(32) }
  writeFileSync(file, JSON.stringify(other), { mode: 0o600 })
  for (const enter of [start, attach]) {
    const message = await refusal(enter(dataDir))
    expect(message).toContain(`${file} does not hold the passwords`)
    expect(message).toContain('back from the backup')
    expect(serverOf(dataDir)).toBeUndefined()
  }
})

test('half a database is refused at once, with what it lacks', async () => {
  const dataDir = furnished()
  rmSync(join(dataDir, 'postgres', 'global', 'pg_control'))
  const message = await refusal(attach(dataDir))
  expect(message).toContain('lacks global/pg_control')
  expect(message).toContain('back from the backup')

  const other = furnished()
  rmSync(join(other, 'postgres', 'pg_notify'), { recursive: true })
  expect(await refusal(attach(other))).toContain('pg_notify')
  expect([serverOf(dataDir), serverOf(other)]).toEqual([undefined, undefined])
})

test('says whether the database was made just now', async () => {
  const dataDir = newDataDir()
  const first = await start(dataDir)
  const beside = await attach(dataDir)
  expect([first.fresh, beside.fresh]).toEqual([true, false])
})

/** The package as npm unpacks it, without what its install script adds. */
const unpacked = (folder: string): string => {
  const original = dirname(dirname(findBinaries({}).postgres))
  const native = join(folder, 'package', 'native')
  cpSync(original, native, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
  cpSync(join(dirname(original), 'package.json'), join(folder, 'package', 'package.json'))
  for (const { target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]) {
    rmSync(join(dirname(native), target), { force: true })
  }
  return native
}

test('programs whose install script was skipped get their links, and where others cannot reach them a copy', () => {
  const folder = closedFolder()
  const native = unpacked(folder)
  const cache = mkdtempSync(join(tmpdir(), `makker-test-${process.pid}-cache-`))
  chmodSync(cache, 0o755)
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }))

  expect(findBinaries({}, { native }).postgres).toBe(join(native, 'bin', 'postgres'))
  if (!root) return
  const copied = findBinaries({ drop: nobody }, { native, cache })
  expect(copied.postgres.startsWith(cache)).toBe(true)
  expect(existsSync(copied.initdb)).toBe(true)
  expect(statSync(copied.postgres).uid).toBe(0)
  expect(findBinaries({ drop: nobody }, { native, cache })).toEqual(copied)
  expect(readdirSync(cache)).toHaveLength(1)
})

test('programs that do not start are refused with what to do', async () => {
  const native = join(closedFolder(), 'native')
  mkdirSync(join(native, 'bin'), { recursive: true })
  symlinkSync('/nowhere', join(native, 'bin', 'postgres'))
  writeFileSync(join(dirname(native), 'package.json'), '{"version":"0"}')
  const cache = join(closedFolder(), 'cache')
  const message = await refusal(startEmbedded({ dataDir: newDataDir(), log, binaries: { native, cache } }))
  expect(message).toContain('npm install')
})
