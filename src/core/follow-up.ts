import type { CitizenStatus, QuietHours } from './citizen.ts'
import type { Begin, NewMessage } from './due.ts'
import type { FollowUpKind } from './effect.ts'
import { endOfQuiet } from './quiet-hours.ts'
import { isAhead, rhythmLimit, type Unasked, weekAt } from './rhythm.ts'
import type { Rules } from './rules.ts'

/** Something that was promised to happen later, unless it has become unnecessary by then. */
export interface FollowUp {
  id: string
  citizenId: string
  kind: FollowUpKind
  ref: string
  dueAt: Temporal.Instant
  version: number
}

/** What deciding about one needs to know; the parts a kind does not use are null. */
export interface FollowUpFacts {
  status: CitizenStatus
  zone: string
  quiet: QuietHours
  joinedAt: Temporal.Instant | null
  resumeAt: Temporal.Instant | null
  routineStopped: boolean
  lastInbound: Temporal.Instant | null
  unasked: Unasked[]
  /** When the next check-in is due. */
  checkInNext: Temporal.Instant | null
  /** The check-in of `nudge` and `expiry`. */
  checkIn: { instrument: string; state: 'sent' | 'started' | 'completed' | 'expired'; reached: boolean } | null
  /** The name of the dialog whose question is open. */
  openDialog: string | null
  /** Unasked messages known to have arrived (sent or delivered) since the citizen last wrote. */
  arrivedSince: number
}

/** What to do. Everything but `again` finishes the follow-up. */
export type FollowUpPlan =
  | { do: 'nothing'; because: string }
  | { do: 'again'; dueAt: Temporal.Instant }
  | { do: 'say'; message: NewMessage }
  /** The check-in is over unanswered; its question is closed and what was not sent of it is cancelled. */
  | { do: 'expire' }
  | { do: 'resume' }
  /** Kindly: the companion pauses itself, says so, and tells the caseworker. */
  | { do: 'pause'; message: NewMessage }
  /** The next step of a case; carried out by the cases. */
  | { do: 'climb' }
  /** What was interrupted is asked again; carried out by the dialogs. */
  | { do: 'go-on' }

/** A follow-up with a (new) time: what the queue needs to be punctual about it. */
export interface Armed {
  id: string
  version: number
  dueAt: Temporal.Instant
}

/** `due` takes all whose time has come; `one` only if it still has this version and is due. */
export type WhichFollowUps = { due: Temporal.Instant; limit: number } | { one: { id: string; version: number } }

export interface CarriedOut {
  /** How many were due; less than the limit: none are left. */
  due: number
  armed: Armed[]
  /** Steps of cases, left to the cases to carry out. */
  climbs: { caseId: string; id: string }[]
  /** Conversations that may go on, left to the dialogs to take up. */
  goOns: { citizenId: string; id: string }[]
  done: { kind: FollowUpKind; citizenId: string; did: FollowUpPlan['do'] }[]
}

export interface FollowUpDeps {
  rules: Pick<Rules, 'rhythm' | 'checkIn'>
  begin: Begin
}

export const planFollowUp = (
  followUp: FollowUp,
  facts: FollowUpFacts,
  now: Temporal.Instant,
  deps: FollowUpDeps,
): FollowUpPlan => PLANS[followUp.kind](followUp, facts, now, deps)

const PLANS: Record<
  FollowUpKind,
  (followUp: FollowUp, facts: FollowUpFacts, now: Temporal.Instant, deps: FollowUpDeps) => FollowUpPlan
