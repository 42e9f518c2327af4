import { z } from 'zod'
import type { Begin } from '../core/due.ts'
import {
  type Armed,
  type CarriedOut,
  type FollowUp,
  type FollowUpFacts,
  type FollowUpPlan,
  planFollowUp,
  type WhichFollowUps,
} from '../core/follow-up.ts'
import type { Rules } from '../core/rules.ts'
import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { defineJob, type Enqueued } from './define.ts'

export interface FollowUpDeps {
  clock: Clock
  log: Log
  rules: Pick<Rules, 'rhythm' | 'checkIn'>
  begin: Begin
  followUps: {
    carryOut(
      which: WhichFollowUps,
      now: Temporal.Instant,
      decide: (followUp: FollowUp, facts: FollowUpFacts) => FollowUpPlan,
    ): Promise<CarriedOut>
  }
  /** The next step of a case, with what it armed; does nothing when it is not due by then. */
  climb(caseId: string): Promise<{ followUps: Armed[] } | undefined>
  /** Asks again what was interrupted, and finishes the follow-up. */
  goOn(citizenId: string, followUpId: string): Promise<{ followUps: Armed[] }>
  queues: { add(...jobs: Enqueued[]): Promise<boolean> }
  dispatcher: { poke(): void }
}

const BATCH = 1_000

/** The punctual job of a follow-up. To be queued after the commit that armed it. */
export const punctual = ({ id, version, dueAt }: Armed, now: Temporal.Instant): Enqueued => ({
  name: 'follow-up',
  data: { followUpId: id, version },
  row: { id, version },
  delayMs: Math.max(0, Number(dueAt.epochNanoseconds - now.epochNanoseconds) / 1e6),
})

/** Carries out every follow-up whose time has come: what makes certain what the delayed jobs make punctual. */
export const sweepFollowUps = async (deps: FollowUpDeps): Promise<CarriedOut['done']> => {
  const done: CarriedOut['done'] = []
  for (;;) {
    const now = deps.clock.now()
    const result = await carry({ due: now, limit: BATCH }, deps)
    done.push(...result.done)
    // What is left to others stays pending here; a batch of nothing else would come again and again.
    if (result.due < BATCH || result.climbs.length + result.goOns.length === result.due) return done
  }
}

const carry = async (which: WhichFollowUps, deps: FollowUpDeps): Promise<CarriedOut> => {
  const now = deps.clock.now()
  const result = await deps.followUps.carryOut(which, now, (followUp, facts) =>
    planFollowUp(followUp, facts, now, deps),
  )
  const armed = [...result.armed]
  for (const { caseId, id } of result.climbs) {
    const climbed = await deps.climb(caseId).catch((error: unknown) => {
      // One case that cannot climb must not hold up the others; the next sweep tries it again.
      deps.log.error({ followUp: id, problem: sentence(error) }, 'a case could not climb')
      return undefined
    })
    armed.push(...(climbed?.followUps ?? []))
  }
  for (const { citizenId, id } of result.goOns) {
    const went = await deps.goOn(citizenId, id).catch((error: unknown) => {
      deps.log.error({ followUp: id, problem: sentence(error) }, 'a conversation could not go on')
      return undefined
    })
    armed.push(...(went?.followUps ?? []))
  }
  if (armed.length > 0) await deps.queues.add(...armed.map((one) => punctual(one, now)))
  if (result.done.some(({ did }) => did === 'say' || did === 'pause' || did === 'go-on')) deps.dispatcher.poke()
  return result
}

export const followUp = defineJob({
  name: 'follow-up',
  payload: z.object({ followUpId: z.uuid(), version: z.int() }),
  async run({ followUpId, version }, deps: FollowUpDeps) {
    const { done } = await carry({ one: { id: followUpId, version } }, deps)
    return done[0]?.did ?? 'stale'
  },
})
