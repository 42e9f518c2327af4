import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { openHouse } from '../src/app/house.ts'
import { inviteCitizen, setStatus } from '../src/commands/invite.ts'
import { readConfig } from '../src/config.ts'
import { addCaseworker } from '../src/db/caseworkers.ts'
import { newToken } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'

/**
 * Durable inbound turns through HTTP: `POST /phone/<alias>/messages`, each read, decided, sealed and committed before
 * it is answered. Beside it the same server's bare answers (`GET /healthz`) and bare commits (one insert a statement).
 * The load comes from this process, the server is its own: two processes and Postgres share the cores.
 */
const CITIZENS = 300
const SECONDS = 5
const WIDTH = 32

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0

const dataDir = await mkdtemp(join(tmpdir(), 'makker-bench-'))
const env = { DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: '0' }
const house = await openHouse(readConfig(env), createLog({ level: 'error' }), { reign: false })
const worker = await addCaseworker(house.db.sql, { name: 'Bench', slack: 'UBENCH', team: 'Bench' }, house.clock.now())
const aliases: string[] = []
for (let i = 0; i < CITIZENS; i++) {
  const citizen = {
    name: 'Bench Bench',
    phone: `+45203${String(10_000 + i)}`,
    caseworkerId: worker,
    channel: 'phone',
    language: 'da',
  } as const
  const { id, alias } = await inviteCitizen(house, { ...citizen, zone: 'Europe/Copenhagen', token: newToken() })
  await setStatus(house, id, 'active')
  aliases.push(alias)
}
await house.db.pool.query('create table bare_commit (id bigint generated always as identity primary key, text text)')

/** As many as go, `WIDTH` at once, for some seconds; a second each. */
const flood = async (work: (n: number) => Promise<unknown>): Promise<number> => {
  const end = performance.now() + SECONDS * 1000
  let n = 0
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      while (performance.now() < end) await work(n++)
    }),
  )
  return n / SECONDS
}

const commits = await flood(() =>
  house.db.pool.query({ name: 'bare', text: 'insert into bare_commit (text) values ($1)', values: ['x'] }),
)
await house.close()

const started = performance.now()
const server = spawn(process.execPath, ['--max-semi-space-size=4', 'src/main.ts'], {
  env: { ...process.env, ...env },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = await new Promise<string>((resolve) => {
  let said = ''
  server.stdout.on('data', (data) => {
    said += data
    const found = /running at (http:\S+)/.exec(said)?.[1]
    if (found) resolve(found)
  })
})
const readyMs = performance.now() - started
await sleep(2_000)
const { readFile } = await import('node:fs/promises')
const resident =
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1024

const pool = new Pool(url, { connections: WIDTH })
const say = async (n: number): Promise<number> => {
  const answer = await pool.request({
    path: `/phone/${aliases[n % CITIZENS]}/messages`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Hvornår er det nu, vi skal gå tur?' }),
  })
  await answer.body.dump()
  return answer.statusCode
}
let failed = 0
for (let i = 0; i < 500; i++) await say(i)
/** 300 a second, sent when they are due and not when the last one is answered. */
const latencies: number[] = []
const RATE = 300
const begin = performance.now()
const waiting: Promise<void>[] = []
for (let n = 0; n < RATE * SECONDS; n++) {
  const due = begin + (n * 1000) / RATE
  if (due > performance.now()) await sleep(due - performance.now())
  waiting.push(say(n).then(() => void latencies.push(performance.now() - due)))
}
await Promise.all(waiting)
latencies.sort((a, b) => a - b)

const turns = await flood(async (n) => {
  if ((await say(n)) !== 200) failed++
})
const bare = await flood(async () => (await pool.request({ path: '/healthz', method: 'GET' })).body.dump())

await pool.close()
server.kill('SIGTERM')
await new Promise((resolve) => server.once('exit', resolve))
await rm(dataDir, { recursive: true, force: true })

const line = (name: string, value: string): void => console.log(`${name.padEnd(46)} ${value}`)
line('ready after', `${readyMs.toFixed(0)} ms`)
line('Node resident, idle', resident > 0 ? `${resident.toFixed(0)} MB` : 'not known here')
line('durable turns through HTTP', `${turns.toFixed(0)} /s${failed > 0 ? `, ${failed} failed` : ''}`)
line('  of bare answers of the same server', `${bare.toFixed(0)} /s, ratio ${(turns / bare).toFixed(2)}`)
line('  of bare one-row commits', `${commits.toFixed(0)} /s, ratio ${(turns / commits).toFixed(2)}`)
line(
  `at ${RATE} a second: p50, p99, worst`,
  `${percentile(latencies, 0.5).toFixed(1)}, ${percentile(latencies, 0.99).toFixed(1)}, ${percentile(latencies, 1).toFixed(1)} ms`,
)
