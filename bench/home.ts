import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '../src/app/house.ts'
import { homeFacts } from '../src/app/slack-home.ts'
import { readConfig } from '../src/config.ts'
import { addCaseworker } from '../src/db/caseworkers.ts'
import { newId } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { seal } from '../src/lib/seal.ts'
import { homeView } from '../src/slack/home.ts'

/**
 * The Home tab of a lead with 200 citizens of their own, each with two answers that make a trend, in a team with 1,000
 * open cases: from the question to the finished view. Slack itself is not in it.
 */
const OWN = 200
const CASES = 1_000
const ROUNDS = 50
const LIMIT_MS = 150

const dataDir = await mkdtemp(join(tmpdir(), 'makker-bench-'))
const house = await openHouse(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), createLog({ level: 'error' }), {
  reign: false,
})
try {
  const { sql } = house.db
  const now = house.clock.now()
  const lead = await addCaseworker(sql, { name: 'Bench Lead', slack: 'ULEAD', team: 'Bench', lead: true }, now)
  const other = await addCaseworker(sql, { name: 'Bench Other', slack: 'UOTHER', team: 'Bench' }, now)
  await sql.transaction().execute(async (tx) => {
    for (let n = 0; n < CASES; n++) {
      const id = newId()
      const owner = n < OWN ? lead : other
      const key = await house.vault.create(tx, id)
      await tx
        .insertInto('citizen')
        .values({
          ...{ id, alias: `bench-${n}`, status: 'active', language: 'da', zone: 'Europe/Copenhagen' },
          ...{ caseworker_id: owner, created_at: now, joined_at: now },
        })
        .execute()
      await tx.insertInto('conversation').values({ citizen_id: id }).execute()
      await tx
        .insertInto('escalation')
        .values({ id: newId(), citizen_id: id, level: 'today', state: 'open', assignee_id: owner, raised_at: now })
        .execute()
      for (const days of [1, 8]) {
        const at = now.subtract({ hours: days * 24 })
        await tx
          .insertInto('check_in')
          .values({
            ...{ id: newId(), citizen_id: id, instrument: 'who5', state: 'completed', sent_at: at, completed_at: at },
            result_sealed: seal(
              key,
              JSON.stringify({ answers: [1, 2, 3, 1, days % 5], score: 30 + days * 3 }),
              'check_in.result',
            ),
          })
          .execute()
      }
    }
  })
  await house.db.pool.query('analyze')
  const load = homeFacts({ ...house, actions: house.caseActions })
  const times: number[] = []
  let size = 0
  for (let n = 0; n < ROUNDS; n++) {
    const begun = performance.now()
    const facts = (await load('ULEAD'))!
    const view = homeView(facts, {
      text: (key, params, language) =>
        house.content.render({ key, params }, { language, channel: 'telegram', params: {} }).text,
      ...{ language: 'da', zone: house.config.zone, caseUrl: String },
    })
    times.push(performance.now() - begun)
    size = JSON.stringify(view).length
    if (facts.rows.length !== OWN || facts.team?.cases.length !== CASES) throw new Error('not everybody is there')
  }
  const [first = 0] = times
  times.sort((a, b) => a - b)
  const worst = times.at(-1) ?? 0
  const p50 = times[ROUNDS / 2] ?? 0
  console.log(
    `Home tab, ${OWN} own citizens, ${CASES} open cases    p50 ${p50.toFixed(0)}, first ${first.toFixed(0)}, worst ${worst.toFixed(0)} ms (limit ${LIMIT_MS}), ${(size / 1024).toFixed(0)} KiB`,
  )
  if (p50 > LIMIT_MS) process.exitCode = 1
} finally {
  await house.close()
  await rm(dataDir, { recursive: true, force: true })
}
