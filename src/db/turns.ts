import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Effect } from '../core/effect.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { batched } from '../lib/batch.ts'
import { newId } from '../lib/ids.ts'
import { newCitizenKey } from '../lib/seal.ts'
import { rememberCaseworkers } from './caseworkers.ts'
import { type AfterCommit, applyEffects, type EffectParts } from './effects.ts'
import { useInvitations } from './joining.ts'
import { type Db, isAway, isDeadlock } from './pool.ts'
import type { Database } from './schema.ts'
import { loadTurns, type TurnKey, warmLoad } from './turn-load.ts'
import { AlreadyHandled, type TurnWrite, VersionConflict, writeTurn, writeTurns } from './turn-write.ts'
import type { Vault } from './vault.ts'

export type Written = { outcome: 'written'; after: AfterCommit } | { outcome: 'conflict' } | { outcome: 'duplicate' }

/** What a turn wants written beside its own rows. */
export interface TurnExtras {
  effects: readonly Effect[]
  /** The citizen was invited and has said yes on this channel. */
  joined: boolean
  /** The channel was not known to work; a word from it proves that it does. */
  verify: boolean
}

const NOTHING: AfterCommit = { followUps: [], notices: false, outbox: false }

/** A Kysely over one client that is in a transaction already. */
const overClient = (client: pg.PoolClient): Kysely<Database> => {
  const borrowed = {
    connect: async () => ({ query: client.query.bind(client), release: () => {} }),
    end: async () => {},
  }
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: borrowed as unknown as pg.Pool }) })
}

/** The turns in one statement; what one of them spoils is done one by one, so that it spoils its own only. */
const writeTogether = async (pool: pg.Pool, turns: readonly TurnWrite[]): Promise<(void | Promise<void>)[]> => {
  if (turns.length === 1) return [await writeTurn(pool, turns[0]!)]
  try {
    const written = await writeTurns(pool, turns)
    return turns.map(async ({ citizenId }) => {
      if (!written.has(citizenId)) throw new VersionConflict()
    })
  } catch (error) {
    if (isAway(error)) throw error
    return turns.map((turn) => writeTurn(pool, turn))
  }
}

/**
 * Turns of a moment share their round trips: a rush is a few statements, and one that waits for a row (a claim is
 * changing it) keeps the others waiting for a moment only.
 */
const TOGETHER = { atOnce: 4, most: 32, patienceMs: 10 }

/** How a turn reads and writes: one read, and one atomic write that is a single statement when there are no effects. */
export const createTurnStore = (
  db: Db,
  vault: Vault,
  parts: EffectParts,
  calendar: { readOn(at: Temporal.Instant, zone: string): string; closingDays: readonly string[] },
) => {
  const there = { of: rememberCaseworkers(db.sql), ...calendar }
  const load = batched<TurnKey, Snapshot | undefined>((asked) => loadTurns(db, vault, there, asked), TOGETHER)
  const writePlain = batched<TurnWrite, void>((turns) => writeTogether(db.pool, turns), {
    ...TOGETHER,
    apart: ({ citizenId }) => citizenId,
  })
  return {
    load: (by: TurnKey): Promise<Snapshot | undefined> => load(by),

    keyFor: (citizenId: string): Promise<Buffer> => vault.keyFor(citizenId),

    async write(order: Omit<TurnWrite, 'notes'>, extras: TurnExtras): Promise<Written> {
      const turn: TurnWrite = { ...order, notes: extras.effects.filter((effect) => effect.do === 'tell-caseworker') }
      const effects = extras.effects.filter((effect) => effect.do !== 'tell-caseworker')
      try {
        if (effects.length === 0 && !extras.joined && !extras.verify) {
          await writePlain(turn)
          return { outcome: 'written', after: NOTHING }
        }
        const client = await db.pool.connect()
        try {
          await client.query('begin')
          await writeTurn(client, turn)
          const tx = overClient(client)
          if (extras.verify)
            await tx
              .updateTable('citizen_channel')
              .set({ state: 'ok', changed_at: turn.now })
              .where('id', '=', turn.channelId)
              .execute()
          if (extras.joined) await useInvitations(tx, turn.citizenId, turn.now)
          const after = await applyEffects(tx, effects, turn, parts)
          await client.query('commit')
          client.release()
          return { outcome: 'written', after }
        } catch (error) {
          await client.query('rollback').then(
            () => client.release(),
            (broken: Error) => client.release(broken),
          )
          throw error
        }
      } catch (error) {
        // After a deadlock too: the other has moved what this turn was decided on.
        if (error instanceof VersionConflict || isDeadlock(error)) return { outcome: 'conflict' }
        if (error instanceof AlreadyHandled) return { outcome: 'duplicate' }
        throw error
      }
    },
  }
}

/** Postgres plans a named statement for each run until the sixth. */
const RUNS = 6

/**
 * Opens the pool's connections and plans the turn's two statements on each, before the first rush does: a login and the
 * planning cost 30 ms a connection, and a rush would pay for all of them at once. Writes nothing.
 */
export const warmTurns = async ({ pool }: Db, now: Temporal.Instant): Promise<void> => {
  const key = newCitizenKey()
  const nobody: TurnWrite = {
    ...{
      citizenId: newId(),
      version: -1,
      key,
      now,
      text: null,
      kept: false,
      risk: null,
      open: undefined,
      suspended: undefined,
    },
    ...{ inboxId: newId(), channelId: newId(), instant: true, replies: [], notes: [], lease: { by: '', until: now } },
    inbound: { channel: 'phone', eventId: '', address: '', kind: 'text', text: '', receivedAt: now },
  }
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  const plan = async (client: pg.PoolClient): Promise<void> => {
    for (let run = 0; run < RUNS; run++) {
      await warmLoad(client, now)
      await writeTurn(client, nobody).catch((error: unknown) => {
        if (!(error instanceof VersionConflict)) throw error
      })
    }
  }
  try {
    // One after the other, each given back as soon as it is ready: the pool is empty until then.
    for (let client = clients.at(-1); client; client = clients.at(-1)) {
      await plan(client)
      clients.pop()?.release()
    }
  } finally {
    for (const client of clients) client.release()
  }
}
