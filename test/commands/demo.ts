import pg from 'pg'
import { afterAll, vi } from 'vitest'
import { openHouse } from '../../src/app/house.ts'
import { inviteCitizen } from '../../src/commands/invite.ts'
import { readConfig } from '../../src/config.ts'
import type { CaseLevel } from '../../src/core/case.ts'
import type { ReasonClass } from '../../src/core/heard.ts'
import { newToken } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { stubDemo, typeJson } from '../support/cli.ts'

/** A demo of this file's own on a Monday at nine, with one caseworker, `U0LONE`, as commands meet it. No server runs. */
export const demo = async () => {
  const env = await stubDemo()
  const db = new pg.Client({ connectionString: env.DATABASE_URL })
  await db.connect()
  afterAll(async () => {
    vi.unstubAllEnvs()
    await db.end()
  })
  const { id: caseworkerId } = await typeJson(
    ...['caseworker', 'add', '--name', 'Lone Holm', '--slack', 'U0LONE', '--team', 'Team Solby'],
  )
  // For what is not the matter of a test: a command opens a house of its own each time.
  const house = await openHouse(readConfig(), createLog({ level: 'silent' }), { reign: false })
  afterAll(() => house.close())
  let citizens = 0
  return {
    env,
    json: typeJson,
    rows: async (query: string, values: unknown[] = []) => (await db.query(query, values)).rows,
    /** Somebody new; with `status` they have joined and have their jobs. */
    async citizen(status?: string): Promise<{ id: string; alias: string }> {
      const { id, alias } = await inviteCitizen(house, {
        ...{ name: `Mette ${'I'.repeat(citizens)}`, phone: `+452030${4000 + citizens++}`, caseworkerId },
        ...{ channel: 'phone', language: 'da', token: newToken(), zone: house.config.zone },
      })
      if (status) {
        await db.query(`update outbox set state = 'sent' where citizen_id = $1`, [id])
        await db.query('update citizen set status = $2, joined_at = now() where id = $1', [id, status])
        await db.query(`update citizen_channel set state = 'ok' where citizen_id = $1`, [id])
        await db.query(
          `insert into reminder_job (id, citizen_id, name, schedule, late, next_fire)
          values (gen_random_uuid(), $1, 'plan', '{"kind":"daily","at":"09:00"}', 'drop', '2027-01-01')`,
          [id],
        )
      }
      return { id, alias }
    },
    /** A case that the companion raised itself, by what it heard. */
    async raised(citizenId: string, level: CaseLevel, of: ReasonClass): Promise<void> {
      const now = house.clock.now()
      await house.db.sql
        .transaction()
        .execute((tx) => house.people.parts.raise(tx, citizenId, { level, class: of }, now))
    },
  }
}
