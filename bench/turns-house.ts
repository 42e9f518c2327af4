import { openHouse } from '../src/app/house.ts'
import { inviteCitizen } from '../src/commands/invite.ts'
import { readConfig } from '../src/config.ts'
import { addCaseworker } from '../src/db/caseworkers.ts'
import { newToken } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { joins } from './join.ts'
import { calls, flood, times } from './pace.ts'

/**
 * The town `bench/turns.ts` floods, and what the bare database does, in a process that is over before the flood: whoever
 * sends must not carry a house around, its memory being tidied up would be measured as the server's.
 */
const [citizens, width, seconds, rate] = process.argv.slice(2).map(Number) as [number, number, number, number]
const house = await openHouse(readConfig(process.env), createLog({ level: 'error' }), { reign: false })
const worker = await addCaseworker(house.db.sql, { name: 'Bench', slack: 'UBENCH', team: 'Bench' }, house.clock.now())
const aliases: string[] = []
for (let i = 0; i < citizens; i++) {
  const citizen = {
    name: 'Bench Bench',
    phone: `+45203${String(10_000 + i)}`,
    caseworkerId: worker,
    channel: 'phone',
    language: 'da',
  } as const
  const { id, alias } = await inviteCitizen(house, { ...citizen, zone: 'Europe/Copenhagen', token: newToken() })
  await joins(house, id)
  aliases.push(alias)
}
await house.db.pool.query('create table bare_commit (id bigint generated always as identity primary key, text text)')
const insert = () =>
  house.db.pool.query({ name: 'bare', text: 'insert into bare_commit (text) values ($1)', values: ['x'] })
const commits = await flood(insert, width, seconds)
const commit = times(await calls(insert, rate, seconds))
await house.close()
console.log(JSON.stringify({ aliases, commits, commit }))
