import { OF_WORDS } from '../core/escalation.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { directWords } from './card.ts'
import { type Notice, type NoticeResult, type Wording, wordingFor } from './notice.ts'
import type { Slack, Via } from './slack.ts'

/** The rows of `db/staff-notices.ts`, as far as sending needs them. Who has lost a notice to another sender notes nothing. */
export interface NoticeStore {
  /** Claims what is due and may leave now, by a lease that outlives `LEASE`. `againMs`: more waits for its turn. */
  claim(now: Temporal.Instant, lease: Temporal.Instant, limit: number): Promise<{ notices: Notice[]; againMs?: number }>
  sent(
    notice: Notice,
    now: Temporal.Instant,
    how: { card?: { channel: string; ts: string }; note?: string },
  ): Promise<void>
  /** Is it still this sender's? Then nobody else gets it before `until`. */
  renew(notice: Notice, until: Temporal.Instant): Promise<boolean>
  later(notice: Notice, due: Temporal.Instant, failure: string): Promise<void>
  /** Slack wants silence for so long where this notice went. */
  hold(notice: Notice, seconds: number): Promise<void>
  dropped(notice: Notice, why: string): Promise<void>
  /** The duty phone was rung in the person's place; they are tried again themselves. */
  rung(notice: Notice, now: Temporal.Instant, due: Temporal.Instant, note: string): Promise<void>
  /** Is a message to a person still worth sending? `reread`: it is, with the case as it stands by now. */
  stillWanted(notice: Notice): Promise<boolean | 'reread'>
}

export interface NotifyDeps {
  clock: Clock
  log: Log
  notices: NoticeStore
  /** Undefined: the console's inbox is the only way. */
  slack: Pick<Slack, 'sendNotice'> | undefined
  /** Writes to the duty phone, by the citizens' gateway. `number` null: the fixed one. Undefined: there is no way to. */
  phone?: (message: { id: string; text: string; number: string | null }) => Promise<NoticeResult>
  /** What an SMS to the duty phone ends with. Undefined: nothing. */
  phoneEnd?: (notice: Notice) => Promise<string | undefined>
  wording: Wording
  /**
   * Something waits for the pace of its channel, or for its next attempt: to be called again after so many milliseconds of
   * the real time. Once for each: in a demo whose time stands still nothing is due by then.
   */
  again?: (ms: number) => void
}

const BATCH = 20
const LEASE = { seconds: 30 }
/** Seconds until the next attempt, doubling from the first to the second. */
const BACKOFF = { first: 5, longest: 300 }
/** After so many failed attempts the next way is taken as well. */
const PATIENCE = 3

/**
 * Sends what waits for people at work and returns how much went out. Runs after each commit that queued something,
 * and in the sweep. Nothing is dropped for good: what fails goes another way, or waits and is an error in the log.
 */
export const sendNotices = async (deps: NotifyDeps): Promise<number> => {
  let sent = 0
  for (;;) {
    const now = deps.clock.now()
    const { notices, againMs } = await deps.notices.claim(now, now.add(LEASE), BATCH)
    if (notices.length === 0) {
      if (againMs !== undefined) deps.again?.(againMs)
      return sent
    }
    const byCase = Map.groupBy(notices, (notice) => notice.case.id)
    // One case's card comes before its messages, which link to it; cases do not wait for each other.
    const done = await Promise.allSettled([...byCase.values()].map((one) => sendInOrder(one, deps)))
    for (const one of done) if (one.status === 'fulfilled') sent += one.value
    // Only when all have ended: whoever asks for the next round must not find this one still sending.
    const fault = done.find((one) => one.status === 'rejected')
    if (fault) throw fault.reason
  }
}

const sendInOrder = async (notices: Notice[], deps: NotifyDeps): Promise<number> => {
  let sent = 0
  let card: Notice['card'] = notices[0]?.card ?? null
  for (const claimed of notices) {
    const notice = { ...claimed, card }
    const result = await sendOne(notice, deps)
    if (result?.card) card = result.card
    if (result) sent++
  }
  return sent
}

