import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { openHouse } from '../src/app/house.ts'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/lib/log.ts'

/**
 * The least that a durable answer through HTTP takes: one row read, one statement that changes it and adds two, nothing
 * understood and nothing sealed. Beside the server that `bench/turns.ts` measures, on the same PostgreSQL, in a process
 * of its own.
 */
const house = await openHouse(readConfig(process.env), createLog({ level: 'error' }), { reign: false })
const { pool } = house.db
await pool.query(`
  create table bare_talk (id int primary key, version int not null default 0, state text not null default repeat('x', 300));
  insert into bare_talk select generate_series(0, 299);
  create table bare_line (id bigint generated always as identity primary key, talk int, text text, at timestamptz default now());
  create index on bare_line (talk, at)`)
const READ = 'select * from bare_talk where id = $1'
const WRITE = `
  with talk as (update bare_talk set version = version + 1 where id = $1 returning id)
  insert into bare_line (talk, text) select id, $2 from talk union all select id, $2 from talk`

const server = createServer(async (request, response) => {
  const said = await text(request)
  const talk = Number(request.url?.slice(1))
  await pool.query({ name: 'bare-read', text: READ, values: [talk] })
  await pool.query({ name: 'bare-write', text: WRITE, values: [talk, said] })
  response.setHeader('content-type', 'application/json').end('{"ok":true}')
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as { port: number }).port))
process.once('disconnect', async () => {
  server.closeAllConnections()
  await house.close()
  process.exit(0)
})
