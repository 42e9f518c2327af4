import { execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { calls, flood, type Times, times } from './pace.ts'
import { serverArgs } from './server-args.ts'

/**
 * Durable inbound turns through HTTP: `POST /phone/<alias>/messages`, each read, decided, sealed and committed before
 * it is answered. Beside it the same server's bare answers (`GET /healthz`) and bare commits (one insert a statement).
 * The load comes from this process, the server is its own: two processes and Postgres share the cores. A third one watches
 * the machine (`machine-watch.ts`): of what happens while that is slow the figures are given apart. At the same rate a bare
 * service (`turns-bare.ts`) says what is left to gain.
 */
const CITIZENS = 300
const SECONDS = 5
const WIDTH = 64
/** The machine's speed changes from one moment to the next: the one in the middle counts. */
const ROUNDS = 5
const RATE = 300
/** What was due so shortly before or after a slow moment of the machine met it, or what had gathered in it. */
const AROUND_MS = 15

const dataDir = await mkdtemp(join(tmpdir(), 'makker-bench-'))
const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: '0' }
const town = [join(import.meta.dirname, 'turns-house.ts'), CITIZENS, WIDTH, SECONDS, RATE].map(String)
const { aliases, commits, commit } = JSON.parse(execFileSync(process.execPath, town, { env, encoding: 'utf8' })) as {
  aliases: string[]
  /** A second. */
  commits: number
  commit: Times
}

const started = performance.now()
const server = spawn(process.execPath, serverArgs, {
  env,
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
const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '')
const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024

const pool = new Pool(url, { connections: WIDTH })
let failed = 0
const text = JSON.stringify({ text: 'Hvornår er det nu, vi skal gå tur?' })
const say = async (n: number): Promise<void> => {
  const answer = await pool.request({
    path: `/phone/${aliases[n % CITIZENS]}/messages`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  })
  await answer.body.dump()
  if (answer.statusCode !== 200) failed++
}
// Node compiles what it runs often while it runs, on the same cores: a server that has run for a while is done with that.
await calls(say, RATE, 2 * SECONDS)
const watch = fork(join(import.meta.dirname, 'machine-watch.ts'))
await once(watch, 'message')
const turn = await calls(say, RATE, SECONDS)
watch.send('end')
const [slow] = (await once(watch, 'message')) as [[from: number, until: number][]]
const undisturbed = turn.filter(
  ({ due, done }) => !slow.some(([from, until]) => due < until + AROUND_MS && done > from - AROUND_MS),
)
const service = fork(join(import.meta.dirname, 'turns-bare.ts'), { env })
const [port] = (await once(service, 'message')) as [number]
const plain = new Pool(`http://127.0.0.1:${port}`, { connections: WIDTH })
const write = async (n: number): Promise<void> => {
  const answer = await plain.request({ path: `/${n % CITIZENS}`, method: 'POST', body: text })
  await answer.body.dump()
}
await calls(write, RATE, 2 * SECONDS)
const least = await calls(write, RATE, SECONDS)
const writes = await flood(write, WIDTH, SECONDS)
await plain.close()
service.disconnect()
await once(service, 'exit')
// The same again: a rush runs other code than the pace does.
await flood(say, WIDTH, 2 * SECONDS)
const rounds: number[] = []
for (let n = 0; n < ROUNDS; n++) rounds.push(await flood(say, WIDTH, SECONDS))
rounds.sort((a, b) => a - b)
const turns = rounds[Math.floor(ROUNDS / 2)]!
const bare = await flood(
  async () => (await pool.request({ path: '/healthz', method: 'GET' })).body.dump(),
  WIDTH,
  SECONDS,
)

await pool.close()
server.kill('SIGTERM')
await new Promise((resolve) => server.once('exit', resolve))
await rm(dataDir, { recursive: true, force: true })

const line = (name: string, value: string): void => console.log(`${name.padEnd(46)} ${value}`)
const shown = ({ p50, p99, worst }: Times): string => [p50, p99, worst].map((ms) => ms.toFixed(1)).join(', ')
line('ready after', `${readyMs.toFixed(0)} ms`)
line('Node resident, idle', resident > 0 ? `${resident.toFixed(0)} MB` : 'not known here')
line(
  'durable turns through HTTP',
  `${turns.toFixed(0)} /s (${rounds.map((n) => n.toFixed(0)).join(', ')})${failed > 0 ? `, ${failed} failed` : ''}`,
)
line('  of bare answers of the same server', `${bare.toFixed(0)} /s, ratio ${(turns / bare).toFixed(2)}`)
line('  of a bare service, one read and one write', `${writes.toFixed(0)} /s, ratio ${(turns / writes).toFixed(2)}`)
line('  of bare one-row commits', `${commits.toFixed(0)} /s, ratio ${(turns / commits).toFixed(2)}`)
line(`at ${RATE} a second: p50, p99, worst`, `${shown(times(turn))} ms`)
line(
  '  but for the machine’s own slow moments',
  `${shown(times(undisturbed))} ms, ${((100 * undisturbed.length) / turn.length).toFixed(0)} % of the turns`,
)
line('  a bare service, one read and one write', `${shown(times(least))} ms`)
line('  a bare one-row commit', `${shown(commit)} ms`)
