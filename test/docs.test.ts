import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import { stubConfig, type } from './support/cli.ts'
import { configNames, makkerCommands, papers, shellBlocks } from './support/papers.ts'

const root = join(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')
const Package = z.object({
  scripts: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
})
const { scripts } = Package.parse(JSON.parse(read('package.json')))

describe('what is written', () => {
  test('every variable of .env.example is one that is read, and the other way round', () => {
    const names = [...read('.env.example').matchAll(/^#([A-Z][A-Z\d_]*)=/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(30)
    expect(names.toSorted()).toEqual(configNames().toSorted())
  })

  test('.env.example shows the defaults: taken as it stands, without its #, it changes nothing', () => {
    const taken = Object.fromEntries(
      [...read('.env.example').matchAll(/^#([A-Z][A-Z\d_]*)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
    )
    expect(readConfig(taken)).toEqual(readConfig({}))
  })

  test('the documents name no variable that nobody reads', () => {
    const ours = new Set([...configNames(), 'REQUIRE_SERVICES', 'POSTGRES_PASSWORD'])
    const unknown = Object.entries(papers()).flatMap(([paper, text]) =>
      [...text.matchAll(/`([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)(?:=[^`]*)?`/g)]
        // Capabilities of the kernel look the same.
        .filter(([, name]) => !ours.has(name!) && !name!.startsWith('CAP_'))
        .map(([, name]) => `${paper}: ${name}`),
    )
    expect(unknown).toEqual([])
  })

  test('every link between the documents leads somewhere', () => {
    const dead = Object.entries(papers()).flatMap(([paper, text]) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, to]) => to!)
        .filter((to) => !existsSync(join(root, dirname(paper), to)))
        .map((to) => `${paper}: ${to}`),
    )
    expect(dead).toEqual([])
  })

  test('the proxy of the runbook passes all that is needed from outside, as the page on Slack says', () => {
    const passes = /In front of `web` stands a proxy[^;]*; nothing else/.exec(read('docs/runbook.md'))?.[0] ?? ''
    for (const path of ['/channels/', '/slack/events', '/case/', '/assets/']) {
      expect(passes).toContain(`\`${path}\``)
      if (path !== '/channels/') expect(read('docs/slack.md')).toContain(`\`${path}\``)
    }
  })

  test('every npm script that is named is there', () => {
    const named = shellBlocks().flatMap(({ text }) => [...text.matchAll(/npm (?:run )?(start|test|[a-z]+)\b/g)])
    const missing = named.map(([, script]) => script!).filter((script) => script !== 'ci' && !scripts[script])
    expect(named.length).toBeGreaterThan(3)
    expect(missing).toEqual([])
  })

  test('decisions have numbers of their own, without gaps', () => {
    const numbers = Object.keys(papers()).flatMap((name) => /decisions\/(\d{4})-/.exec(name)?.[1] ?? [])
    expect(numbers.map(Number)).toEqual(numbers.map((_, i) => i + 1))
  })

  /** npm ci refuses a lockfile that lacks what another platform would install. */
  test('the lockfile has every optional package, so that npm ci works from a fresh clone', () => {
    const { packages } = z
      .object({
        packages: z.record(
          z.string(),
          z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }).loose(),
        ),
      })
      .parse(JSON.parse(read('package-lock.json')))
    /** npm looks beside, then further up. */
    const isThere = (from: string, name: string): boolean => {
      for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
        if (packages[join(at, 'node_modules', name)]) return true
        if (at === '') return false
      }
    }
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isThere(from, name)),
    )
    expect(missing).toEqual([])
  })
})

describe('what is to be typed', () => {
  const commands = shellBlocks().flatMap(({ paper, text }) => makkerCommands(text).map((words) => ({ paper, words })))

  test('every command in the documents exists, with every option it is given', async () => {
    expect(commands.length).toBeGreaterThan(15)
    const helps = new Map<string, string>()
    const wrong: string[] = []
    for (const { paper, words } of commands) {
      const single = words[0] === 'start' || words[0] === 'doctor'
      const name = words.slice(0, single ? 1 : 2)
      const key = name.join(' ')
      if (!helps.has(key)) helps.set(key, (await type(...name, '--help')).out)
      const help = helps.get(key)!
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!)
      // An unknown verb shows its noun's help.
      if (!help.startsWith(`Usage: makker ${key} `)) wrong.push(`${paper}: makker ${key}`)
      else wrong.push(...options.filter((it) => !help.includes(it)).map((it) => `${paper}: makker ${key} ${it}`))
    }
    expect(wrong).toEqual([])
  })

  test('npx finds the command', async () => {
    const { stdout } = await promisify(execFile)('npx', ['makker', '--help'], { cwd: root })
    expect(stdout).toContain('Usage: makker')
  })
})

describe('what may be run, against a fresh demo', () => {
  const dataDir = mkdtempSync(join(tmpdir(), `makker-test-${process.pid}-docs-`))
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
  let server: ChildProcess
  let url = ''
  let alias = ''

  beforeAll(async () => {
    // The commands of this process meet the same demo.
    stubConfig(env)
    server = spawn(process.execPath, [join(root, 'src/main.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    url = await new Promise<string>((resolve, reject) => {
      createInterface(server.stdout!).on('line', (line) => {
        const said = /running at (?:\S*m)?(http:\/\/[\d.]+:\d+)/.exec(line)
        if (said) resolve(said[1]!)
      })
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    const { out } = await type('citizen', 'list', '--json')
    const citizens = z.array(z.object({ alias: z.string(), status: z.string() })).parse(JSON.parse(out))
    alias = citizens.find(({ status }) => status === 'active')!.alias
  }, 60_000)
  afterAll(async () => {
    vi.unstubAllEnvs()
    const gone = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null && server.kill('SIGTERM')) await gone
    rmSync(dataDir, { recursive: true, force: true })
  })

  const hasCurl = spawnSync('curl', ['--version']).status === 0
  const blocks = Map.groupBy(
    shellBlocks().filter(({ info }) => info.startsWith('sh run')),
    ({ paper }) => paper,
  )

  /** Our commands one by one; what is between them goes to the shell as it stands. */
  const steps = (text: string): string[] => text.split(/^(npx makker .*\n)/m).filter((part) => part.trim() !== '')

  test.for([...blocks])('the commands of %s run', { timeout: 60_000 }, async ([, own], { skip }) => {
    const needsCurl = own.some(({ text }) => text.includes('curl '))
    if (needsCurl && !hasCurl && process.env.REQUIRE_SERVICES === '1')
      throw new Error('curl not found (apt-get install curl)')
    skip(needsCurl && !hasCurl, 'curl not found (apt-get install curl)')
    for (const step of own.flatMap(({ text }) => steps(text))) {
      const real = step.replaceAll('ravn-372', alias).replaceAll('http://127.0.0.1:3000', url)
      const [words] = makkerCommands(real)
      if (words) expect(await type(...words), step).toMatchObject({ code: 0, out: expect.stringMatching(/\S/) })
      else await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', real], { cwd: root, env })
    }
  })

  test('there is something to run', () => expect(blocks.size).toBeGreaterThan(2))
})
