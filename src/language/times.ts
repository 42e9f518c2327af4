import type { LocalTime } from '../core/citizen.ts'
import { DAY_PARTS } from './calendar-words.ts'
import { latinDigits } from './digits.ts'
import { fold, foldWords } from './fold.ts'
import { hourOf, spokenHour } from './hour-words.ts'

const clock = (hour: number, minute: number): LocalTime | undefined =>
  hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59
    ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
    : undefined

/** Said before or among a time without changing it. */
const AROUND = new Set(
  (
    'kl klokken klok ca cirka omkring ved tiden helst gerne at about around o i a clock oclock hver dag om tak jeg vil naar ja bare saa den det er mig please ' +
    'o godz godzina godzinie kolo gdzies o о об скажімо давайте годині година годину десь приблизно w saat da de te ta gibi olsun her gun الساعه على في حوالي تقريبا يوميا كل يوم okolo at the in på paa til hverdage dagen det passer bedst bedst ville vaere godt fint'
  ).split(' '),
)
const HALF = new Set('halv halvt half'.split(' '))
const QUARTER = new Set('kvart kvarter quarter'.split(' '))
const PAST = new Set('over past after efter'.split(' '))
const TO = new Set('i to før foer before til'.split(' '))

/** `8.30`, `08:30`, `8 30`, `kl.8,30`, `0830`, `8h30`; then an optional am/pm. */
const DIGITS = /(?<![\d.,:])(\d{1,2})\s?(?:[.:,h]|\s)\s?(\d{2})(?!\d|[.,:/]\d)/u
const SOLID = /(?<![\d.,:])(\d{1,2})(\d{2})(?![\d.,:])/u
const AM_PM = /(?<![\p{L}])(\d{1,2})(?:[.:](\d{2}))?\s?([ap])\.?\s?m\.?(?![\p{L}])/iu

interface Part {
  at: string
  pm: boolean
  night?: true
}

/** "8 om aftenen" is 20; "12 om natten" is 0, "2 om natten" is 2. */
const inPart = (hour: number, part: Part | undefined): number => {
  if (part?.night && (hour < 6 || hour === 12)) return hour % 12
  return part?.pm === true && hour < 12 ? hour + 12 : hour
}

const partOfDay = (said: string): Part | undefined => {
  const words = said.split(' ')
  for (let size = 3; size >= 1; size--) {
    for (let i = 0; i + size <= words.length; i++) {
      const known = DAY_PARTS.get(words.slice(i, i + size).join(' '))
      // "i morgen" is a day, "morgen" a time.
      if (known && !(size === 1 && words[i] === 'morgen' && words[i - 1] === 'i')) return known
    }
  }
  return undefined
}

/** "halv ni", "kvart over 9", "ti i halv otte", "half past 8", "quarter to nine". */
const spoken = (words: string[]): { hour: number; minute: number } | undefined => {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (HALF.has(word)) {
      const past = PAST.has(words[i + 1] ?? '')
      const hour = hourOf(words[past ? i + 2 : i + 1])
      if (hour === undefined) continue
      // Danish "halv ni" is before the hour, English "half past eight" (and "half eight") after it.
      const base = past || word === 'half' ? { hour, minute: 30 } : { hour: (hour + 23) % 24, minute: 30 }
      const minutes = hourOf(words[i - 2])
      if (minutes !== undefined && PAST.has(words[i - 1] ?? '')) return { hour: base.hour, minute: 30 + minutes }
      if (minutes !== undefined && TO.has(words[i - 1] ?? '')) return { hour: base.hour, minute: 30 - minutes }
      return base
    }
    const minutes = QUARTER.has(word) ? 15 : hourOf(word)
    const joint = words[i + 1] ?? ''
    const hour = hourOf(words[i + 2])
    if (minutes === undefined || minutes >= 30 || hour === undefined || hour > 24) continue
    if (PAST.has(joint)) return { hour: hour % 24, minute: minutes }
    if (TO.has(joint) && minutes > 0) return { hour: (hour + 23) % 24, minute: 60 - minutes }
  }
  return undefined
}

/** A time of day as people write it, `HH:MM`; undefined when none is meant. Any text is read; nothing throws. */
export const readTime = (text: string): LocalTime | undefined => {
  if (text.length > 200) return undefined
  const plain = latinDigits(text)
    .normalize('NFKC')
    .replace(/[\uFE0F\u20E3]/g, '')
  // Turkish "geçe" (past) folds to "gece" (night).
  const said = fold(plain.replace(/geçe(?!\p{L})/giu, ' '))
  const words = foldWords(plain)
  const part = partOfDay(said)

  const amPm = AM_PM.exec(plain)
  if (amPm) {
    const hour = Number(amPm[1])
    if (hour < 1 || hour > 12) return undefined
    return clock((hour % 12) + (amPm[3]!.toLowerCase() === 'p' ? 12 : 0), Number(amPm[2] ?? 0))
  }
  const digits = DIGITS.exec(plain) ?? SOLID.exec(plain)
  if (digits) return clock(inPart(Number(digits[1]), part), Number(digits[2]))

  const phrase = spoken(words) ?? spokenHour(words)
  if (phrase) return clock(inPart(phrase.hour, part), phrase.minute)

  const numbers = words.filter(
    (word) =>
      hourOf(word) !== undefined &&
      !(word === 'to' || word === 'en' || word === 'et' || word === 'ni' || word === 'ti' || word === 'on'),
  )
  const lone = numbers.length > 0 ? numbers : words.filter((word) => hourOf(word) !== undefined)
  const others = words.filter((word) => hourOf(word) === undefined && !AROUND.has(word))
  if (lone.length === 1 && (part !== undefined || others.length === 0)) {
    const hour = hourOf(lone[0])!
    return hour === 24 ? '00:00' : clock(inPart(hour, part), 0)
  }
  if (lone.length === 0 && part !== undefined && words.length <= 6) return part.at
  return undefined
}