> = {
  nudge(followUp, facts, now, { rules, begin }) {
    const { checkIn } = facts
    if (!checkIn || checkIn.state === 'completed' || checkIn.state === 'expired') return nothing('answered')
    if (facts.status !== 'active') return nothing(facts.status)
    if (facts.routineStopped) return nothing('routine-stopped')
    if (!checkIn.reached) return nothing('never-arrived')
    const stillOpen = facts.openDialog === 'check-in'
    // The answers so far are sealed in a question that is not open any more: begin would ask them again.
    if (!stillOpen && checkIn.state === 'started') return nothing('interrupted')
    const week = weekAt(now, facts.zone)
    const limit = rhythmLimit(
      { kind: 'nudge', asks: true, sent: facts.unasked, week, checkInAhead: isAhead(facts.checkInNext, week) },
      rules.rhythm,
    )
    if (limit) return nothing(`rhythm-${limit}`)
    const { at, say } = begin('check-in', { checkInId: followUp.ref, instrument: checkIn.instrument })
    const question = stillOpen ? [] : say
    return {
      do: 'say',
      message: {
        ...placedAt(facts, now),
        ...named(followUp),
        kind: 'nudge',
        say: [{ key: 'check-in.nudge' }, ...question],
        opens: stillOpen ? null : at,
        unasked: true,
        asks: true,
        late: 'hold',
        expiresAt: followUp.dueAt.add({ hours: rules.checkIn.expireAfterHours - rules.checkIn.nudgeAfterHours }),
      },
    }
  },

  expiry(_followUp, { checkIn }) {
    if (!checkIn || checkIn.state === 'completed' || checkIn.state === 'expired') return nothing('answered')
    return { do: 'expire' }
  },

  chain: () => ({ do: 'climb' }),

  'go-on'(_followUp, { status, routineStopped, zone, quiet }, now) {
    // Who was welcomed half-way has not joined yet.
    if (status !== 'active' && status !== 'invited') return nothing(status)
    if (routineStopped) return nothing('routine-stopped')
    const dueAt = endOfQuiet(now, zone, quiet)
    return dueAt === now ? { do: 'go-on' } : { do: 'again', dueAt }
  },

  resume(_followUp, facts, now) {
    if (facts.status !== 'paused' || !facts.resumeAt) return nothing('not-paused')
    if (Temporal.Instant.compare(facts.resumeAt, now) > 0) return { do: 'again', dueAt: facts.resumeAt }
    return { do: 'resume' }
  },

  quiet(followUp, facts, now, { rules }) {
    const silence = { hours: rules.rhythm.pauseAfterDays * 24 }
    if (facts.status === 'ended') return nothing('ended')
    if (facts.status !== 'active') return { do: 'again', dueAt: now.add(silence) }
    const since = latest(facts.lastInbound, facts.joinedAt)
    const silentFrom = since?.add(silence)
    if (silentFrom && Temporal.Instant.compare(silentFrom, now) > 0) return { do: 'again', dueAt: silentFrom }
    // Silence means nothing when nothing reached them, and a person is on it when the routine is stopped.
    if (facts.arrivedSince === 0 || facts.routineStopped) return { do: 'again', dueAt: now.add({ hours: 24 }) }
    return {
      do: 'pause',
      message: {
        ...placedAt(facts, now),
        ...named(followUp),
        kind: 'notice',
        say: [{ key: 'quiet.pause' }],
        opens: null,
        // It is what ends the unasked messages, so it is not held against their number.
        unasked: false,
        asks: false,
        late: 'hold',
        expiresAt: null,
      },
    }
  },
}

const nothing = (because: string): FollowUpPlan => ({ do: 'nothing', because })

const named = ({ citizenId, id, version }: FollowUp) => ({ citizenId, jobId: id, occurrence: `v${version}` })

const placedAt = ({ zone, quiet }: FollowUpFacts, now: Temporal.Instant): Pick<NewMessage, 'state' | 'dueAt'> => {
  const dueAt = endOfQuiet(now, zone, quiet)
  return { state: dueAt === now ? 'queued' : 'held', dueAt }
}

const latest = (a: Temporal.Instant | null, b: Temporal.Instant | null): Temporal.Instant | null => {
  if (!a || !b) return a ?? b
  return Temporal.Instant.compare(a, b) > 0 ? a : b
}
