import type { Fired } from '../core/due.ts'
import type { CarriedOut } from '../core/follow-up.ts'
import type { Clock } from '../lib/clock.ts'

/** Something that happened on the way. */
export interface Happened {
  at: Temporal.Instant
  what: string
  /** Null: a message to somebody at work. */
  alias: string | null
}

export interface AdvanceDeps {
  clock: Clock
  /** Moves the demo's one clock, for all processes. */
  setClock(to: Temporal.Instant): Promise<void>
  /** The next instant, up to this one, at which anything is due; undefined: nothing more. */
  nextDue(until: Temporal.Instant): Promise<Temporal.Instant | undefined>
  /** `fireAll` of the tick. */
  fire(): Promise<Fired>
  sweep(): Promise<CarriedOut['done']>
  /** Sends what may leave and returns when nothing more can. */
  dispatch(): Promise<number>
  /** Sends what waits for people at work; returns how many. */
  sendNotices(): Promise<number>
  /** Is another process still sending? */
  busy(): Promise<boolean>
  /** Names for the report. */
  aliases(citizenIds: readonly string[]): Promise<Map<string, string>>
  /** Told of each thing as it happens. */
  onHappened?: ((it: Happened) => void) | undefined
}

/** Two rounds at one instant change nothing more; a row that stays due for another reason must not stop the clock. */
const ROUNDS = 5
const BUSY_TRIES = 50

/**
 * Jumps from due instant to due instant up to `target`, and returns what fired when queue and outbox are idle.
 * Eight days are a few hundred rounds, not 11,520 ticks.
 */
export const advanceTo = async (target: Temporal.Instant, deps: AdvanceDeps): Promise<Happened[]> => {
  const happened: Happened[] = []
  await settle(deps, happened)
  for (;;) {
    const now = deps.clock.now()
    const next = await deps.nextDue(target)
    if (!next || Temporal.Instant.compare(next, target) > 0) break
    // What is overdue already was looked at by the last round and waits for something else.
    const to = Temporal.Instant.compare(next, now) > 0 ? next : undefined
    if (!to) break
    await deps.setClock(to)
    await settle(deps, happened)
  }
  if (Temporal.Instant.compare(target, deps.clock.now()) > 0) await deps.setClock(target)
  await settle(deps, happened)
  return happened
}

/** Everything due now, until a round changes nothing. */
const settle = async (deps: AdvanceDeps, happened: Happened[]): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    const at = deps.clock.now()
    const fired = await deps.fire()
    const followed = (await deps.sweep()).filter(({ did }) => did !== 'nothing' && did !== 'again')
    const moved = await deps.dispatch()
    const notices = await deps.sendNotices()
    const did = [
      ...fired.jobs.filter(({ skipped }) => !skipped).map(({ citizenId, name }) => ({ citizenId, what: name })),
      ...followed.map(({ citizenId, kind, did: what }) => ({
        citizenId,
        what: kind === 'chain' ? 'escalation' : `${kind}: ${what}`,
      })),
    ]
    const aliases =
      did.length > 0 ? await deps.aliases(did.map(({ citizenId }) => citizenId)) : new Map<string, string>()
    const now: Happened[] = did.map(({ citizenId, what }) => ({ at, what, alias: aliases.get(citizenId) ?? null }))
    if (notices > 0) now.push({ at, what: `${notices} to people at work`, alias: null })
    happened.push(...now)
    for (const it of now) deps.onHappened?.(it)
    if (did.length === 0 && moved === 0 && notices === 0) break
  }
  // The clock must not jump over the lease of a send that another process has in the air.
  for (let tries = 0; tries < BUSY_TRIES && (await deps.busy()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20))
}
