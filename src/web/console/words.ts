/** What the console's texts are drawn with: one language, one zone, one moment. */
export interface Words {
  language: 'da' | 'en'
  now: Temporal.Instant
  zone: string
  t(key: string, params?: Record<string, string | number>): string
  /** "mandag den 3. august" */
  day(at: Temporal.Instant): string
  /** "09.20" today, "tirs. 4. aug. 09.20" else. */
  when(at: Temporal.Instant): string
  time(at: Temporal.Instant): string
  /** "3. aug. 2026 09.20": for paper. */
  full(at: Temporal.Instant): string
  /** "3. aug." */
  date(at: Temporal.Instant): string
  /** "2 t og 10 min": how far apart, at most two units. */
  span(from: Temporal.Instant, to: Temporal.Instant): string
}

interface From {
  text(key: string, params: Record<string, string | number>, language: 'da' | 'en'): string
  zone: string
}

/** Formatters are slow to make and the same all day. */
const formatters = new Map<string, Intl.DateTimeFormat>()
const format = (language: string, zone: string, name: string, options: Intl.DateTimeFormatOptions) => {
  const id = `${language} ${zone} ${name}`
  let formatter = formatters.get(id)
  if (!formatter) {
    // English dates in the British order: the readers live in Denmark.
    formatter = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: zone, ...options })
    formatters.set(id, formatter)
  }
  return formatter
}

const TIME = { hour: '2-digit', minute: '2-digit' } as const
const SHORT = { weekday: 'short', day: 'numeric', month: 'short' } as const
const FULL = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const
const DATE = { day: 'numeric', month: 'short' } as const
const LONG = { weekday: 'long', day: 'numeric', month: 'long' } as const

export const createWords = ({ text, zone }: From, language: 'da' | 'en', now: Temporal.Instant): Words => {
  const dateOf = (at: Temporal.Instant): Temporal.PlainDate => at.toZonedDateTimeISO(zone).toPlainDate()
  const today = dateOf(now)
  const time = (at: Temporal.Instant): string => format(language, zone, 'time', TIME).format(at.epochMilliseconds)
  return {
    language,
    now,
    zone,
    t: (key, params = {}) => text(key, params, language),
    day: (at) => format(language, zone, 'long', LONG).format(at.epochMilliseconds),
    time,
    full: (at) => format(language, zone, 'full', FULL).format(at.epochMilliseconds),
    date: (at) => format(language, zone, 'date', DATE).format(at.epochMilliseconds),
    when: (at) =>
      dateOf(at).equals(today)
        ? time(at)
        : `${format(language, zone, 'short', SHORT).format(at.epochMilliseconds)} ${time(at)}`,
    span: (from, to) => spanOf(from, to, language),
  }
}

const spanOf = (from: Temporal.Instant, to: Temporal.Instant, language: 'da' | 'en'): string => {
  const minutes = Math.max(0, Math.round((to.epochMilliseconds - from.epochMilliseconds) / 60_000))
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const parts = days > 0 ? { days, hours } : hours > 0 ? { hours, minutes: minutes % 60 } : { minutes }
  const shown = Object.fromEntries(Object.entries(parts).filter(([, value], index) => value > 0 || index === 0))
  return new Intl.DurationFormat(language, { style: 'short', minutesDisplay: minutes < 60 ? 'always' : 'auto' }).format(
    shown,
  )
}

/** The visitor's language: what they chose, else the first of ours that their browser prefers, else Danish. */
export const languageOf = (chosen: string | undefined, accepted: string | undefined): 'da' | 'en' => {
  if (chosen === 'da' || chosen === 'en') return chosen
  const ranked = (accepted ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...rest] = entry.trim().toLowerCase().split(';')
      const q = rest.find((part) => part.trim().startsWith('q='))
      return { tag: tag.split('-')[0], q: q ? Number(q.split('=')[1]) : 1 }
    })
    .filter(({ tag, q }) => (tag === 'da' || tag === 'en') && q > 0)
    .sort((a, b) => b.q - a.q)
  return ranked[0]?.tag === 'en' ? 'en' : 'da'
}
