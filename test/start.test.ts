import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, expect, test } from 'vitest'

const MAIN = new URL('../src/main.ts', import.meta.url).pathname
const PATIENCE = 60_000

const running: ChildProcess[] = []
const folders: string[] = []

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'makker-start-'))
  folders.push(made)
  // The database runs as another user when the tests run as root.
  chmodSync(made, 0o755)
  return made
}

interface Started {
  child: ChildProcess
  /** All that was printed so far. */
  said(): string
  /** Resolves when it is ready, with its address; rejects when it ended instead. */
  ready: Promise<string>
  ended: Promise<number | null>
}

const start = (env: Record<string, string>): Started => {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let printed = ''
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (data) => {
      printed += data
      const url = /running at (http:\S+)/.exec(printed)?.[1]
      if (url) resolve(url)
    })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  void ended.then(() => reject(new Error(`ended: ${printed}`)))
  ready.catch(() => {})
  return { child, said: () => printed, ready, ended }
}

/** The very first start, on a machine where nothing is: what the others begin with is what it left. */
const virgin = async () => {
  const model = mkdtempSync(join(tmpdir(), 'makker-start-'))
  chmodSync(model, 0o755)
  const { child, ready, ended } = start({ DATA_DIR: model })
  const url = await ready
  const health = await (await fetch(`${url}/healthz`)).json()
  const readiness = (await fetch(`${url}/readyz`)).status
  child.kill('SIGTERM')
  return { model, health, readiness, code: await ended }
}
let first: ReturnType<typeof virgin> | undefined
const firstStart = (): ReturnType<typeof virgin> => {
  first ??= virgin()
  return first
}
afterAll(async () => {
  if (first) rmSync((await first).model, { recursive: true, force: true })
})

/** A data folder as an earlier start left it: making one takes seconds. */
const furnished = async (): Promise<string> => {
  const { model } = await firstStart()
  const made = folder()
  execFileSync('cp', ['-a', `${model}/.`, made])
  return made
}

test('starts with nothing configured, founds the town once, and stops when asked', { timeout: PATIENCE }, async () => {
  expect(await firstStart()).toMatchObject({ health: { status: 'ok' }, readiness: 200, code: 0 })
  const second = start({ DATA_DIR: await furnished() })
  const page = await (await fetch(`${await second.ready}/`)).text()
  expect(page.match(/Mette Lund/g)).not.toBeNull()
  expect(page).toContain('Bent Krogh')
})

test('after kill -9 the next start adopts the database that was left', { timeout: PATIENCE }, async () => {
  const dataDir = await furnished()
  const first = start({ DATA_DIR: dataDir })
  await first.ready
  first.child.kill('SIGKILL')
  await first.ended
  const second = start({ DATA_DIR: dataDir, LOG_LEVEL: 'info' })
  await second.ready
  expect(second.said()).toContain('"adopted":true')
})

test('a second start on the same data folder ends with one sentence that says what to do', {
  timeout: PATIENCE,
}, async () => {
  const dataDir = await furnished()
  await start({ DATA_DIR: dataDir }).ready
  const second = start({ DATA_DIR: dataDir })
  expect(await second.ended).toBe(1)
  expect(second.said()).toMatch(/^makker: [^\n]+\.\n$/)
  expect(second.said()).toContain(dataDir)
})

test('a taken port ends with one sentence that says what to do', { timeout: PATIENCE }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const refused = start({ DATA_DIR: await furnished(), PORT: port })
  expect(await refused.ended).toBe(1)
  expect(refused.said()).toBe(
    `makker: Port ${port} is taken on 127.0.0.1; stop what uses it, or set PORT to another.\n`,
  )
  other.close()
})

test('a folder that cannot be written ends with one sentence that says what to do', { timeout: PATIENCE }, async () => {
  const refused = start({ DATA_DIR: '/proc/makker' })
  expect(await refused.ended).toBe(1)
  expect(refused.said()).toMatch(/^makker: [^\n]*\/proc\/makker[^\n]+\.\n$/)
})

test('content with a fault refuses the start with file, line and what is expected', { timeout: PATIENCE }, async () => {
  const { cpSync, appendFileSync } = await import('node:fs')
  const content = join(folder(), 'content')
  cpSync(new URL('../content', import.meta.url).pathname, content, { recursive: true })
  appendFileSync(join(content, 'rules/default.yaml'), '\nquietDays: often\n')
  const refused = start({ DATA_DIR: await furnished(), CONTENT_DIR: content })
  expect(await refused.ended).toBe(2)
  expect(refused.said()).toMatch(/rules\/default\.yaml:\d+ expected /)
})

test('a wrong environment refuses the start, each fault in a sentence of its own', { timeout: PATIENCE }, async () => {
  const refused = start({ DATA_DIR: folder(), PORT: 'door', TIME_ZONE: 'Nowhere' })
  expect(await refused.ended).toBe(2)
  expect(refused.said().trim().split('\n')).toHaveLength(2)
})

test('ending npm ends the server as well, so that the next start finds the port free', {
  timeout: PATIENCE,
}, async () => {
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', DATA_DIR: await furnished() },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  running.push(npm)
  let printed = ''
  npm.stdout.on('data', (data) => {
    printed += data
  })
  await expect.poll(() => printed, { timeout: PATIENCE / 2 }).toMatch(/running at http:\S+/)
  const url = /running at (http:\S+)/.exec(stripVTControlCharacters(printed))![1]!
  npm.kill('SIGTERM')
  await once(npm, 'exit')
  try {
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  } finally {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // Nobody is left in its group.
    }
  }
})
