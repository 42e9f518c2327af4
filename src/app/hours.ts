import type { Content } from '../content/load.ts'
import type { Hours } from '../core/working-hours.ts'

/** When people are at work, in a zone: the same object each time, so that what is known of it need not be asked again. */
export const hoursIn = (content: Content, zone: string): Hours => {
  const zones = known.get(content) ?? new Map<string, Hours>()
  known.set(content, zones)
  let hours = zones.get(zone)
  if (!hours) {
    const { from, to, days } = content.rules.workingHours
    hours = { from, to, days, closingDays: content.rules.closingDays, zone }
    zones.set(zone, hours)
  }
  return hours
}

const known = new WeakMap<Content, Map<string, Hours>>()
