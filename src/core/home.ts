import type { CaseLevel, CaseState } from './case.ts'
import type { CitizenStatus } from './citizen.ts'

/** Which way the last two answers point. The numbers behind it stay where they are. */
export type Trend = 'rising' | 'falling' | 'steady'

/** One citizen as a colleague sees them at a glance: states and times, no words, no numbers of theirs. */
export interface HomeRow {
  citizenId: string
  alias: string
  status: CitizenStatus
  /** Whose citizen it is; null: mine. */
  of: string | null
  case: { level: CaseLevel; state: Exclude<CaseState, 'resolved'> } | null
  /** They have answered a colleague, who has not looked. */
  answerWaits: boolean
  quiet: boolean
  undelivered: boolean
  /** Check-ins that were asked and not answered. */
  unanswered: number
  /** When the next appointment is. */
  nextAt: Temporal.Instant | null
  trend: Trend | null
}

/** `red` somebody must act now, `amber` something is under way, `yellow` look when there is time, `green` all is well. */
export type Light = 'red' | 'amber' | 'yellow' | 'green' | 'none'

const LEVEL: Record<CaseLevel, number> = { acute: 0, today: 1, soon: 2 }

/** The lower, the sooner somebody is needed. */
const needOf = (row: HomeRow): number => {
  if (row.case?.state === 'open') return LEVEL[row.case.level]
  if (row.answerWaits) return 4
  if (row.case) return 3 + LEVEL[row.case.level] / 10
  if (row.quiet) return 5
  if (row.undelivered) return 6
  if (row.trend === 'falling') return 7
  return row.status === 'active' ? 8 : 9
}

export const byNeed = (rows: readonly HomeRow[]): HomeRow[] =>
  rows
    .map((row) => ({ row, need: needOf(row) }))
    .sort((a, b) => a.need - b.need || (a.row.alias < b.row.alias ? -1 : 1))
    .map(({ row }) => row)

export const lightOf = (row: HomeRow): Light => {
  if (row.case?.state === 'open') return row.case.level === 'soon' ? 'amber' : 'red'
  if (row.case || row.answerWaits) return 'amber'
  if (row.quiet || row.undelivered) return 'yellow'
  return row.status === 'active' ? 'green' : 'none'
}

/** A change of `step` counts (10 of 100: WHO-5 manual); newest first. */
export const trendOf = (scores: readonly number[], step: number): Trend | null => {
  const [last, before] = scores
  if (last === undefined || before === undefined) return null
  if (last - before >= step) return 'rising'
  return before - last >= step ? 'falling' : 'steady'
}

/** A lead's team: who has how many cases in which level, and the cases. States only, and no times of answers. */
export interface TeamView {
  /** Whoever has left stays listed while citizens are theirs. */
  colleagues: { name: string; left: boolean; citizens: number; cases: Record<CaseLevel, number> }[]
  cases: { alias: string; level: CaseLevel; state: Exclude<CaseState, 'resolved'>; who: string }[]
}
