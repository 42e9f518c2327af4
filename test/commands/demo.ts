import pg from 'pg'
import { afterAll, expect, inject, vi } from 'vitest'
import { openHouse } from '../../src/app/house.ts'
import { inviteCitizen } from '../../src/commands/invite.ts'
import { readConfig } from '../../src/config.ts'
import type { CaseLevel } from '../../src/core/case.ts'
import type { ReasonClass } from '../../src/core/heard.ts'
import { newToken } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { stubConfig, type } from '../support/cli.ts'
import { freshDatabaseUrl, TEST_KEYS } from '../support/db.ts'

/** A demo of this file's own on a Monday at nine, with one caseworker, `U0LONE`, as commands meet it. No server runs. */
export const demo = async () => {
  const env = {
    DATABASE_URL: await freshDatabaseUrl(),
    DATA_DIR: inject('dataDir'),
    MAKKER_KEYS: TEST_KEYS.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(),
    MAKKER_DEMO: 'on',
    MAKKER_DEMO_START: '2026-11-23T09:00+01:00',
  }
  stubConfig(env)
  const db = new pg.Client({ connectionString: env.DATABASE_URL })
  await db.connect()
  afterAll(async () => {
    vi.unstubAllEnvs()
    await db.end()
  })
  const json = async (...words: string[]) => {
    const { out, err } = await type(...words, '--json')
    expect(err).toBe('')
    return JSON.parse(out)
  }
  const { id: caseworkerId } = await json(
    ...['caseworker', 'add', '--name', 'Lone Holm', '--slack', 'U0LONE', '--team', 'Team Solby'],
  )
  // For what is not the matter of a test: a command opens a house of its own each time.
  const house = await openHouse(readConfig(), createLog({ level: 'silent' }), { reign: false })
  afterAll(() => house.close())
  let citizens = 0
  return {
    env,
    json,
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
