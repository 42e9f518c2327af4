import type { Rules } from './rules.ts'
import { type CheckInFact, judge } from './rules-engine.ts'

/** A colleague with more new cases a week than this from answers alone is warned about. */
export const TOO_MANY = 5

export interface Expected {
  caseworkerId: string
  name: string
  citizens: number
  /** Cases a week the rules would have raised on the answers of the last weeks. */
  perWeek: number
  tooMany: boolean
}

/**
 * What the rules would have raised on real answers: each completed check-in of the weeks is judged as it would be today,
 * with the answers before it. One case a citizen and week: more would be one case.
 */
export const expectedCases = (
  colleagues: readonly { id: string; name: string; citizens: readonly (readonly CheckInFact[])[] }[],
  { since, weeks, rules }: { since: Temporal.Instant; weeks: number; rules: Pick<Rules, 'who5' | 'weekly'> },
): Expected[] =>
  colleagues.map(({ id, name, citizens }) => {
    let cases = 0
    for (const answers of citizens) {
      const hit = answers
        .filter((it) => Temporal.Instant.compare(it.at, since) >= 0 && judge(it, answers, rules).raise.length > 0)
        .map(({ at }) => Math.floor(at.since(since).total('hours') / (7 * 24)))
      cases += new Set(hit).size
    }
    const perWeek = cases / weeks
    return { caseworkerId: id, name, citizens: citizens.length, perWeek, tooMany: perWeek > TOO_MANY }
  })
