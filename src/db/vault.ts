import { sql as raw } from 'kysely'
import { stopwatch } from '../lib/clock.ts'
import { StartRefused } from '../lib/errors.ts'
import { Keyring, type MasterKey, newCitizenKey } from '../lib/seal.ts'
import type { Sql } from './pool.ts'

/** Citizens whose unwrapped keys stay in memory; the least recently used goes first. About 200 bytes each. */
const KEPT = 20_000
/** An erased citizen's key is gone from every process's memory after this long. */
const FORGET_AFTER_MS = 5 * 60_000

/** Erased, or never there: nothing sealed for this citizen opens any more. */
export class KeyGone extends Error {
  override name = 'KeyGone'
  readonly citizenId: string
  constructor(citizenId: string) {
    super('the key of this citizen has been destroyed')
    this.citizenId = citizenId
  }
}

/** The keys of citizens: wrapped in the key store, unwrapped only in memory. */
export class Vault {
  #sql: Sql
  #ring: Keyring
  #keys = new Map<string, Buffer>()
  #age = stopwatch()

  private constructor(sql: Sql, ring: Keyring) {
    this.#sql = sql
    this.#ring = ring
  }

  /** Does the database have a key already? Then a new one would open nothing in it. */
  static async isMade(sql: Sql): Promise<boolean> {
    return (await sql.selectFrom('keys.master').select('id').limit(1).execute()).length > 0
  }

  /**
   * Opens the key store with these master keys. `from`: where they were written.
   * @throws StartRefused when a key with a known id is another key, or the key that wrapped the index is missing:
   * going on would make everything stored unreadable, silently.
   */
  static async open(sql: Sql, keys: readonly MasterKey[], from = 'MAKKER_KEYS'): Promise<Vault> {
    const ring = new Keyring(keys)
    const known = await sql.selectFrom('keys.master').selectAll().execute()
    for (const { id } of keys) {
      const before = known.find((row) => row.id === id)
      if (before && before.fingerprint !== ring.fingerprint(id))
        throw new StartRefused(
          `The key "${id}" in ${from} is not the one this database was made with; put the old key back.`,
          { exitCode: 2 },
        )
    }
    let index = known.find((row) => row.wrapped_index)?.wrapped_index
    if (!index) {
      // Two processes may get here at once: the first row with an index wins, both read it back.
      index = await sql.transaction().execute(async (tx) => {
        await raw`lock table keys.master in exclusive mode`.execute(tx)
        const there = await tx
          .selectFrom('keys.master')
          .select('wrapped_index')
          .where('wrapped_index', 'is not', null)
          .executeTakeFirst()
        if (there) return there.wrapped_index!
        const made = ring.newIndexKey()
        await tx
          .insertInto('keys.master')
          .values({ id: ring.currentId, fingerprint: ring.fingerprint(ring.currentId), wrapped_index: made })
          .execute()
        return made
      })
    }
    try {
      ring.useIndexKey(index)
    } catch (cause) {
      throw new StartRefused(`None of the keys in ${from} opens this database; put the key it was made with back.`, {
        exitCode: 2,
        cause,
      })
    }
    for (const { id } of keys)
      await sql
        .insertInto('keys.master')
        .values({ id, fingerprint: ring.fingerprint(id), wrapped_index: null })
        .onConflict((c) => c.doNothing())
        .execute()
    return new Vault(sql, ring)
  }

  /** Finds an address without storing it in the clear. */
  blindIndex(channel: string, address: string): Buffer {
    return this.#ring.blindIndex(channel, address)
  }

  /** Makes a citizen's key inside the transaction that makes the citizen. */
  async create(tx: Sql, citizenId: string): Promise<Buffer> {
    const key = newCitizenKey()
    await tx
      .insertInto('keys.citizen_key')
      .values({ citizen_id: citizenId, master_id: this.#ring.currentId, wrapped: this.#ring.wrap(key) })
      .execute()
    return key
  }

  /** @throws KeyGone */
  async keyFor(citizenId: string): Promise<Buffer> {
    const key = (await this.keysFor([citizenId])).get(citizenId)
    if (!key) throw new KeyGone(citizenId)
    return key
  }

  /** The keys of many in one round trip; an erased citizen is not in the map. */
  async keysFor(citizenIds: readonly string[]): Promise<Map<string, Buffer>> {
    this.#forgetOld()
    const found = new Map<string, Buffer>()
    const missing: string[] = []
    for (const id of citizenIds) {
      const key = this.#keys.get(id)
      if (key) found.set(id, key)
      else missing.push(id)
    }
    if (missing.length > 0) {
      const rows = await this.#sql
        .selectFrom('keys.citizen_key')
        .select(['citizen_id', 'wrapped'])
        .where('citizen_id', '=', raw<string>`any(${missing}::uuid[])`)
        .execute()
      for (const row of rows) found.set(row.citizen_id, this.unwrap(row.citizen_id, row.wrapped))
    }
    return found
  }

  /** For a query that brought the wrapped key along. */
  unwrap(citizenId: string, wrapped: Buffer): Buffer {
    const kept = this.#keys.get(citizenId)
    if (kept) return kept
    const key = this.#ring.unwrap(wrapped)
    if (this.#keys.size >= KEPT) this.#keys.delete(this.#keys.keys().next().value!)
    this.#keys.set(citizenId, key)
    return key
  }

  /** Destroys the key: erases what it sealed. Other processes forget it within five minutes. */
  async destroy(tx: Sql, citizenId: string): Promise<void> {
    await tx.deleteFrom('keys.citizen_key').where('citizen_id', '=', citizenId).execute()
    this.forget(citizenId)
  }

  forget(citizenId: string): void {
    this.#keys.delete(citizenId)
  }

  #forgetOld(): void {
    if (this.#age() < FORGET_AFTER_MS) return
    this.#keys.clear()
    this.#age = stopwatch()
  }
}
