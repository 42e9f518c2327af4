import type { Language, LocalTime } from './citizen.ts'

export type RiskLevel = 'S1' | 'S2' | 'S3'

/** A person's own words of danger. */
const OF_DANGER = ['death-wish', 'self-harm', 'violence', 'threat', 'child', 'shelter', 'food'] as const

export const REASON_CLASSES = [
  ...OF_DANGER,
  'relapse',
  'hopeless',
  'low-score',
  'drop',
  'quiet',
  'asked-for-human',
  'other',
] as const
export type ReasonClass = (typeof REASON_CLASSES)[number]

export const DANGER: ReadonlySet<ReasonClass> = new Set(OF_DANGER)

/** What the risk screen found: the level, why, and the words that triggered it (never stored in the clear). */
export interface RiskFinding {
  level: RiskLevel
  class: ReasonClass
  span: string
  rule: string
  /** Violence or a threat, in a home where the text speaks of children. */
  children?: true
}

/** Words that mean the same in every state and stand alone as the whole message. */
export type Command =
  | 'STOP'
  | 'START'
  | 'PAUSE'
  | 'HELP'
  | 'RING'
  | 'RO'
  | 'HEJ'
  | 'WEEK'
  | 'PLAN'
  | 'SAFETY-PLAN'
  | 'MY-DATA'
  | 'WRONG-NUMBER'
  | 'UNDO'
  /** "Er der nogen?" */
  | 'WHO'
  | `SPEAK-${Language}`

/** One inbound message after the annotating middleware: everything a dialog may know of it. */
export interface Heard {
  text: string
  /** The value of a tapped button that belongs to the open question. */
  value?: string
  risk?: RiskFinding
  command?: Command
  /** Like STOP but not exactly: ask "Vil du stoppe?". */
  nearStop?: boolean
  /** What a call for a person says besides, so that its words are kept; `at`: when to ring. */
  beside?: { at?: LocalTime }
  language?: Language
  at: Temporal.Instant
}

/** RING, HJÆLP and their like: a person must acknowledge. */
export const isCall = ({ command }: Pick<Heard, 'command'>): boolean => command === 'RING' || command === 'HELP'

/** Was it found by a sum of points alone, and by no rule that somebody wrote? */
export const isByPoints = ({ rule }: Pick<RiskFinding, 'rule'>): boolean => rule.endsWith('.points')
