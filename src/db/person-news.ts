import { sql as raw } from 'kysely'
import type { CasePolicy } from '../core/chain.ts'
import { talkMoved } from '../core/person-talk.ts'
import type { Clock } from '../lib/clock.ts'
import { loadCaseFacts } from './escalation-load.ts'
import { applyCase } from './escalations.ts'
import { WROTE } from './person-talk.ts'
import { type Sql, transact } from './pool.ts'

interface Deps {
  sql: Sql
  clock: Clock
  policy: CasePolicy
}

/** What became of a colleague's own words, for the one who wrote them. */
export interface WordsNews {
  outboxId: string
  /** The Slack id of who wrote them. */
  slack: string
  language: 'da' | 'en'
  alias: string
  state: 'delivered' | 'failed'
}

/** As many are looked at in a round. */
const LIMIT = 200
/** Who could not be told now is told after this, and so is what a process had taken when it died. */
const AGAIN = { minutes: 1 }
/** The words of the index `outbox_untold`: whatever ended them, by whomever, they are found here. */
const UNTOLD = raw<boolean>`kind = 'person' and state in ('sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown')
  and told is distinct from state`
const LOST: readonly string[] = ['failed', 'expired', 'cancelled']

/**
 * Takes what has become of colleagues' words since it was last told. An open case's card shows it; that they did not
 * arrive their writer hears directly besides, for an update of a card notifies nobody. What is returned is this
 * process's to tell for a minute, and comes again unless `wordsTold` is called.
 */
export const takeWordsNews = async (deps: Deps): Promise<WordsNews[]> => {
  const now = deps.clock.now()
  const due = raw<boolean>`(tell_at is null or tell_at <= ${now.toString()}::timestamptz)`
  const found = await deps.sql
    .selectFrom('outbox')
    .select(['id', 'citizen_id as citizenId'])
    .where(UNTOLD)
    .where(due)
    .where('citizen_id', 'is not', null)
    .orderBy('seq')
    .limit(LIMIT)
    .execute()
  const news: WordsNews[] = []
  for (const [citizenId, rows] of Map.groupBy(found, (row) => row.citizenId!)) {
    const tell = await transact(deps.sql, async (tx) => {
      const { open } = await loadCaseFacts(tx, citizenId, now, deps.policy.hours.zone)
      const taken = await tx
        .selectFrom('outbox')
        .select(['id', 'state', 'tell_at'])
        .where(UNTOLD)
        .where(due)
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .orderBy('seq')
        .forUpdate()
        .execute()
      if (taken.length === 0) return []
      const wanted = taken.filter(({ state }) => LOST.includes(state) || (state === 'delivered' && !open))
      const tell = await withWriters(
        tx,
        wanted.map(({ id }) => id),
      )
      const mine = tell.map(({ outboxId }) => outboxId)
      const rest = taken.flatMap(({ id }) => (mine.includes(id) ? [] : [id]))
      if (mine.length > 0)
        await tx
          .updateTable('outbox')
          .set({ tell_at: now.add(AGAIN) })
          .where('id', 'in', mine)
          .execute()
      if (rest.length > 0)
        await tx
          .updateTable('outbox')
          .set((eb) => ({ told: eb.ref('state'), tell_at: null }))
          .where('id', 'in', rest)
          .execute()
      // Drawn already, when it is only the direct word that Slack did not take.
      if (open && taken.some(({ tell_at }) => tell_at === null)) await applyCase(tx, talkMoved(open), now)
      return tell
    })
    news.push(...tell)
  }
  return news
}

/** Who wrote has been told, or cannot be. */
export const wordsTold = async (
  sql: Sql,
  { outboxId, state }: Pick<WordsNews, 'outboxId' | 'state'>,
): Promise<void> => {
  const now = state === 'delivered' ? ['delivered'] : LOST
  await sql
    .updateTable('outbox')
    .set((eb) => ({ told: eb.ref('state'), tell_at: null }))
    .where('id', '=', outboxId)
    // It has become something else meanwhile: that is told as well.
    .where('state', 'in', now as ('delivered' | 'failed')[])
    .execute()
}

const withWriters = async (tx: Sql, outboxIds: readonly string[]): Promise<WordsNews[]> => {
  if (outboxIds.length === 0) return []
  const rows = await tx
    .selectFrom('outbox as o')
    .innerJoin('citizen as c', 'c.id', 'o.citizen_id')
    // Written in one transaction with the message, at the same moment.
    .innerJoin('audit as a', (join) =>
      join.onRef('a.citizen_id', '=', 'o.citizen_id').onRef('a.at', '=', 'o.created_at').on('a.action', '=', WROTE),
    )
    .innerJoin('caseworker as w', (join) =>
      join.on((eb) =>
        eb.or([eb('w.slack', '=', eb.ref('a.actor')), eb(eb.cast('w.id', 'text'), '=', eb.ref('a.actor'))]),
      ),
    )
    .distinctOn('o.id')
    .select(['o.id as outboxId', 'w.slack', 'w.language', 'c.alias', 'o.state'])
    .where('o.id', 'in', [...outboxIds])
    .where('w.left_at', 'is', null)
    .execute()
  return rows.map((row) => ({ ...row, state: row.state === 'delivered' ? 'delivered' : 'failed' }))
}
