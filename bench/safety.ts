/**
 * How soon the answer to danger leaves while 6,000 reminders do: an S3 text comes in by Telegram's webhook, and the time
 * is taken until `sendMessage` with the safety reply arrives at a local sink. With and without the bulk, the rate
 * unlimited and at Telegram's own 30 a second. The companion, the sink and this process are three processes.
 */
import { fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql as raw } from 'kysely'
import { Pool } from 'undici'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { type Db, openDb } from '../src/db/pool.ts'
import { Vault } from '../src/db/vault.ts'
import { newId } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { seal } from '../src/lib/seal.ts'
import { serverArgs } from './server-args.ts'

const PEOPLE = 6_000
/** Texts a measurement, one every so many milliseconds. */
const TEXTS = 25
const EVERY_MS = 100
const TARGET_MS = 1_000
const SECRET = 'bench'
const CRY = 'jeg har taget alle mine piller'
const now = (): number => performance.timeOrigin + performance.now()

/** A Telegram that takes everything, in a process of its own. */
async function startSink() {
  const child = fork(new URL(import.meta.url).pathname, ['sink'])
  const answered = new Map<number, number>()
  let reminders = 0
  const port = await new Promise<number>((resolve) => {
    child.on('message', (message: { port?: number; chat?: number; at?: number; got?: number }) => {
      if (message.port) resolve(message.port)
      else if (message.chat === undefined) reminders++
      else if (!answered.has(message.chat)) answered.set(message.chat, message.at!)
    })
  })
  return { url: `http://127.0.0.1:${port}`, answered, reminders: () => reminders, stop: () => child.disconnect() }
}

/** A zone where it is about ten in the morning now: it is never the quiet hours that are measured. */
const morning = (): string => {
  const offset = 10 - Temporal.Now.zonedDateTimeISO('UTC').hour
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}

/** People on Telegram, chat ids from 1 on, with something planned today. */
async function people(db: Db, vault: Vault, zone: string): Promise<void> {
  const [team, worker] = [newId(), newId()]
  const at = Temporal.Now.instant()
  const local = at.toZonedDateTimeISO(zone).toPlainDate().toPlainDateTime('20:00')
  const starts = local.toZonedDateTime(zone).toInstant().toString()
  await db.sql.insertInto('team').values({ id: team, name: 'Team' }).execute()
  await db.sql
    .insertInto('caseworker')
    .values({ id: worker, team_id: team, name: 'Mette Holm', slack: 'U1', created_at: at.toString() })
    .execute()
  await db.sql.transaction().execute(async (tx) => {
    const rows = []
    for (let n = 1; n <= PEOPLE; n++) {
      const id = newId()
      const key = await vault.create(tx, id)
      const [name, address, what] = [
        seal(key, `Borger ${n}`, 'citizen.name'),
        seal(key, `${n}`, 'citizen_channel.address'),
        seal(key, 'Gåtur', 'plan_item.what'),
      ].map((sealed) => sealed.toString('base64'))
      const index = vault.blindIndex('telegram', `${n}`).toString('base64')
      rows.push({ id, n, name, address, what, ids: [newId(), newId(), newId()], index })
    }
    await raw`
      with r as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, n int, name text,
          address text, what text, ids uuid[], index text)),
      c as (insert into citizen (id, alias, status, language, zone, caseworker_id, name_sealed, created_at, joined_at)
        select id, 'ravn-' || n, 'active', 'da', ${zone}, ${worker}::uuid, decode(name, 'base64'), ${at.toString()}, ${at.toString()} from r),
      v as (insert into conversation (citizen_id) select id from r),
      h as (insert into citizen_channel (id, citizen_id, channel, address_index, address_sealed, state, ord, changed_at)
        select ids[1], id, 'telegram', decode(index, 'base64'), decode(address, 'base64'), 'ok', 0, ${at.toString()} from r),
      j as (insert into reminder_job (id, citizen_id, name, schedule, late)
        select ids[2], id, 'plan', '{"kind":"daily","at":"10:00"}', 'send' from r)
      insert into plan_item (id, citizen_id, what_sealed, starts_local, starts_at, created_at)
        select ids[3], id, decode(what, 'base64'), ${local.toString()}, ${starts}, ${at.toString()} from r`.execute(tx)
  })
  await raw`analyze`.execute(db.sql)
}

/** Never twice, over all companions: what was handled once is not handled again. */
let update = 1

interface Companion {
  cry(chat: number): Promise<number>
  stop(): Promise<void>
}

