import type { Content } from '../content/load.ts'
import type { Hours } from '../core/working-hours.ts'

/** When people are at work, in a zone. */
export const hoursIn = (content: Content, zone: string): Hours => ({
  from: content.rules.workingHours.from,
  to: content.rules.workingHours.to,
  days: content.rules.workingHours.days,
  closingDays: content.rules.closingDays,
  zone,
})