const sendOne = async (
  notice: Notice,
  deps: NotifyDeps,
): Promise<{ card?: { channel: string; ts: string } } | undefined> => {
  const { notices, clock, log } = deps
  const wanted = notice.kind === 'card' || (await notices.stillWanted(notice))
  if (wanted !== true) {
    if (wanted) await notices.later(notice, clock.now(), 'seen meanwhile')
    else await notices.dropped(notice, 'seen meanwhile')
    return undefined
  }
  const ways = waysOf(notice, deps)
  if (ways.length === 0) {
    if (notice.kind === 'phone') log.error({ case: notice.case.id }, 'the duty phone cannot be reached by any way')
    await notices.dropped(notice, 'console only')
    return undefined
  }
  const failures: string[] = []
  let afterSeconds: number | undefined
  for (const way of ways) {
    // A batch may take longer than its lease, and then somebody else sends what is left of it.
    if (!(await notices.renew(notice, clock.now().add(LEASE)))) return undefined
    const result = await way.go()
    if (result.outcome === 'sent') {
      const note = failures.length > 0 ? { note: `${failures.join(', ')}; sent by ${way.name}` } : {}
      if (way.instead && note.note) {
        await notices.rung(notice, clock.now(), clock.now().add({ seconds: BACKOFF.longest }), note.note)
        deps.again?.(BACKOFF.longest * 1000)
      } else await notices.sent(notice, clock.now(), { ...(result.card && { card: result.card }), ...note })
      if (failures.length > 0)
        log.error({ notice: notice.id, case: notice.case.id, failures, by: way.name }, 'notice went another way')
      return result.card ? { card: result.card } : {}
    }
    failures.push(`${way.name}: ${result.reason}`)
    if (result.outcome === 'retry') {
      afterSeconds = result.afterSeconds
      if (afterSeconds !== undefined) await notices.hold(notice, afterSeconds)
      if (notice.attempts < PATIENCE) break
    }
  }
  const seconds = Math.ceil(Math.min(BACKOFF.longest, afterSeconds ?? BACKOFF.first * 2 ** (notice.attempts - 1)))
  const failure = failures.join(', ')
  await notices.later(notice, clock.now().add({ seconds }), failure)
  deps.again?.(seconds * 1000)
  const { id, kind, attempts } = notice
  log.error({ notice: id, kind, attempts, case: notice.case.id, failure }, 'people at work could not be told yet')
  return undefined
}

interface Way {
  name: string
  /** It reaches somebody else, who can act; the person is still to be told. */
  instead?: true
  go(): Promise<NoticeResult>
}

/**
 * How this one can reach people, the best first. A card that its channel does not take goes to the team's usual one; a
 * message to a person goes to the channel with their name in it, and what cannot wait to the duty phone at last, once.
 */
const waysOf = (notice: Notice, { slack, phone, phoneEnd, wording }: NotifyDeps): Way[] => {
  const w = wordingFor(wording, notice.language)
  const ring: Way | undefined = phone && {
    name: 'phone',
    go: async () =>
      phone({ id: notice.id, text: phoneText(notice, w, await phoneEnd?.(notice)), number: notice.duty.number }),
  }
  const by = (via: Via, name: string): Way[] => (slack ? [{ name, go: () => slack.sendNotice(notice, via) }] : [])
  if (notice.kind === 'card')
    return [...by('direct', 'card'), ...(notice.channel ? by('usual-channel', 'usual channel') : [])]
  const urgent = notice.case.level !== 'soon' && !OF_WORDS.includes(notice.reason) && !notice.rung && !notice.late
  if (notice.kind === 'phone')
    return [...(ring ? [ring] : []), ...(notice.reason === 'thanks' ? [] : by('channel', 'channel'))]
  return [
    ...by('direct', 'direct'),
    ...by('channel', 'channel'),
    ...(slack && ring && urgent ? [{ ...ring, instead: true as const }] : []),
  ]
}

/** As much as may leave: alias, level, reason class, what to answer, and a link. */
const phoneText = (notice: Notice, w: Wording, end: string | undefined): string => {
  const said = directWords(notice, w)
  const { code } = notice.duty
  const answer = code && notice.reason !== 'thanks' ? ` ${w.text('staff.duty-answer', { code }, w.language)}` : ''
  return `${said}${answer}${end ? ` ${end}` : ''}`
}
