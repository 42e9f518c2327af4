import type { StaffNotice } from '../core/staff-notice.ts'
import { type Sql, transact } from './pool.ts'

/** One sender's hold on a notice: whoever claims it after them counts one attempt more. */
type Lease = Pick<StaffNotice, 'id' | 'attempts'>

const free = { lease_by: null, lease_until: null } as const

/** The row as long as it is this sender's: whose lease ended, and was taken over, notes nothing any more. */
const owned = (sql: Sql, { id, attempts }: Lease) =>
  sql.updateTable('staff_notice').where('id', '=', id).where('state', '=', 'sending').where('attempts', '=', attempts)

/**
 * Asked right before each attempt: a batch may take longer than its lease. @returns whether it is still this sender's;
 * then nobody else gets it before `until`.
 */
export const renewLease = async (sql: Sql, notice: Lease, until: Temporal.Instant): Promise<boolean> => {
  const { numUpdatedRows } = await owned(sql, notice).set({ lease_until: until.toString() }).executeTakeFirst()
  return numUpdatedRows > 0n
}

/** It is out. A card also tells where it is, and stands for every older one of its case that still waits. */
export const noticeSent = async (
  sql: Sql,
  notice: StaffNotice,
  now: Temporal.Instant,
  how: { card?: { channel: string; ts: string }; note?: string } = {},
): Promise<void> => {
  const { card, note } = how
  const sent = { state: 'sent', sent_at: now.toString(), ...free } as const
  const own = (tx: Sql) => owned(tx, notice).set({ ...sent, failure: note ?? null })
  if (notice.kind !== 'card') {
    await own(sql).execute()
    return
  }
  await transact(sql, async (tx) => {
    // The case is locked first, as by whoever changes it. Where somebody took over, the first card is better than none.
    if (card)
      await tx
        .updateTable('escalation as e')
        .set({ card_channel: card.channel, card_ts: card.ts })
        .where('e.id', '=', notice.case.id)
        .where((eb) =>
          eb.or([
            eb('e.card_ts', 'is', null),
            eb.exists(
              eb
                .selectFrom('staff_notice as n')
                .select('n.id')
                .where('n.id', '=', notice.id)
                .where('n.state', '=', 'sending')
                .where('n.attempts', '=', notice.attempts),
            ),
          ]),
        )
        .execute()
    const { numUpdatedRows } = await own(tx).executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await tx
      .updateTable('staff_notice')
      .set(sent)
      .where('escalation_id', '=', notice.case.id)
      .where('kind', '=', 'card')
      .where('state', '=', 'queued')
      .where('case_version', '<=', notice.case.version)
      .execute()
  })
}

/** The duty phone was rung in a person's place; they are still to be told themselves. */
export const noticeRung = async (
  sql: Sql,
  notice: Lease,
  now: Temporal.Instant,
  due: Temporal.Instant,
  note: string,
): Promise<void> => {
  await owned(sql, notice)
    .set({ rung_at: now.toString(), ...waits(due, note) })
    .execute()
}

/** It did not work: it waits and is tried again, however often. The failure is kept to be seen. */
export const noticeLater = async (sql: Sql, notice: Lease, due: Temporal.Instant, failure: string): Promise<void> => {
  await owned(sql, notice).set(waits(due, failure)).execute()
}

const waits = (due: Temporal.Instant, failure: string) =>
  ({ state: 'queued', due_at: due.toString(), failure, ...free }) as const

/** It need not go any more: the case was seen meanwhile, or there is nothing but the console to tell people by. */
export const noticeDropped = async (sql: Sql, notice: Lease, why: string): Promise<void> => {
  await owned(sql, notice)
    .set({ state: 'cancelled', failure: why, ...free })
    .execute()
}
