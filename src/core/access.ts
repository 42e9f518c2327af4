import { presentFor } from './chain.ts'

/** What was agreed with a second professional: the plan; the case while there is one; everything. */
export const SHARED = ['plan', 'case', 'all'] as const
export type Shared = (typeof SHARED)[number]

/** Why a lead looks at what is their colleagues' to see. Chosen from a list, so that no health lands in the log. */
export const LOOK_REASONS = ['absence', 'urgent', 'complaint', 'supervision'] as const
export type LookReason = (typeof LOOK_REASONS)[number]

/** One citizen and the people around them, on one local date, as far as access depends on it. */
export interface AccessFacts {
  who: { id: string; teamId: string; role: 'caseworker' | 'lead'; active: boolean }
  citizen: { caseworkerId: string; teamId: string }
  /** Who is away that day, and who stands in. */
  away: Readonly<Record<string, string>>
  /** What is shared with `who` on that day. */
  shared: Shared | null
  /** The case asked about, or the citizen's unresolved one. */
  case: {
    assigneeId: string
    acknowledgedBy: string | null
    steps: readonly { who: string | null }[]
    resolvedAt: Temporal.Instant | null
  } | null
  /** A message about the case has been addressed to `who`. */
  told: boolean
}

/** How much may be read. `state` is alias, level and state; `plan` adds the name and the plan; `content` is everything. */
export type See = 'nothing' | 'state' | 'plan' | 'content'

export interface Access {
  see: See
  /** May take, put off and close the case. */
  act: boolean
  /** May write with the citizen and hand back: only who may read what they write. */
  talk: boolean
  /** `content`, once a reason is given and logged. */
  withReason: boolean
  because: 'own' | 'cover' | 'chain' | 'shared' | 'lead' | 'named' | 'duty' | 'nobody'
}

/** Who had a case may look back at it, to write it down, for this long after it was closed. */
const LOOKS_BACK = { hours: 24 }

const NOTHING: Access = { see: 'nothing', act: false, talk: false, withReason: false, because: 'nobody' }
const all = (because: Access['because']): Access => ({
  see: 'content',
  act: true,
  talk: true,
  withReason: false,
  because,
})

/**
 * Who may see and do what about a citizen. Caseworkers their own, covers during the cover, whom the chain has told (for
 * that case), shared professionals what was agreed, leads their team's states and content for a logged reason. Others,
 * and whoever was deactivated, nothing.
 */
export const accessOf = (
  { who, citizen, away, shared, told, case: it }: AccessFacts,
  now: Temporal.Instant,
  reason?: LookReason,
): Access => {
  if (!who.active) return NOTHING
  if (citizen.caseworkerId === who.id) return all('own')
  if (standsIn(citizen.caseworkerId, who.id, away)) return all('cover')
  const running = it && (!it.resolvedAt || Temporal.Instant.compare(it.resolvedAt.add(LOOKS_BACK), now) > 0)
  if (running && (told || it.assigneeId === who.id || it.acknowledgedBy === who.id)) return all('chain')
  if (shared === 'all' || (shared === 'case' && running)) return { ...all('shared'), act: shared === 'all' }
  // Named further down the chain: may take it, and has the content when it is theirs.
  const named = Boolean(running && it.steps.some((link) => link.who === who.id))
  if (who.role === 'lead' && who.teamId === citizen.teamId)
    return { see: reason ? 'content' : 'state', act: true, talk: false, withReason: true, because: 'lead' }
  if (shared === 'plan') return { see: 'plan', act: named, talk: false, withReason: false, because: 'shared' }
  return named ? { see: 'state', act: true, talk: false, withReason: false, because: 'named' } : NOTHING
}

/** Whoever holds a duty phone that belongs to nobody: as an actor in the log, and behind a link. */
export const DUTY = 'duty'

/** They read what they need to call, for as long as the case is theirs. What is done is done by their SMS, or by a colleague. */
export const accessOnDuty = (it: { state: string; acknowledgedBy: string | null } | undefined): Access =>
  it?.state === 'acknowledged' && it.acknowledgedBy === null
    ? { see: 'content', act: false, talk: false, withReason: false, because: 'duty' }
    : NOTHING

/** Along the whole way from the absent to who is there: a cover who is away as well has handed over what they had. */
const standsIn = (caseworkerId: string, id: string, away: AccessFacts['away']): boolean =>
  Object.hasOwn(away, caseworkerId) && (presentFor(caseworkerId, away) === id || away[caseworkerId] === id)
