import { sql as raw } from 'kysely'
import type { ChannelKind } from '../core/citizen.ts'
import {
  type Addressable,
  available,
  type Bucket,
  decideClaim,
  type Recipient,
  type WaitingMessage,
} from '../core/dispatch.ts'
import { type MessageKind, PRIORITY, type Say } from '../core/message.ts'
import type { Claimed, ClaimOptions, ClaimResult } from '../core/outbox.ts'
import { newId } from '../lib/ids.ts'
import { type Candidate, candidates } from './outbox-candidates.ts'
import { namingWhoIsThere } from './outbox-names.ts'
import { openQuestions } from './outbox-questions.ts'
import { isWaiting } from './outbox-sent.ts'
import { type Sql, transact } from './pool.ts'
import { lockBuckets, saveBuckets } from './token-bucket.ts'

/** Claims take turns: so the order per citizen, one in flight per citizen and the rates hold across processes. */
const CLAIM_LOCK = 6_255_373

/**
 * Leases what may leave now, at most one row a citizen, and judges the rest: held, expired, cancelled, merged.
 * A message that opens a question opens it here, in the same transaction.
 */
export const claim = (sql: Sql, options: ClaimOptions): Promise<ClaimResult> =>
  transact(sql, async (tx) => {
    const { now, rates } = options
    await raw`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(tx)
    const buckets = await lockBuckets(tx, rates, now)
    const left = allowances(buckets, rates, now)
    const rows = await candidates(tx, { now, limit: Math.min(options.limit, enough(left)), left })
    if (rows.length === 0)
      return { leaseId: null, claimed: [], moved: 0, lost: false, throttled: isThrottled(buckets, left, now) }

    const chosen: Chosen[] = []
    const waits: Wait[] = []
    const ends: { id: string; state: string; reason: string }[] = []
    for (const own of byCitizen(rows)) {
      const decisions = decideClaim(own.map(toWaiting), toRecipient(own[0]!, rates), now, options.idle)
      const send = decisions.find((decision) => decision.do === 'send')
      // No token left for it: everything of this citizen stays as it is for the next claim.
      if (send && !take(left, send.by.channel, own.find(({ id }) => id === send.id)!.kind)) continue
      for (const decision of decisions) {
        if (decision.do === 'wait') {
          const { id, until, reason } = decision
          waits.push({ id, due_at: until, reason, citizen_id: own[0]!.citizen_id, conversation: own[0]!.conversation })
        }
        if (decision.do === 'end') ends.push(decision)
        if (decision.do === 'send') {
          const of = (id: string) => own.find((row) => row.id === id)!
          chosen.push({ row: of(decision.id), by: decision.by, merged: decision.merged.map(of) })
        }
      }
    }
    const overtaken = await openQuestions(
      tx,
      chosen.map(({ row }) => row),
      now,
    )
    const leased = chosen.filter(({ row }) => !overtaken.has(row.citizen_id))
    // A turn came between: what was to be merged into a row that does not leave now is not cancelled either.
    const spared = new Set(
      chosen.filter(({ row }) => overtaken.has(row.citizen_id)).flatMap(({ merged }) => merged.map(({ id }) => id)),
    )
    const leaseId = await lease(tx, leased, options)
    await putOff(tx, waits)
    await end(
      tx,
      ends.filter(({ id }) => !spared.has(id)),
    )
    await saveBuckets(tx, spend(buckets, rates, leased))
    return {
      leaseId,
      claimed: leaseId
        ? await namingWhoIsThere(
            tx,
            leased,
            options.readOn,
            leased.map((one) => toClaimed(one, leaseId)),
          )
        : [],
      moved: leased.length + waits.length + ends.length,
      lost: ends.some((one) => rows.some(({ id, kind }) => id === one.id && kind === 'person')),
      throttled: isThrottled(buckets, left, now),
    }
  })

/** No more is looked at than tokens could send, twice over: at 30 a second a claim finds three rows, not five hundred. */
const enough = (left: ReadonlyMap<ChannelKind, Allowance>): number =>
  Math.max(20, 2 * [...left.values()].reduce((sum, { certain }) => sum + certain, 0))

const byCitizen = (rows: readonly Candidate[]): Candidate[][] => [
  ...Map.groupBy(rows, (row) => row.citizen_id).values(),
]

/** What a channel may still send in this claim. */
export interface Allowance {
  certain: number
  bulk: number
}

/** A longer silence that a provider asked for is not waited out: its rows come due by themselves. */
const isThrottled = (
  buckets: ReadonlyMap<ChannelKind, Bucket>,
  left: ReadonlyMap<ChannelKind, Allowance>,
  now: Temporal.Instant,
): boolean =>
  [...left].some(([channel, { bulk }]) => {
    const notBefore = buckets.get(channel)?.notBefore
    return bulk < 1 && (!notBefore || Temporal.Instant.compare(notBefore, now.add({ seconds: 2 })) <= 0)
  })

const allowances = (
  buckets: ReadonlyMap<ChannelKind, Bucket>,
  rates: ReadonlyMap<ChannelKind, number>,
  now: Temporal.Instant,
): Map<ChannelKind, Allowance> =>
  new Map(
    [...buckets].map(([channel, bucket]) => {
      if (bucket.notBefore && Temporal.Instant.compare(bucket.notBefore, now) > 0)
        return [channel, { certain: 0, bulk: 0 }]
      const rate = rates.get(channel)!
      return [channel, rate === 0 ? { certain: Infinity, bulk: Infinity } : available(bucket, rate)]
    }),
  )

const take = (left: Map<ChannelKind, Allowance>, channel: ChannelKind, kind: MessageKind): boolean => {
  const allowance = left.get(channel)!
  if ((PRIORITY[kind] <= PRIORITY.reply ? allowance.certain : allowance.bulk) < 1) return false
  allowance.certain--
  allowance.bulk--
  return true
}

const spend = (
  buckets: ReadonlyMap<ChannelKind, Bucket>,
  rates: ReadonlyMap<ChannelKind, number>,
  leased: readonly { by: Addressable }[],
): Map<ChannelKind, Bucket> => {
  const spent = new Map<ChannelKind, Bucket>()
  for (const [channel, bucket] of buckets) {
    if (rates.get(channel) === 0) continue
    const n = leased.filter(({ by }) => by.channel === channel).length
    spent.set(channel, { ...bucket, tokens: bucket.tokens - n })
  }
  return spent
}

const toWaiting = (row: Candidate): WaitingMessage => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  opens: row.opens?.dialog ?? null,
  unasked: row.unasked,
  late: row.late,
  plain: row.say !== null && row.text_sealed === null,
  forced: row.forced,
  dueAt: row.due_at,
  expiresAt: row.expires_at,
  channel: row.channel,
})

const toRecipient = (row: Candidate, rates: ReadonlyMap<ChannelKind, number>): Recipient => ({
  status: row.status,
  zone: row.zone,
  quiet: { from: row.quiet_from, to: row.quiet_to },
  routineStopped: row.routine_stopped_at !== null,
  personUntil: row.person_until,
  openDialog: row.open?.dialog ?? null,
  openQuestion: row.open?.question ?? null,
  askedAt: row.asked_at,
  lastInboundAt: row.last_inbound_at,
  channels: (row.channels ?? []).filter(({ channel }) => rates.has(channel)),
})

interface Chosen {
  row: Candidate
  by: Addressable
  merged: Candidate[]
}

const toClaimed = (chosen: Chosen, leaseId: string): Claimed => {
  const { row, by } = chosen
  return {
    id: row.id,
    citizenId: row.citizen_id,
    kind: row.kind,
    attempts: row.attempts,
    leaseId,
    say: allSaid(chosen),
    saySealed: row.say_sealed,
    textSealed: row.text_sealed,
    channel: by.channel,
    channelId: by.id,
    addressSealed: Buffer.from(row.channels!.find(({ id }) => id === by.id)!.address, 'base64'),
    language: row.language,
    zone: row.zone,
    nameSealed: row.name_sealed,
    caseworker: { name: row.worker_name, phone: row.worker_phone },
  }
}

/** What a row says with what leaves in it; its own words, which may ask something, come last. */
const allSaid = ({ row, merged }: Chosen): Say[] | null =>
  merged.length === 0 ? row.say : [...merged, row].flatMap(({ say }) => say ?? [])

/** One row for the whole batch; the messages themselves change when they are sent. */
const lease = async (tx: Sql, chosen: readonly Chosen[], { by, leaseUntil }: ClaimOptions): Promise<string | null> => {
  if (chosen.length === 0) return null
  const id = newId()
  await tx
    .insertInto('outbox_lease')
    .values({ id, lease_by: by, lease_until: leaseUntil.toString(), ids: chosen.map(({ row }) => row.id) })
    .execute()
  // Stored before the merged rows end, or a crash between here and the send would lose their words.
  const joined = chosen.filter(({ merged }) => merged.length > 0)
  const json = joined.map((one) => ({ id: one.row.id, say: allSaid(one) }))
  if (joined.length > 0)
    await raw`update outbox o set say = r.say from json_to_recordset(${JSON.stringify(json)}::json) as r(id uuid, say jsonb)
      where o.id = r.id and ${isWaiting}`.execute(tx)
  return id
}

/** The batch is over: what has not left is anybody's again. */
export const land = async (sql: Sql, leaseId: string): Promise<void> => {
  await sql.deleteFrom('outbox_lease').where('id', '=', leaseId).execute()
}

interface Wait {
  id: string
  due_at: Temporal.Instant
  reason: string
  citizen_id: string
  /** The version that was judged by. */
  conversation: number | null
}

/**
 * What was cancelled while this was decided (a STOP, a closed check-in) stays cancelled: hence `isWaiting`. A turn that
 * came between may have ended what is waited for: the row is left as it is, and the next claim judges it by what is now.
 */
const putOff = async (tx: Sql, waits: readonly Wait[]): Promise<void> => {
  if (waits.length === 0) return
  const citizens = [...new Set(waits.map(({ citizen_id }) => citizen_id))]
  await raw`
    with talk as materialized (
      select v.citizen_id, v.version from conversation v where v.citizen_id = any(${citizens}::uuid[])
      order by v.citizen_id for share
    )
    update outbox o set state = 'held', due_at = r.due_at, reason = r.reason
    from json_to_recordset(${JSON.stringify(waits)}::json)
      as r(id uuid, due_at timestamptz, reason text, citizen_id uuid, conversation int)
    left join talk on talk.citizen_id = r.citizen_id
    where o.id = r.id and talk.version is not distinct from r.conversation and ${isWaiting}`.execute(tx)
}

const end = async (tx: Sql, ends: readonly { id: string; state: string; reason: string }[]): Promise<void> => {
  if (ends.length === 0) return
  await raw`
    update outbox o set state = r.state, reason = r.reason
    from json_to_recordset(${JSON.stringify(ends)}::json) as r(id uuid, state text, reason text)
    where o.id = r.id and ${isWaiting}`.execute(tx)
}
