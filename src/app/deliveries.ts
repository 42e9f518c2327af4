import type { Claimed, ClaimResult, Outcome } from '../core/outbox.ts'

interface Watched {
  claim(...asked: never[]): Promise<ClaimResult>
  writeOutcomes(outcomes: readonly Outcome[], now: Temporal.Instant): Promise<void>
  writeStatus(...told: never[]): Promise<{ id: string; channelId: string | null; kind: string } | undefined>
}

/**
 * The outbox, with an eye on what colleagues wrote themselves: `moved` hears of such a message when it has left, arrived
 * or failed. Other messages cost nothing.
 */
export const watchPersons = <O extends Watched>(outbox: O, moved: (outboxIds: string[]) => void): O => {
  const inAir = new Set<string>()
  const isPersons = ({ kind }: Pick<Claimed, 'kind'>): boolean => kind === 'person'
  return {
    ...outbox,
    async claim(...asked: never[]) {
      const result = await outbox.claim(...asked)
      for (const { id } of result.claimed.filter(isPersons)) inAir.add(id)
      return result
    },
    async writeOutcomes(outcomes: readonly Outcome[], now: Temporal.Instant) {
      await outbox.writeOutcomes(outcomes, now)
      const persons = inAir.size === 0 ? [] : outcomes.filter(({ id }) => inAir.delete(id))
      if (persons.length > 0) moved(persons.map(({ id }) => id))
    },
    async writeStatus(...told: never[]) {
      const row = await outbox.writeStatus(...told)
      if (row?.kind === 'person') moved([row.id])
      return row
    },
  }
}
