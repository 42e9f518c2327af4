/**
 * A day with several citizens on the phone and on Telegram while the process is killed (`kill -9`) at random moments, and
 * Redis is emptied at some of them: no answer lost, no case lost, no reminder twice, no reply lost.
 * `node bench/chaos.ts [--rounds 20] [--redis] [--seed 1]` ends with a table, and with 1 when a promise was broken.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { type House, openHouse } from '../src/app/house.ts'
import { inviteCitizen } from '../src/commands/invite.ts'
import { readConfig } from '../src/config.ts'
import { findCaseworker } from '../src/db/caseworkers.ts'
import { openDemoClock } from '../src/db/demo-clock.ts'
import { addPlanItem } from '../src/db/plan-items.ts'
import { stopwatch } from '../src/lib/clock.ts'
import { newId, newToken } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { freePort } from '../test/support/ports.ts'
import { startRedis } from '../test/support/redis.ts'
import { startTelegram, type TelegramPerson } from '../test/support/telegram.ts'
import { type Broken, check, type Lived } from './chaos-check.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    redis: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
})
const ROUNDS = Number(options.rounds)
const SEED = Number(options.seed)
const PEOPLE = 8
const ZONE = 'Europe/Copenhagen'
const START = '2026-11-23T07:00+01:00'
const elapsed = stopwatch()

/** mulberry32: the same seed kills at the same moments. */
let state = SEED
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

const dataDir = mkdtempSync(join(tmpdir(), 'makker-chaos-'))
const port = await freePort()
const root = `http://127.0.0.1:${port}`
const telegram = await startTelegram()
/** Telegram has the message, and its answer is on the way for a while: where a kill hurts most. */
const slow = createServer(async (request, response) => {
  const body: Buffer[] = []
  for await (const part of request) body.push(part as Buffer)
  try {
    const answer = await fetch(`${telegram.root}${request.url}`, {
      method: request.method!,
      headers: { 'content-type': 'application/json' },
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    })
    const text = await answer.text()
    if (request.url?.endsWith('/sendMessage')) await sleep(random() * 400)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  } catch {
    response.destroy()
  }
})
await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
const redis = options.redis ? await startRedis() : undefined
const environment = {
  PORT: String(port),
  DATA_DIR: dataDir,
  MAKKER_DEMO: 'on',
  MAKKER_DEMO_START: START,
  LOG_LEVEL: 'warn',
  TELEGRAM_BOT_TOKEN: telegram.token,
  TELEGRAM_API_ROOT: `http://127.0.0.1:${(slow.address() as AddressInfo).port}`,
  TELEGRAM_RATE: '0',
  ...(redis && { REDIS_URL: redis.url }),
}

