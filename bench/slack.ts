import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openHouse } from '../src/app/house.ts'
import { inviteCitizen } from '../src/commands/invite.ts'
import { readConfig } from '../src/config.ts'
import { addCaseworker } from '../src/db/caseworkers.ts'
import { listCases } from '../src/db/escalation-load.ts'
import { newToken } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { ACTION } from '../src/slack/card.ts'
import { startSlack } from '../test/support/slack.ts'
import { joins } from './join.ts'
import { serverArgs } from './server-args.ts'

/**
 * 500 cards wait for one channel that takes a message a second; meanwhile colleagues press, signed, through the front
 * door. How long the answer takes (Slack gives up after 3 s), and how soon an acute card stands there although the queue
 * is minutes long. Beside it a bare call of the emulated Slack. The server is a process of its own.
 */
const CARDS = 500
const PRESSES = 150
const EVERY_MS = 150

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0

const slack = await startSlack(['bench'])
// The citizens are told by SMS who has seen it: a gateway that takes everything.
const gateway = createServer((_request, response) => response.writeHead(202).end('0: Accepted for delivery'))
gateway.listen(0, '127.0.0.1')
await once(gateway, 'listening')
const listening = gateway.address()
const port = typeof listening === 'object' && listening ? listening.port : 0
const dataDir = await mkdtemp(join(tmpdir(), 'makker-bench-'))
const env = {
  ...{ DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: '0', MAKKER_DEMO: 'off', MUNICIPALITY: 'Bench' },
  ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_API_URL: slack.root },
  SLACK_TEAM_CHANNEL: slack.rooms.team!,
  ...{ SMS_PROVIDER: 'kannel', SMS_FROM: '1204', KANNEL_SENDSMS_URL: `http://127.0.0.1:${port}/` },
  ...{ KANNEL_USERNAME: 'bench', KANNEL_PASSWORD: 'bench', KANNEL_INBOUND_SECRET: 'bench', SMS_RATE: '0' },
}
const house = await openHouse(readConfig(env), createLog({ level: 'error' }), { reign: false })
const { sql } = house.db
const now = house.clock.now()
const worker = await addCaseworker(sql, { name: 'Bench', slack: slack.users.bench!, team: 'Bench' }, now)
const citizens: string[] = []
for (let i = 0; i <= CARDS; i++) {
  const { id } = await inviteCitizen(house, {
    ...{ name: 'Bench Bench', phone: `+45203${String(10_000 + i)}`, caseworkerId: worker, channel: 'sms' },
    ...{ language: 'da', zone: 'Europe/Copenhagen', token: newToken() },
  })
  await joins(house, id)
  citizens.push(id)
}
const raise = (citizenId: string, news: Parameters<typeof house.people.parts.raise>[2]) =>
  sql.transaction().execute((tx) => house.people.parts.raise(tx, citizenId, news, house.clock.now()))

const server = spawn(process.execPath, serverArgs, {
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

for (const id of citizens.slice(0, CARDS)) await raise(id, { level: 'today', class: 'low-score' })
await house.wake()
await sleep(2_000)
const cases = await listCases(sql, { state: 'open', limit: CARDS })

const posted = () => slack.door.calls.filter(({ method, body }) => method === 'chat.postMessage' && body.attachments)
const before = posted().length
const begin = performance.now()
const answers: number[] = []
/** At the same moments: the same two processes have the same cores. */
const bare: number[] = []
let wrong = 0
const waiting: Promise<void>[] = []
for (let i = 0; i < PRESSES; i++) {
  const due = begin + i * EVERY_MS
  if (due > performance.now()) await sleep(due - performance.now())
  const it = cases[(i * 2) % cases.length]!
  const block = {
    type: 'actions',
    block_id: `case:${it.id}:${it.version}`,
    elements: [{ type: 'button', action_id: ACTION.acknowledge }],
  }
  const on = { ts: '1.2', channel: slack.rooms.team!, text: it.alias, blocks: [block], colour: undefined }
  const { headers, rawBody } = slack.press('bench', on, ACTION.acknowledge)
  const authorization = `Bearer ${slack.botToken}`
  const asked = performance.now()
  await fetch(`${slack.root}/api/auth.test`, { method: 'POST', headers: { authorization } })
  bare.push(performance.now() - asked)
  const from = performance.now()
  waiting.push(
    fetch(new URL('/slack/events', url), { method: 'POST', headers, body: rawBody }).then((answer) => {
      answers.push(performance.now() - from)
      if (answer.status !== 200) wrong++
    }),
  )
}
await Promise.all(waiting)
const seconds = (performance.now() - begin) / 1000
const own = posted().length - before
answers.sort((a, b) => a - b)
bare.sort((a, b) => a - b)

const urgent: number[] = []
for (let i = 0; i < 1; i++) {
  const from = performance.now()
  const { caseId } = await raise(citizens[CARDS + i]!, { level: 'acute', class: 'self-harm', risk: 'S3' })
  await house.wake()
  const { alias } = (await listCases(sql, { citizenId: citizens[CARDS + i]! })).find(({ id }) => id === caseId)!
  const card = () => posted().find(({ body }) => String(body.text).includes(alias))
  while (!card() && performance.now() - from < 20_000) await sleep(10)
  urgent.push((card()?.at ?? Number.POSITIVE_INFINITY) - from)
}
const left = await sql
  .selectFrom('staff_notice')
  .select((eb) => eb.fn.countAll<string>().as('n'))
  .where('kind', '=', 'card')
  .where('state', '=', 'queued')
  .executeTakeFirstOrThrow()

server.kill('SIGTERM')
await once(server, 'exit')
await house.close()
await slack.stop()
gateway.close()
gateway.closeAllConnections()
await rm(dataDir, { recursive: true, force: true })

const line = (name: string, value: string): void => console.log(`${name.padEnd(46)} ${value}`)
const ms = (sorted: readonly number[]): string => [0.5, 0.99, 1].map((p) => percentile(sorted, p).toFixed(1)).join(', ')
line('answer to a press: p50, p99, worst', `${ms(answers)} ms${wrong > 0 ? `, ${wrong} failed` : ''}`)
line('  a bare call of the emulated Slack', `${ms(bare)} ms`)
line('an acute card stands there after', `${urgent.map((it) => it.toFixed(0)).join(', ')} ms`)
line('  while so many cards waited', left.n)
line('cards posted meanwhile', `${own} in ${seconds.toFixed(0)} s, ${PRESSES} of them by presses`)
process.exitCode = percentile(answers, 0.99) < 300 && urgent.every((it) => it < 2_000) && wrong === 0 ? 0 : 1
