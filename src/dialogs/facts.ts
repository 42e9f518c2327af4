import type { Citizen, Language, LocalTime } from '../core/citizen.ts'
import type { Effect } from '../core/effect.ts'
import type { Exercise } from '../core/exercise.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Rules } from '../core/rules.ts'
import type { SafetyPlan } from '../core/safety-plan.ts'
import type { PastResult, PlanEntry, Snapshot } from '../core/snapshot.ts'

/** Everything a dialog may look at, gathered by the turn before anything is decided. */
export interface DialogFacts {
  citizen: Citizen
  /** The instant of what was heard. */
  now: Temporal.Instant
  /** Languages that have messages, the municipality's own first. */
  languages: readonly Language[]
  instrument(name: string): Instrument | undefined
  exercises: readonly Exercise[]
  rules: Rules
  /** Is somebody at work at `now`? */
  staffed: boolean
  /**
   * `discreet`: somebody else may hold the phone, so nothing that is said may hint at it. `seen`: a person has
   * seen its last reason, also when the case waits for somebody again.
   */
  openCase?: Snapshot['openCase'] | undefined
  /** Nothing routine is said until a person hands back or resolves. */
  routineStopped: boolean
  /** The citizen's own plan for hard days, and when it was last offered. */
  safetyPlan?: SafetyPlan | undefined
  /** Completed results, newest first. */
  results: readonly PastResult[]
  /** Occurrences of the last hours and the next seven days, earliest first. */
  plan: readonly PlanEntry[]
  /** The check-in last sent and neither finished nor expired. */
  pendingCheckIn?: { id: string; instrument: string } | undefined
  /** Null until a welcome was done to its end. */
  joinedAt: Temporal.Instant | null
}

/** Somebody has the case: what is added to it is theirs to read, and it is not seen anew. */
export const isHad = ({ openCase }: DialogFacts): boolean =>
  openCase?.state === 'acknowledged' || openCase?.state === 'snoozed'

interface Bounds {
  min: number
  max: number
}

export type NumberReading =
  /** `corrects`: "nej jeg mente 4", which is about the answer before. */
  | { kind: 'number'; value: number; corrects?: true }
  /** "6-7": ask which. */
  | { kind: 'range'; a: number; b: number }
  | { kind: 'out-of-range'; value: number }
  | { kind: 'none' }

/** From words to meaning, as dialogs need it. None of these throws, whatever the text. */
export interface Readers {
  readNumber(text: string, bounds: Bounds, language?: Language): NumberReading
  /** Exactly `count` numbers within the bounds, in one line. */
  readNumbers(text: string, count: number, bounds: Bounds): number[] | undefined
  readChoice(text: string, options: { value: string; words: string[] }[]): string | undefined
  readTime(text: string): LocalTime | undefined
}

/** What a completed check-in leads to. `low`: the citizen is asked how they would like to be contacted. */
export type Assess = (
  instrument: Instrument,
  answers: readonly (number | null)[],
  earlier: readonly PastResult[],
  rules: Rules,
  now: Temporal.Instant,
) => { effects: Effect[]; low: boolean }

export interface DialogDeps {
  readers: Readers
  assess: Assess
}
