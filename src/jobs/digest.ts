import { digestDue, mayAsk, quarterOf } from '../core/digest.ts'
import type { Hours } from '../core/working-hours.ts'
import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
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
    /** Rows are made here: each question is put once a quarter. `notTo`: Slack ids that are left alone now. */
    make(it: {
      now: Temporal.Instant
      today: string
      quarter: string
      notTo: readonly string[]
      limit: number
    }): Promise<Question[]>
    ask(question: Question): Promise<Told>
    /** It did not go out: another day. */
    unask(question: Question, quarter: string): Promise<unknown>
  }
}

/** In one round; the next is a minute later. */
const AT_ONCE = 20
const AGAIN = { minutes: 5 }

/**
 * The summaries of the week and the questions of the quarter, as part of the minute's round. Each is taken right before it
 * goes: a fault, or a process that ends, takes one with it and not a batch.
 */
export const runDigests = async <D>(deps: DigestDeps<D>): Promise<number> => {
  const summaries = await sendSummaries(deps)
  return summaries + (await askQuestions(deps))
}

const sendSummaries = async <D>({ clock, hours, log, digests }: DigestDeps<D>): Promise<number> => {
  const began = clock.now()
  const due = digestDue(began, hours)
  if (!due) return 0
  await digests.make({ week: due.week, today: localDate(began, hours).toString(), now: began })
  let sent = 0
  for (let n = 0; n < AT_ONCE; n++) {
    const now = clock.now()
    const [digest] = await digests.claim(now, 1)
    if (!digest) break
    const told = await tried(() => digests.send(digest), log)
    if (told.outcome === 'sent') sent += 1
    else log.warn({ reason: told.reason }, 'the summary of a week did not go out')
    const later = told.outcome === 'retry' ? { dueAt: now.add(AGAIN) } : {}
    await digests.settle(digest, told.outcome === 'sent' ? {} : { failure: told.reason, ...later })
  }
  return sent
}

const askQuestions = async <D>({ clock, hours, log, beliefs }: DigestDeps<D>): Promise<number> => {
  const began = clock.now()
  if (!mayAsk(began, hours)) return 0
  const today = localDate(began, hours)
  const quarter = quarterOf(today)
  const notTo: string[] = []
  let sent = 0
  for (let n = 0; n < AT_ONCE; n++) {
    const [question] = await beliefs.make({ now: began, today: today.toString(), quarter, notTo, limit: 1 })
    if (!question) break
    const told = await tried(() => beliefs.ask(question), log)
    if (told.outcome === 'sent') sent += 1
    else {
      await beliefs.unask(question, quarter)
      // Or the same question would be made again at once, and be the whole round.
      notTo.push(question.slack)
    }
  }
  return sent
}

const localDate = (now: Temporal.Instant, { zone }: Hours): Temporal.PlainDate =>
  now.toZonedDateTimeISO(zone).toPlainDate()

/** What is thrown while a message is made is a fault of ours, seen in the log, and may be over next time. */
const tried = async (work: () => Promise<Told>, log: Log): Promise<Told> => {
  try {
    return await work()
  } catch (error) {
    log.error({ problem: sentence(error) }, 'a message to a colleague could not be made')
    return { outcome: 'retry', reason: 'fault' }
  }
}
