const CLOCK = /^(\d\d):(\d\d)(?::\d\d)?$/
const DATE = /^\d{4}-\d\d-\d\d$/

const dates = new Map<string, Intl.DateTimeFormat>()
const lists = new Map<string, Intl.ListFormat>()

/**
 * How a placeholder's value is written for people. Only the names `time` (local `HH:MM`) and `date` (`YYYY-MM-DD`)
 * have a form of their own; anything else, and what is already words, is left as it is.
 */
export const spell = (name: string, value: string, language: string): string => {
  if (name === 'time') return spellTime(value, language)
  if (name === 'date') return spellDate(value, language)
  return value
}

/** Danish writes 9.20 with a point; others 9:20. */
const spellTime = (value: string, language: string): string => {
  const clock = CLOCK.exec(value)
  if (!clock) return value
  return `${Number(clock[1])}${language === 'da' ? '.' : ':'}${clock[2]}`
}

const spellDate = (value: string, language: string): string => {
  if (!DATE.test(value)) return value
  try {
    return dateFormat(language).format(Temporal.PlainDate.from(value))
  } catch {
    return value
  }
}

const dateFormat = (language: string): Intl.DateTimeFormat => {
  let format = dates.get(language)
  if (!format) {
    // English months and days in the British order: the readers live in Denmark. Latin digits, as on signs there.
    const locale = language === 'en' ? 'en-GB' : `${language}-u-nu-latn`
    format = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
    dates.set(language, format)
  }
  return format
}

/** "OK, NEJ eller BUS". */
export const oneOf = (labels: readonly string[], language: string): string => {
  let list = lists.get(language)
  if (!list) {
    list = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'disjunction' })
    lists.set(language, list)
  }
  return list.format(labels)
}
