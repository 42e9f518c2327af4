import { sql as raw } from 'kysely'
import type { ChannelKind } from '../core/citizen.ts'
import { type Bucket, capacity, refill } from '../core/dispatch.ts'
import type { Sql } from './pool.ts'

/** Locks the buckets of these channels, made full where they are new, filled up to now. */
export const lockBuckets = async (
  tx: Sql,
  rates: ReadonlyMap<ChannelKind, number>,
  now: Temporal.Instant,
): Promise<Map<ChannelKind, Bucket>> => {
  // No channel at all: a house that has only colleagues so far.
  const rows = rates.size === 0 ? [] : await readBuckets(tx, [...rates.keys()])
  return new Map(
    [...rates].map(([channel, rate]) => {
      const row = rows.find(({ name }) => name === channel)
      const bucket: Bucket = row
        ? { tokens: row.tokens, refilledAt: row.refilled_at, notBefore: row.not_before }
        : { tokens: capacity(rate), refilledAt: now, notBefore: null }
      return [channel, refill(bucket, rate, now)]
    }),
  )
}

const readBuckets = (tx: Sql, names: ChannelKind[]) =>
  tx.selectFrom('token_bucket').selectAll().where('name', 'in', names).orderBy('name').forUpdate().execute()

/** Writes back what is left. */
export const saveBuckets = async (tx: Sql, buckets: ReadonlyMap<ChannelKind, Bucket>): Promise<void> => {
  if (buckets.size === 0) return
  const rows = [...buckets].map(([name, { tokens, refilledAt }]) => ({ name, tokens, refilled_at: refilledAt }))
  await raw`
    insert into token_bucket (name, tokens, refilled_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r(name text, tokens float8, refilled_at timestamptz)
    on conflict (name) do update set tokens = excluded.tokens, refilled_at = excluded.refilled_at`.execute(tx)
}

/**
 * Takes tokens for answers that leave at once, outside any claim. They may be borrowed, up to one second's worth: the
 * bulk pays them back. @returns false: too much is owed, or the provider asked us to wait.
 */
export const takeNow = async (
  sql: Sql,
  channel: ChannelKind,
  rate: number,
  count: number,
  now: Temporal.Instant,
): Promise<boolean> => {
  const at = now.toString()
  const full = capacity(rate)
  if (rate === 0) {
    const row = await sql.selectFrom('token_bucket').select('not_before').where('name', '=', channel).executeTakeFirst()
    return !row?.not_before || Temporal.Instant.compare(row.not_before, now) <= 0
  }
  const { rows } = await raw<{ tokens: number }>`
    insert into token_bucket as b (name, tokens, refilled_at) values (${channel}, ${full - count}, ${at})
    on conflict (name) do update set refilled_at = greatest(b.refilled_at, excluded.refilled_at),
      tokens = least(${full}::float8, b.tokens
        + greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at))::float8 * ${rate}::float8) - ${count}
    where (b.not_before is null or b.not_before <= ${at}::timestamptz)
      and least(${full}::float8, b.tokens
        + greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at))::float8 * ${rate}::float8) - ${count} >= ${-full}
    returning b.tokens`.execute(sql)
  return rows.length === 1
}

/** The provider asked for silence (429): nobody sends by this channel before then. */
export const holdChannel = async (
  sql: Sql,
  channel: ChannelKind,
  notBefore: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> => {
  await raw`
    insert into token_bucket as b (name, tokens, refilled_at, not_before)
    values (${channel}, 0, ${now.toString()}, ${notBefore.toString()})
    on conflict (name) do update set not_before = greatest(b.not_before, excluded.not_before)`.execute(sql)
}
