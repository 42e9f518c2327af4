import { digestDue, mayAsk, quarterOf } from '../core/digest.ts'
import type { Hours } from '../core/working-hours.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** What became of one message to a colleague. */
export type Told = { outcome: 'sent' } | { outcome: 'refused' | 'retry'; reason: string }

interface Question {
  citizenId: string
  alias: string
  slack: string
  language: 'da' | 'en'
}

export interface DigestDeps<D> {
  clock: Clock
  hours: Hours
  log: Log
  digests: {
    make(it: { week: string; today: string; now: Temporal.Instant }): Promise<number>
    claim(now: Temporal.Instant, limit: number): Promise<D[]>
    settle(digest: D, how?: { failure?: string; dueAt?: Temporal.Instant }): Promise<void>
    send(digest: D): Promise<Told>
  }
  beliefs: {
    /** Rows are made here: each question is put once a quarter. */
    make(it: { now: Temporal.Instant; today: string; quarter: string }): Promise<Question[]>
    ask(question: Question): Promise<Told>
    /** It did not go out: another day. */
    unask(question: Question, quarter: string): Promise<unknown>
  }
}

const AT_ONCE = 20
const AGAIN = { minutes: 5 }

/** The summaries of the week and the questions of the quarter, as part of the minute's round. */
export const runDigests = async <D>({ clock, hours, log, digests, beliefs }: DigestDeps<D>): Promise<number> => {
  const now = clock.now()
  const today = now.toZonedDateTimeISO(hours.zone).toPlainDate()
  const due = digestDue(now, hours)
  if (due) await digests.make({ week: due.week, today: today.toString(), now })
  let sent = 0
  for (const digest of due ? await digests.claim(now, AT_ONCE) : []) {
    const told = await digests.send(digest)
    if (told.outcome === 'sent') sent += 1
    else log.warn({ reason: told.reason }, 'the summary of a week did not go out')
    const later = told.outcome === 'retry' ? { dueAt: now.add(AGAIN) } : {}
    await digests.settle(digest, told.outcome === 'sent' ? {} : { failure: told.reason, ...later })
  }
  if (!mayAsk(now, hours)) return sent
  const quarter = quarterOf(today)
  for (const question of await beliefs.make({ now, today: today.toString(), quarter })) {
    const told = await beliefs.ask(question)
    if (told.outcome === 'sent') sent += 1
    else await beliefs.unask(question, quarter)
  }
  return sent
}
