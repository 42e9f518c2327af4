import type { CaseLevel, CaseState, Wish } from './case.ts'
import type { ChannelKind, Citizen, Language } from './citizen.ts'
import type { Position } from './dialog.ts'
import type { PlanAbsence } from './plan-times.ts'
import type { SafetyPlan } from './safety-plan.ts'

/** A result the citizen has given before, newest first in lists. */
export interface PastResult {
  instrument: string
  answers: (number | null)[]
  score?: number
  at: Temporal.Instant
}

/** One occurrence of a plan item. */
export interface PlanEntry {
  id: string
  /** The local date, `YYYY-MM-DD`: with the id, what an answer belongs to. */
  occurrence: string
  startsAt: Temporal.Instant
  /** Local wall-clock time, `YYYY-MM-DDTHH:MM:SS`. */
  startsLocal: string
  what: string
  place?: string
  travel?: string
  absence: PlanAbsence
}

/** Everything one turn looks at, read at once and without a lock. `version` guards the write. */
export interface Snapshot {
  citizen: Citizen
  name: string
  joinedAt: Temporal.Instant | null
  /** The address this turn came in by. */
  channel: { id: string; channel: ChannelKind; address: string; state: string }
  caseworker: { id: string; name: string; phone: string | null }
  conversation: {
    version: number
    open?: Position
    suspended?: Position
    routineStoppedAt: Temporal.Instant | null
    personUntil: Temporal.Instant | null
    lastInboundAt: Temporal.Instant | null
  }
  /**
   * `discreet`: somebody else may hold the phone, so nothing that is said may hint at it. `seen`: a person has
   * seen its last reason, also when the case waits for somebody again.
   */
  openCase?: {
    level: CaseLevel
    state: CaseState
    wish: Wish | null
    language?: Language | null
    discreet?: boolean
    seen?: boolean
  }
  safetyPlan?: SafetyPlan
  results: PastResult[]
  plan: PlanEntry[]
  /** The check-in last sent and not finished, for a late answer. */
  pendingCheckIn?: { id: string; instrument: string }
}
