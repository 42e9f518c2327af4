import type { CaseReason } from '../core/case.ts'
import type { Schedule } from '../core/schedule.ts'
import { localTime } from './output.ts'

/** By their ISO number; there is no day 0. */
const DAYS = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const nth = (n: number): string => `${n}${ENDINGS[ordinals.select(n)] ?? 'th'}`

/** "every day 08:00": when a job fires, on the clock of its citizen. */
export const scheduleInWords = (schedule: Schedule): string => {
  const { at, kind } = schedule
  if (kind === 'daily') return `every day ${at}`
  if (kind === 'weekly')
    return ['every', ...((schedule.every ?? 1) > 1 ? [nth(schedule.every!)] : []), DAYS[schedule.day], at].join(' ')
  const days = schedule.days.toSorted()
  return `${days.join('') === '12345' ? 'Monday to Friday' : days.map((day) => DAYS[day]).join(', ')} ${at}`
}

/** "drop Mon 23-11 09:00, by hand": why there is a case. */
export const reasonInWords = ({ class: it, at, byHand }: CaseReason, zone: string): string =>
  `${it} ${localTime(at, zone)}${byHand ? ', by hand' : ''}`

export const channelInWords = ({ channel, state }: { channel: string; state: string }): string => `${channel} ${state}`
