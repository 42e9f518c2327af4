import { sql as raw } from 'kysely'
import type { StaffNotice } from '../core/staff-notice.ts'
import { findCase } from './escalation-load.ts'
import type { Sql } from './pool.ts'

/** Any constant. Claims take turns, so that one case's card is never drawn by two senders at once. */
const LOCK = 6_255_374

/**
 * Claims what is due, cards first, at most `limit`, until `lease` ends; what was left in the middle of sending is
 * claimed again. Of a case's cards only the newest: it shows what the older ones would.
 */
export const claimNotices = (
  sql: Sql,
  by: { worker: string; now: Temporal.Instant; lease: Temporal.Instant; limit: number },
): Promise<StaffNotice[]> =>
  sql.transaction().execute(async (tx) => {
    await raw`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const now = by.now.toString()
    const { rows } = await raw<{ id: string; escalation_id: string; kind: 'card' | 'direct' | 'phone' }>`
      update staff_notice set state = 'sending', attempts = least(attempts + 1, 30000),
        lease_by = ${by.worker}, lease_until = ${by.lease.toString()}
      where id in (
        select n.id from staff_notice n
        where (n.state = 'queued' and n.due_at <= ${now} or n.state = 'sending' and n.lease_until <= ${now})
          and n.kind in ('card', 'direct', 'phone') and n.escalation_id is not null
          and not (n.kind = 'card' and exists (
            select 1 from staff_notice o where o.escalation_id = n.escalation_id and o.kind = 'card' and o.id <> n.id
              and (o.state = 'queued' and o.seq > n.seq or o.state = 'sending' and o.lease_until > ${now})))
        order by n.kind = 'card' desc, n.seq
        limit ${by.limit})
      returning id, escalation_id, kind`.execute(tx)
    const ids = rows.map(({ id }) => id)
    return ids.length === 0 ? [] : describe(tx, ids)
  })

const describe = async (tx: Sql, ids: string[]): Promise<StaffNotice[]> => {
  const rows = await tx
    .selectFrom('staff_notice as n')
    .innerJoin('escalation as e', 'e.id', 'n.escalation_id')
    .innerJoin('citizen as c', 'c.id', 'e.citizen_id')
    .innerJoin('caseworker as w', 'w.id', 'c.caseworker_id')
    .innerJoin('team as t', 't.id', 'w.team_id')
    .leftJoin('caseworker as r', 'r.id', 'e.resolved_by')
    .leftJoin('caseworker as p', 'p.id', 'n.caseworker_id')
    .select(['n.id', 'n.kind', 'n.reason', 'n.attempts', 'e.id as caseId', 'e.card_channel', 'e.card_ts'])
    .select(['t.slack_channel as channel', 'r.name as resolvedBy', 'p.id as toId', 'p.name as toName', 'p.slack'])
    .where('n.id', 'in', ids)
    .orderBy((eb) => eb('n.kind', '=', 'card'), 'desc')
    .orderBy('n.seq')
    .execute()
  const names = Object.fromEntries(
    (await tx.selectFrom('caseworker').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]),
  )
  const notices: StaffNotice[] = []
  for (const row of rows) {
    const it = await findCase(tx, row.caseId)
    if (!it || row.kind === 'ephemeral') continue
    notices.push({
      id: row.id,
      kind: row.kind,
      reason: row.reason,
      attempts: row.attempts,
      case: it,
      to: row.toId ? { id: row.toId, name: row.toName!, slack: row.slack! } : null,
      names,
      resolvedBy: row.resolvedBy,
      channel: row.channel,
      card: row.card_channel && row.card_ts ? { channel: row.card_channel, ts: row.card_ts } : null,
    })
  }
  return notices
}

/** It is out. A card also tells where it is, and stands for every older one of its case that still waits. */
export const noticeSent = async (
  sql: Sql,
  notice: StaffNotice,
  now: Temporal.Instant,
  how: { card?: { channel: string; ts: string }; note?: string } = {},
): Promise<void> => {
  const sent = { state: 'sent', sent_at: now.toString(), lease_by: null, lease_until: null } as const
  await sql
    .updateTable('staff_notice')
    .set({ ...sent, failure: how.note ?? null })
    .where('id', '=', notice.id)
    .execute()
  if (notice.kind !== 'card') return
  await sql
    .updateTable('staff_notice')
    .set(sent)
    .where('escalation_id', '=', notice.case.id)
    .where('kind', '=', 'card')
    .where('state', '=', 'queued')
    .where('case_version', '<=', notice.case.version)
    .execute()
  if (how.card)
    await sql
      .updateTable('escalation')
      .set({ card_channel: how.card.channel, card_ts: how.card.ts })
      .where('id', '=', notice.case.id)
      .execute()
}

/** It did not work: it waits and is tried again, however often. The failure is kept to be seen. */
export const noticeLater = async (sql: Sql, id: string, due: Temporal.Instant, failure: string): Promise<void> => {
  await sql
    .updateTable('staff_notice')
    .set({ state: 'queued', due_at: due.toString(), failure, lease_by: null, lease_until: null })
    .where('id', '=', id)
    .execute()
}

/** It need not go any more: the case was seen meanwhile, or there is nothing but the console to tell people by. */
export const noticeDropped = async (sql: Sql, id: string, why: string): Promise<void> => {
  await sql
    .updateTable('staff_notice')
    .set({ state: 'cancelled', failure: why, lease_by: null, lease_until: null })
    .where('id', '=', id)
    .execute()
}

/** Is the case waiting for somebody? Asked right before a message goes to a person. */
export const stillOpen = async (sql: Sql, caseId: string): Promise<boolean> => {
  const row = await sql.selectFrom('escalation').select('state').where('id', '=', caseId).executeTakeFirst()
  return row?.state === 'open'
}

/** What could not be sent yet, the oldest first: for the console, `doctor` and metrics. */
export const failingNotices = (
  sql: Sql,
): Promise<
  {
    id: string
    caseId: string | null
    kind: string
    attempts: number
    failure: string | null
    dueAt: Temporal.Instant
  }[]
> =>
  sql
    .selectFrom('staff_notice')
    .select(['id', 'escalation_id as caseId', 'kind', 'attempts', 'failure', 'due_at as dueAt'])
    .where('state', 'in', ['queued', 'sending'])
    .where('failure', 'is not', null)
    .orderBy('seq')
    .execute()