let child: ChildProcess | undefined
const complaints: string[] = []
const start = (): void => {
  child = spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
}
const ended = async (signal: NodeJS.Signals): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child!.once('exit', resolve))
  child.kill(signal)
  await gone
}
const ready = async (): Promise<void> => {
  const waited = stopwatch()
  for (;;) {
    if (
      await fetch(`${root}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    if (child!.exitCode !== null || waited() > 30_000)
      throw new Error(`the process does not come up: ${complaints.slice(-5).join('')}`)
    await sleep(25)
  }
}
const post = (path: string, body: object | URLSearchParams): Promise<Response> =>
  fetch(`${root}${path}`, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
    ...(body instanceof URLSearchParams
      ? { body }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

interface Person {
  id: string
  alias: string
  chat: TelegramPerson | undefined
}

const lived: Lived = { posted: [], written: [], rang: [], answered: [], plans: [] }

/** On the phone a POST is made again with the same id until it is answered, as a browser would. */
const says = async (person: Person, text: string): Promise<void> => {
  if (person.chat) {
    const before = person.chat.sees().length
    await person.chat.writes(text)
    lived.written.push({ citizenId: person.id, text })
    const waited = stopwatch()
    while (person.chat.sees().length === before && waited() < 4_000) await sleep(20)
    return
  }
  const id = newId()
  lived.posted.push({ citizenId: person.id, eventId: `${person.alias}.${id}`, text })
  for (;;) {
    const answer = await post(`/phone/${person.alias}/messages`, { text, id }).catch(() => undefined)
    if (answer?.ok) return
    if (answer && answer.status < 500) throw new Error(`the phone answers ${answer.status} to "${text}"`)
    await sleep(50)
  }
}

/** The rooms behind the doors: what a caseworker does, and a look at the end. */
const inside = async <T>(work: (house: House) => Promise<T>): Promise<T> => {
  const house = await openHouse(readConfig(environment), createLog({ level: 'silent' }), { reign: false })
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}

/** Everybody joins before the first kill; every other one has an appointment each hour, the others get check-ins. */
const settle = async (): Promise<Person[]> => {
  const people = await inside(async (house) => {
    const { sql } = house.db
    const worker = (await findCaseworker(sql, 'U0LONE'))!
    const found: (Person & { token: string })[] = []
    for (let n = 0; n < PEOPLE; n++) {
      const chat = n < PEOPLE / 2 ? undefined : telegram.person(5_000 + n)
      const token = newToken()
      const { id, alias } = await inviteCitizen(house, {
        ...{ name: `Borger ${n}`, phone: `+45204050${10 + n}`, caseworkerId: worker.id, token, zone: ZONE },
        ...{ channel: chat ? ('telegram' as const) : ('phone' as const), language: 'da' },
      })
      found.push({ id, alias, chat, token })
      if (n % 2 === 1) continue
      for (let hour = 9; hour < 21; hour++) {
        const what = `Hold ${alias} kl ${hour}`
        lived.plans.push({ citizenId: id, what, chat: chat?.chat })
        await addPlanItem(
          sql,
          house.vault,
          {
            ...{ citizenId: id, what, absence: 'none', rules: { remindBefore: 'PT90M', closingDays: [] } },
            startsLocal: Temporal.PlainDateTime.from('2026-11-23').with({ hour, minute: 25 }),
            person: { zone: ZONE, quiet: { from: '21:00', to: '08:00' } },
          },
          house.clock.now(),
        )
      }
    }
    return found
  })
  await Promise.all(
    people.map(async (person) => {
      for (const text of [person.chat ? `/start ${person.token}` : person.token, 'OK', 'OK', 'Dansk', '8.30'])
        await says(person, text)
    }),
  )
  return people
}

/** Only the clock: what falls due by that is the process's to find. */
const later = async ({ db, database, clock }: House): Promise<void> => {
  const town = await openDemoClock({ sql: db.sql, url: database.url }, clock.now(), {
    onMoved: () => {},
    onError: () => {},
  })
  await town.set(clock.now().add({ minutes: 55 }))
  await town.close()
}

const seen = async (person: Person): Promise<string> => {
  if (person.chat)
    return person.chat
      .sees()
      .map(({ text }) => text)
      .join()
  const answer = await fetch(`${root}/phone/${person.alias}/messages`).catch(() => undefined)
  return answer?.ok
    ? ((await answer.json()) as { from: string; text: string }[])
        .filter(({ from }) => from !== 'citizen')
        .map(({ text }) => text)
        .join()
    : ''
}

const WORDS = ['min uge', 'mine data', 'ok', 'hvornår har I åbent?', 'det gik fint i dag']

/** What one person does in one round. Nobody waits for the kills. */
const lives = async (person: Person, n: number, round: number): Promise<void> => {
  // In turn: the same reply six times within half an hour would be taken for a loop, where replies are sent at all.
  const times = person.chat ? 2 : 8
  for (let k = 0; k < times; k++) {
    await sleep(random() * 250)
    await says(person, WORDS[(round * times + k) % WORDS.length]!)
  }
  if (n % 2 === 1 && round === CHECK_IN + 1) {
    for (let tries = 0; tries < 400 && !/Tre korte spørgsmål/.test(await seen(person)); tries++) await sleep(50)
    await says(person, '5 6 4')
    lived.answered.push(person.id)
  }
  if (round === n + 2) {
    await says(person, 'RING')
    lived.rang.push(person.id)
  }
}

const CHECK_IN = Math.min(8, Math.max(1, ROUNDS - 3))
let kills = 0
let emptied = 0
let broken: Broken[] = []
let counts: Record<string, number> = {}
try {
  start()
  await ready()
  const people = await settle()
  for (let round = 0; round < ROUNDS; round++) {
    const living = Promise.all(people.map((person, n) => lives(person, n, round)))
    // Looked at below; a fault must not end the process before it is cleaned up.
    living.catch(() => {})
    if (round === CHECK_IN) {
      const asked = people.filter((_, n) => n % 2 === 1).map(({ id }) => id)
      await inside((house) => house.sendNow('check-in', asked, { instrument: 'weekly' }))
    }
    if (round % 2 === 0) void post('/console/advance', new URLSearchParams({ leap: 'hour' })).catch(() => {})
    await sleep(random() * 1_200)
    await ended('SIGKILL')
    kills++
    if (redis && round % 4 === 2) {
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
      emptied++
    }
    start()
    await ready()
    await living
    if (round % 2 === 1) await inside(later)
    process.stdout.write(`\rround ${round + 1}/${ROUNDS}, ${(elapsed() / 1_000).toFixed(0)} s `)
  }
  // A calm end: what was promised happens, and everything that waited for a lease.
  await sleep(500)
  for (let n = 0; n < 3; n++) await inside(async (house) => house.advance!(house.clock.now().add({ minutes: 40 })))
  ;({ broken, counts } = await inside((house) => check(house, lived, telegram.calls)))
  if (telegram.faults.length > 0) broken.push({ promise: "Telegram's contract", what: telegram.faults.join('; ') })
} finally {
  await ended('SIGTERM')
  await redis?.stop()
  slow.closeAllConnections()
  slow.close()
  await telegram.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

const heard = lived.posted.length + lived.written.length
process.stdout.write('\n')
console.table({
  seed: SEED,
  kills,
  'Redis emptied': redis ? emptied : 'no Redis',
  'messages heard': heard,
  ...counts,
  seconds: Math.round(elapsed() / 1_000),
  'promises broken': broken.length,
})
for (const { promise, what } of broken) console.log(`${promise}: ${what}`)
process.exitCode = broken.length > 0 ? 1 : 0
