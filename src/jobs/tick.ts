import { z } from 'zod'
import {
  type Begin,
  type CheckInTimes,
  type Decide,
  type DueDeps,
  decideDue,
  type Fired,
  type JobName,
} from '../core/due.ts'
import type { Rules } from '../core/rules.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { defineJob } from './define.ts'

export interface TickDeps {
  clock: Clock
  rules: Pick<Rules, 'rhythm' | 'remindBefore' | 'checkIn' | 'closingDays'>
  begin: Begin
  due: {
    fireDue(now: Temporal.Instant, limit: number, times: CheckInTimes, decide: Decide): Promise<Fired & { due: number }>
    fireNow(
      by: { name: JobName; citizenIds?: readonly string[]; instrument?: string },
      now: Temporal.Instant,
      times: CheckInTimes,
      decide: Decide,
    ): Promise<Fired>
  }
  /** Notes that the minute's round was made. */
  beat(name: string, at: Temporal.Instant): Promise<void>
  /** Follow-ups whose time has come; see `jobs/follow-up.ts`. */
  sweep(): Promise<unknown>
  /** Sees to it that no case is left without a next step. */
  audit(): Promise<unknown>
  /** What is kept for a while only goes when that is over. */
  forget(): Promise<unknown>
  dispatcher: { poke(): void }
}

const BATCH = 500
/** The heartbeat the watchdog looks at. */
export const TICK = 'tick'

/** Everything that is due becomes rows, and what may leave starts to. */
export const fireAll = async (deps: TickDeps): Promise<Fired> => {
  const { clock, due, rules, dispatcher } = deps
  const fired: Fired = { jobs: [], messages: 0 }
  for (;;) {
    const now = clock.now()
    const batch = await due.fireDue(now, BATCH, rules.checkIn, decision(deps, now))
    fired.jobs.push(...batch.jobs)
    fired.messages += batch.messages
    // The first are on their way while the next are decided.
    if (batch.messages > 0) dispatcher.poke()
    if (batch.due < BATCH) break
  }
  await deps.beat(TICK, clock.now())
  return fired
}

/**
 * One round of the minute: what is due, the follow-ups, and another look at what waits. A fault in one part keeps no
 * other from its work: a reminder that cannot be decided must not hold up a case. @throws the first fault, at the end
 */
export const runTick = async (deps: TickDeps): Promise<Fired> => {
  const faults: unknown[] = []
  const part = <T>(work: () => Promise<T>): Promise<T | undefined> =>
    work().catch((fault: unknown) => {
      faults.push(fault)
      return undefined
    })
  const fired = await part(() => fireAll(deps))
  await part(() => deps.sweep())
  // After the sweep: what it should have done and has not was missed.
  await part(() => deps.audit())
  await part(() => deps.forget())
  // Messages that were held until now have nobody else to wake them.
  deps.dispatcher.poke()
  if (!fired || faults.length > 0) throw faults[0]
  return fired
}

/** A job by hand (`job run`, `check-in send`, `exercise send`): now, whatever the hour and the rhythm, never after STOP. */
export const runNow = async (
  by: { name: JobName; citizenIds?: readonly string[]; instrument?: string },
  deps: TickDeps,
): Promise<Fired> => {
  const now = deps.clock.now()
  const fired = await deps.due.fireNow(by, now, deps.rules.checkIn, decision(deps, now))
  if (fired.messages > 0) deps.dispatcher.poke()
  return fired
}

const decision = ({ rules, begin }: TickDeps, now: Temporal.Instant): Decide => {
  const deps: DueDeps = { rules, begin, newId }
  return (due, facts) => decideDue(due, facts, now, deps)
}

export const tick = defineJob({
  name: 'tick',
  payload: z.object({}),
  async run(_payload, deps: TickDeps) {
    const { jobs, messages } = await runTick(deps)
    return `${jobs.length} due, ${messages} messages`
  },
})
