import type { ClaimResult, Outcome, Sending } from '../core/outbox.ts'

interface Watched {
  claim(...asked: never[]): Promise<ClaimResult>
  markSending(rows: readonly Sending[], ...lease: never[]): Promise<Set<Sending>>
  writeOutcomes(outcomes: readonly Outcome[], now: Temporal.Instant): Promise<void>
  failUnsendable(ids: readonly string[], reason: string): Promise<void>
  writeStatus(...told: never[]): Promise<{ id: string; channelId: string | null; kind: string } | undefined>
}

/**
 * The outbox, with an eye on what colleagues wrote themselves: `moved` hears at once when such a message has left,
 * arrived or failed. What it misses is found by the round of the minute. Other messages cost nothing.
 */
export const watchPersons = <O extends Watched>(outbox: O, moved: () => void): O => {
  const inAir = new Set<string>()
  return {
    ...outbox,
    async claim(...asked: never[]) {
      const result = await outbox.claim(...asked)
      if (result.lost) moved()
      return result
    },
    async markSending(rows: readonly Sending[], ...lease: never[]) {
      const marked = await outbox.markSending(rows, ...lease)
      const persons = rows.filter(({ kind }) => kind === 'person')
      for (const row of persons) if (marked.has(row)) inAir.add(row.id)
      if (persons.some((row) => !marked.has(row))) moved()
      return marked
    },
    async writeOutcomes(outcomes: readonly Outcome[], now: Temporal.Instant) {
      await outbox.writeOutcomes(outcomes, now)
      const persons = inAir.size === 0 ? [] : outcomes.filter(({ id }) => inAir.delete(id))
      if (persons.some(({ state }) => state !== 'queued')) moved()
    },
    async failUnsendable(ids: readonly string[], reason: string) {
      await outbox.failUnsendable(ids, reason)
      if (ids.length > 0) moved()
    },
    async writeStatus(...told: never[]) {
      const row = await outbox.writeStatus(...told)
      if (row?.kind === 'person') moved()
      return row
    },
  }
}
