/** What the person at the other end of a message is called and when they are there: filled into any text that asks for it. */
export interface CommonFacts {
  sender: string
  /** The citizen's full name; only the first is ever said. */
  name: string
  caseworker: string
  phone: string | null
  zone: string
  now: Temporal.Instant
  /** Now, when somebody is at work; else when they will be. */
  opening: Temporal.Instant
}

const first = (name: string): string => name.trim().split(/\s+/)[0] ?? ''
const HHMM = { smallestUnit: 'minute' } as const

/** When a person is there next, as a key of `when.*` and the values its text needs. */
export const whenParams = (
  now: Temporal.Instant,
  opening: Temporal.Instant,
  zone: string,
): Record<string, string | number> => {
  if (Temporal.Instant.compare(opening, now) <= 0) return { when: '@when.today' }
  const at = opening.toZonedDateTimeISO(zone)
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const days = today.until(at.toPlainDate()).days
  const time = at.toPlainTime().toString(HHMM)
  if (days === 0) return { when: '@when.today-at', time }
  if (days === 1) return { when: '@when.tomorrow', time }
  if (days < 7) return { when: '@when.weekday', weekday: at.dayOfWeek, time }
  return { when: '@when.date', date: at.toPlainDate().toString(), time }
}

/** The values every text may use. An empty one is left out, so that a neutral word stands in. */
export const commonParams = (facts: CommonFacts): Record<string, string | number> => ({
  sender: facts.sender,
  ...(first(facts.name) && { name: first(facts.name) }),
  ...(first(facts.caseworker) && { caseworker: first(facts.caseworker) }),
  ...(facts.phone && { phone: facts.phone }),
  ...whenParams(facts.now, facts.opening, facts.zone),
})

/** Which day a local date (`YYYY-MM-DD`) is, seen from now: a reminder of an early appointment leaves the evening before. */
export const dayOf = (date: string, now: Temporal.Instant, zone: string): 'today' | 'tomorrow' | 'other' => {
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  if (date === today.toString()) return 'today'
  return date === today.add({ days: 1 }).toString() ? 'tomorrow' : 'other'
}
