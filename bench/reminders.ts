/**
 * 6,000 reminders due in the same minute, from the tick to the last POST at a local sink; beside it what the machine
 * gives at most (bare POSTs) and what one would pick instead (one BullMQ job a message).
 * `node bench/reminders.ts` runs on the embedded PostgreSQL and, where redis-server is installed, with jobs on Redis.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { sql as raw } from 'kysely'
import { Pool } from 'undici'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { type Db, openDb } from '../src/db/pool.ts'
import { Vault } from '../src/db/vault.ts'
import { handlerOf } from '../src/jobs/define.ts'
import { dispatch } from '../src/jobs/dispatch.ts'
import { openQueues } from '../src/jobs/queues.ts'
import type { Outlet } from '../src/jobs/send.ts'
import { tick } from '../src/jobs/tick.ts'
import { stopwatch } from '../src/lib/clock.ts'
import { newId } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { newCitizenKey, seal } from '../src/lib/seal.ts'
import { wire } from '../test/jobs/house.ts'
import { startRedis } from '../test/support/redis.ts'
import { needs } from '../test/support/services.ts'

const PEOPLE = 6_000
const DUE = '2026-11-23T08:00:00Z'

if (process.argv[2] === 'sink') {
  let got = 0
  let isTelling = false
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      got++
      response.end('{"ok":true}')
      // A word for each would be work for the process that is measured.
      if (isTelling) return
      isTelling = true
      setTimeout(() => {
        isTelling = false
        process.send!({ got })
      }, 5)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as { port: number }).port }))
  process.on('disconnect', () => process.exit(0))
}

/** A provider in a process of its own. */
async function startSink() {
  const child = fork(new URL(import.meta.url).pathname, ['sink'])
  let got = 0
  let wanted = { count: Infinity, done: () => {} }
  const port = await new Promise<number>((resolve) => {
    child.on('message', (message: { port?: number; got?: number }) => {
      if (message.port) resolve(message.port)
      if (message.got) got = message.got
      if (got >= wanted.count) wanted.done()
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    /** Resolves when so many more have arrived. */
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = { count: got + count, done: resolve }
      }),
    stop: () => child.disconnect(),
  }
}

/** As a channel posts: a small JSON body, the answer read. */
const poster = (url: string) => {
  const pool = new Pool(url, { connections: 32, pipelining: 1 })
  const post = async (body: string): Promise<void> => {
    const answer = await pool.request({
      method: 'POST',
      path: '/',
      body,
      headers: { 'content-type': 'application/json' },
    })
    await answer.body.text()
  }
  return { post, close: () => pool.close() }
}

async function people(db: Db, vault: Vault): Promise<void> {
  const [team, worker] = [newId(), newId()]
  const at = '2026-11-22T23:30:00Z'
  await db.sql.insertInto('team').values({ id: team, name: 'Team' }).execute()
  await db.sql
    .insertInto('caseworker')
    .values({ id: worker, team_id: team, name: 'Mette Holm', slack: 'U1', created_at: at })
    .execute()
  await db.sql.transaction().execute(async (tx) => {
    const rows = []
    for (let n = 0; n < PEOPLE; n++) {
      const id = newId()
      const key = await vault.create(tx, id)
      const [name, address, what] = [
        seal(key, `Borger ${n}`, 'citizen.name'),
        seal(key, `address ${n}`, 'citizen_channel.address'),
        seal(key, 'Gåtur', 'plan_item.what'),
      ].map((sealed) => sealed.toString('base64'))
      rows.push({
        id,
        n,
        name,
        address,
        what,
        ids: [newId(), newId(), newId()],
        index: vault.blindIndex('sms', `${n}`).toString('base64'),
      })
    }
    await raw`
      with r as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, n int, name text,
          address text, what text, ids uuid[], index text)),
      c as (insert into citizen (id, alias, status, language, zone, caseworker_id, name_sealed, created_at, joined_at)
        select id, 'ravn-' || n, 'active', 'da', 'Europe/Copenhagen', ${worker}::uuid, decode(name, 'base64'), ${at}, ${at} from r),
      v as (insert into conversation (citizen_id) select id from r),
      h as (insert into citizen_channel (id, citizen_id, channel, address_index, address_sealed, state, ord, changed_at)
        select ids[1], id, 'sms', decode(index, 'base64'), decode(address, 'base64'), 'ok', 0, ${at} from r),
      j as (insert into reminder_job (id, citizen_id, name, schedule, late, next_fire)
        select ids[2], id, 'plan', '{"kind":"daily","at":"09:00"}', 'drop', ${DUE} from r)
      insert into plan_item (id, citizen_id, what_sealed, starts_local, starts_at, remind_at, created_at)
        select ids[3], id, decode(what, 'base64'), '2026-11-23T14:00', '2026-11-23T13:00:00Z', '2026-11-23T12:00:00Z', ${at} from r`.execute(
      tx,
    )
  })
  // What autovacuum would have done by the time anybody is due.
  await raw`analyze`.execute(db.sql)
}

/** Everything as it was before the minute. */
const again = async (db: Db): Promise<void> => {
  await raw`truncate outbox`.execute(db.sql)
  await raw`update reminder_job set next_fire = ${DUE}`.execute(db.sql)
  await raw`vacuum analyze reminder_job`.execute(db.sql)
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'makker-bench-'))
  const log = createLog({ level: 'warn', pretty: true })
  const postgres = await startEmbedded({ dataDir: folder, log })
  const redis = needs('redis').skip ? undefined : await startRedis()
  const sink = await startSink()
  const { post, close } = poster(sink.url)
  const db = openDb(postgres.url)
  const results: { what: string; ms: number }[] = []
  const measure = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const arrived = sink.arrived(PEOPLE)
    const elapsed = stopwatch()
    const [, ms] = await Promise.all([work(), arrived.then(() => elapsed())])
    results.push({ what, ms })
  }
  try {
    await migrate(db.pool)
    const vault = await Vault.open(db.sql, [{ id: 'bench', key: newCitizenKey() }])
    await people(db, vault)
    const outlet: Outlet = {
      kind: 'sms',
      limits: { perSecond: 0 },
      concurrency: 64,
      async send({ id, address, message }) {
        await post(JSON.stringify({ id, to: address, text: message.text }))
        return { outcome: 'sent', providerId: id }
      },
    }
    const text = JSON.stringify({ id: newId(), to: 'address 1', text: 'Godmorgen. I dag:\n14.00: Gåtur' })
    const bare = async (): Promise<void> => {
      let left = PEOPLE
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          while (left-- > 0) await post(text)
        }),
      )
    }
    await measure('bare POSTs (warm-up)', bare)
    await measure('bare POSTs, nothing stored', bare)

    for (const backend of redis ? (['postgres', 'redis'] as const) : (['postgres'] as const)) {
      for (const round of ['first', 'second']) {
        await again(db)
        const town = wire({ ...db, vault }, [outlet], { now: '2026-11-23T08:00:00.5Z' })
        const deps = { ...town.tickDeps, dispatcher: town.dispatcher }
        const queues = await openQueues({
          databaseUrl: postgres.url,
          log,
          name: `bench-${backend}-${round}`,
          ...(backend === 'redis' && { redisUrl: redis!.url }),
        })
        await queues.work({ tick: handlerOf(tick, deps), dispatch: handlerOf(dispatch, town) })
        await measure(`makker, tick by BullMQ on ${backend}, ${round} run`, async () => {
          if (!(await queues.add({ name: 'tick', data: {} }))) throw new Error('the queue did not take the tick')
        })
        await town.dispatcher.run()
        const { rows } = await raw<{ n: number }>`select count(*)::int as n from outbox where state = 'sent'`.execute(
          db.sql,
        )
        if (rows[0]!.n !== PEOPLE) throw new Error(`only ${rows[0]!.n} rows are marked as sent`)
        await queues.close()
      }
    }
    if (redis) await measure('one BullMQ job a message, on redis', () => jobEach(redis.url, post, text))
    const [, best] = results
    console.log(`${PEOPLE} reminders due in the same minute`)
    for (const { what, ms } of results.slice(1))
      console.log(
        `${what.padEnd(48)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / best!.ms).toFixed(1).padStart(5)} × bare POSTs`,
      )
  } finally {
    sink.stop()
    await close()
    await db.close()
    await redis?.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What one would write first: no rows of its own, a job for every message. */
async function jobEach(url: string, post: (body: string) => Promise<void>, text: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null }
  const queue = new Queue('each', { connection })
  const events = new QueueEvents('each', { connection })
  const worker = new Worker('each', async () => post(text), { connection, concurrency: 64 })
  const done = new Promise<void>((resolve) => {
    let n = 0
    worker.on('completed', () => {
      if (++n === PEOPLE) resolve()
    })
  })
  for (let n = 0; n < PEOPLE; n += 1_000)
    await queue.addBulk(
      Array.from({ length: 1_000 }, () => ({ name: 'send', data: { text }, opts: { removeOnComplete: true } })),
    )
  await done
  await Promise.all([worker.close(), queue.close(), events.close()])
}

if (process.argv[2] !== 'sink') await main()
