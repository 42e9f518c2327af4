/**
 * The longest value each placeholder plausibly has, for counting segments. A name that is not here counts as `OTHER`.
 * `when` is the longest a person is away for, a weekday; times and dates are put into words by each language.
 */
export const LONGEST: Readonly<Record<string, string>> = {
  name: 'Anne-Charlotte',
  caseworker: 'Anne-Charlotte',
  sender: 'Ringkøbing-Skjern Kommune',
  hours: '8.30-15.30',
  when: '@when.weekday',
  emergency: '70 11 07 07',
  lifeline: '70 201 201',
  shelter: '+45 70 11 07 07',
  staffed: 'no',
  phone: '+45 70 11 07 07',
  token: 'abcdefghijklmnopqrstuvwxyz012345',
  time: '10:30',
  date: '2026-12-24',
  weekday: '4',
  day: 'tomorrow',
  what: 'Samtale om praktik og næste skridt',
  place: 'Medborgerhuset, Torvegade 12',
  travel: 'Bus 915X kl. 10.05 fra Banegårdspladsen',
  title: 'Fem, fire, tre, to, en',
  minutes: '10',
  reflection: 'Det lyder, som om det hele har været meget og svært for dig i lang tid, og som om du er træt.',
  cover: 'duty',
  n: '5',
  total: '5',
  min: '0',
  max: '10',
  a: '10',
  b: '10',
  value: '10',
}

/** Lists and free words have no longest value: texts made of them are as long as the day is. */
export const UNBOUNDED: ReadonlySet<string> = new Set(['items', 'text', 'signs', 'helps', 'call', 'first', 'now'])

export const OTHER = 'noget på femogtyve tegn ..'
