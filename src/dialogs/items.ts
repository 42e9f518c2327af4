import type { Language } from '../core/citizen.ts'
import type { PlanEntry } from '../core/snapshot.ts'

/** The plan as lines: the citizen's own words, with Intl's names of the days. Says as much as it must, no sentence. */
export const itemLines = (entries: readonly PlanEntry[], language: Language, { days }: { days: boolean }): string =>
  entries.map((entry) => line(entry, language, days)).join('\n')

const line = ({ startsLocal, what, place }: PlanEntry, language: Language, days: boolean): string => {
  const local = Temporal.PlainDateTime.from(startsLocal)
  const weekday = days ? `${capital(local.toLocaleString(language, { weekday: 'long' }), language)} ` : ''
  return `${weekday}${clock(local, language)}: ${what}${place ? `, ${place}` : ''}`
}

/** "8.30", "13:05": 24 hours everywhere, Latin digits, no leading zero. */
const clock = (local: Temporal.PlainDateTime, language: Language): string => {
  const minute = String(local.minute).padStart(2, '0')
  return `${local.hour}${language === 'da' ? '.' : ':'}${minute}`
}

const capital = (word: string, language: Language): string => {
  const [first = '', ...rest] = word
  return first.toLocaleUpperCase(language) + rest.join('')
}