/** The whole companion in a process of its own, as it runs in earnest. */
async function start(env: Record<string, string>): Promise<Companion> {
  const child = spawn(process.execPath, serverArgs, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`the companion did not start: ${said}`)))
    child.stdout.on('data', (data) => {
      said += data
      const found = /running at (http:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
  })
  const pool = new Pool(url, { connections: 8 })
  // As in earnest: it is asked whether it is ready, and then left alone for a moment.
  for (let ready = false; !ready; await sleep(200)) {
    const { statusCode, body } = await pool.request({ path: '/readyz', method: 'GET' })
    await body.dump()
    ready = statusCode === 200
  }
  await sleep(2_000)
  return {
    /** Writes as the citizen. @returns when the text was sent. */
    async cry(chat) {
      const message = { message_id: update, date: 1, chat: { id: chat, type: 'private' }, text: CRY }
      const at = now()
      const answer = await pool.request({
        path: '/channels/telegram',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
        body: JSON.stringify({ update_id: update++, message }),
      })
      await answer.body.dump()
      if (answer.statusCode !== 200) throw new Error(`the webhook answered ${answer.statusCode}`)
      return at
    },
    async stop() {
      await pool.close()
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Infinity

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'makker-bench-'))
  const log = createLog({ level: 'warn', pretty: true })
  const postgres = await startEmbedded({ dataDir: folder, log })
  const telegram = await startSink()
  const db = openDb(postgres.url)
  const key = randomBytes(32)
  let chat = 0
  let late = 0

  /** One text after the other, whether or not the last was answered. @returns milliseconds each, sorted. */
  const cries = async (companion: Companion): Promise<number[]> => {
    const asked: Promise<[number, number]>[] = []
    for (let n = 0; n < TEXTS; n++) {
      // Spread over everybody: some have their reminder already, some wait for it.
      const who = (++chat * 47) % PEOPLE
      asked.push(companion.cry(who).then((at) => [who, at]))
      await sleep(EVERY_MS)
    }
    const all = await Promise.all(asked)
    for (let waited = 0; waited < 20_000 && all.some(([who]) => !telegram.answered.has(who)); waited += 50)
      await sleep(50)
    return all.map(([who, at]) => (telegram.answered.get(who) ?? Infinity) - at).sort((a, b) => a - b)
  }
  const line = (what: string, took: readonly number[], beside: string): void => {
    const [p50, p99, worst] = [0.5, 0.99, 1].map((p) => percentile(took, p).toFixed(0)) as [string, string, string]
    if (!(took.at(-1)! <= TARGET_MS)) late++
    console.log(
      `${what.padEnd(44)} p50 ${p50.padStart(5)} ms  p99 ${p99.padStart(5)} ms  worst ${worst.padStart(5)} ms  ${beside}`,
    )
  }

  try {
    await migrate(db.pool)
    const vault = await Vault.open(db.sql, [{ id: 'bench', key }])
    const zone = morning()
    await people(db, vault, zone)
    console.log(`${TEXTS} texts of danger each, from their receipt until the reply leaves (target ${TARGET_MS} ms)`)
    for (const rate of ['0', '30']) {
      const companion = await start({
        DATABASE_URL: postgres.url,
        MAKKER_KEYS: `bench:${key.toString('base64')}`,
        ...{ DATA_DIR: folder, LOG_LEVEL: 'error', PORT: '0', TIME_ZONE: zone },
        ...{
          TELEGRAM_BOT_TOKEN: `1234567:${'b'.repeat(35)}`,
          TELEGRAM_API_ROOT: telegram.url,
          TELEGRAM_MODE: 'webhook',
        },
        ...{ TELEGRAM_WEBHOOK_SECRET: SECRET, TELEGRAM_RATE: rate },
      })
      const name = rate === '0' ? 'rate unlimited' : `TELEGRAM_RATE=${rate}`
      // The first ones warm it up, as the first minutes of a day do.
      await cries(companion)
      line(`${name}, nothing else`, await cries(companion), '')

      const before = telegram.reminders()
      const left = (): number => PEOPLE - (telegram.reminders() - before)
      await raw`delete from outbox where state in ('queued', 'held')`.execute(db.sql)
      await raw`update reminder_job set next_fire = ${Temporal.Now.instant().toString()}`.execute(db.sql)
      for (let waited = 0; left() === PEOPLE; waited += 5) {
        if (waited > 90_000) throw new Error('no reminder left within 90 s')
        await sleep(5)
      }
      const took = await cries(companion)
      line(`${name}, among 6,000 reminders`, took, `(${Math.max(0, left())} reminders still to go after the last)`)
      await companion.stop()
    }
    if (late > 0) {
      console.log(`${late} of 4 measurements miss the target`)
      process.exitCode = 1
    }
  } finally {
    telegram.stop()
    await db.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Tells its parent when which chat was answered. */
function sink(): void {
  let got = 0
  const server = createServer((request, response) => {
    let body = ''
    request
      .setEncoding('utf8')
      .on('data', (chunk) => {
        body += chunk
      })
      .on('end', () => {
        const at = now()
        const sent = request.url!.endsWith('/sendMessage')
        response.setHeader('content-type', 'application/json')
        response.end(
          `{"ok":true,"result":${sent ? `{"message_id":${++got},"date":1,"chat":{"id":1,"type":"private"}}` : true}}`,
        )
        // Every safety reply has the number; no reminder has it.
        if (sent && body.includes('112')) process.send!({ chat: Number(JSON.parse(body).chat_id), at })
        else if (sent) process.send!({ got })
      })
  })
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as { port: number }).port }))
  process.on('disconnect', () => process.exit(0))
}

if (process.argv[2] === 'sink') sink()
else await main()
