import { fold } from './fold.ts'
import { NUMBER_WORDS } from './number-words.ts'

/** Hours 1, 2 … as they are said of the clock: ordinals in Ukrainian, Polish and Arabic, with endings in Turkish. */
const HOURS = [
  'перша першої першій першу pierwsza pierwszej pierwszą الواحدة bir birde biri bire',
  'друга другої другій другу druga drugiej drugą الثانية iki ikide ikiyi ikiye',
  'третя третьої третій третю trzecia trzeciej trzecią الثالثة üç üçte üçü üçe',
  'четверта четвертої четвертій четверту czwarta czwartej czwartą الرابعة dört dörtte dördü dörde',
  'пʼята пʼятої пʼятій пʼяту piąta piątej piątą الخامسة beş beşte beşi beşe',
  'шоста шостої шостій шосту szósta szóstej szóstą السادسة altı altıda altıyı altıya',
  'сьома сьомої сьомій сьому siódma siódmej siódmą السابعة yedi yedide yediyi yediye',
  'восьма восьмої восьмій восьму ósma ósmej ósmą الثامنة sekiz sekizde sekizi sekize',
  'девʼята девʼятої девʼятій девʼяту dziewiąta dziewiątej dziewiątą التاسعة dokuz dokuzda dokuzu dokuza',
  'десята десятої десятій десяту dziesiąta dziesiątej dziesiątą العاشرة on onda onu ona',
  'одинадцята одинадцятої одинадцятій одинадцяту jedenasta jedenastej jedenastą',
  'дванадцята дванадцятої дванадцятій дванадцяту dwunasta dwunastej dwunastą',
  'тринадцята тринадцятій trzynasta trzynastej',
  'чотирнадцята чотирнадцятій czternasta czternastej',
  'пʼятнадцята пʼятнадцятій piętnasta piętnastej',
  'шістнадцята шістнадцятій szesnasta szesnastej',
  'сімнадцята сімнадцятій siedemnasta siedemnastej',
  'вісімнадцята вісімнадцятій osiemnasta osiemnastej',
  'девʼятнадцята девʼятнадцятій dziewiętnasta dziewiętnastej',
  'двадцята двадцятій dwudziesta dwudziestej',
]
const HOUR_WORDS: ReadonlyMap<string, number> = new Map(
  HOURS.flatMap((words, i) => words.split(' ').map((word): [string, number] => [fold(word), i + 1])),
)

/** "8", "8tiden", "8'de", "otte", "ósmej", "الثامنة". */
export const hourOf = (word: string | undefined): number | undefined => {
  if (word === undefined) return undefined
  const digits = /^(\d{1,2})(?:tiden|h|de|da|te|ta|e|a|ye|ya|i|u|yi|yu)?$/.exec(word)?.[1]
  return digits === undefined ? (HOUR_WORDS.get(word) ?? NUMBER_WORDS.get(word)) : Number(digits)
}

/** Of the Polish, Ukrainian, Turkish and Arabic words here; folded. */
const QUARTERS = new Set(['kwadrans', 'чверть', 'ceyrek'])
const HALF_TO = new Set(['wpol do', 'в пол', 'пів на', 'пів до', 'половина'])
const HALF_PAST = new Set(['bucuk', 'ونصف', 'والنصف', 'و نصف', 'و النصف'])
const AND: ReadonlyMap<string, number> = new Map([
  ['وربع', 15],
  ['والربع', 15],
  ['و ربع', 15],
  ['وثلث', 20],
  ['والثلث', 20],
  ['الا ربع', -15],
  ['الا ربعا', -15],
  ['الا ثلث', -20],
  ['الا ثلثا', -20],
])
/** "ósma trzydzieści", "восьма тридцять", "sekiz otuz". */
const MINUTES: ReadonlyMap<string, number> = new Map([
  ['pietnascie', 15],
  ['пятнадцять', 15],
  ['trzydziesci', 30],
  ['тридцять', 30],
  ['otuz', 30],
  ['czterdziesci piec', 45],
  ['сорок пять', 45],
  ['kirk bes', 45],
])
const GONE = new Set(['gece', 'geciyor', 'gecerek'])
const LEFT = new Set(['var', 'kala'])

const minutesOf = (word: string | undefined): number | undefined => {
  if (word !== undefined && QUARTERS.has(word)) return 15
  const minutes = hourOf(word)
  return minutes !== undefined && minutes > 0 && minutes < 30 ? minutes : undefined
}

/** Minutes after (or before) an hour. */
const at = (hour: number, minutes: number): { hour: number; minute: number } => {
  const all = (((hour * 60 + minutes) % 1440) + 1440) % 1440
  return { hour: Math.floor(all / 60), minute: all % 60 }
}

/**
 * "wpół do dziewiątej", "пів на девʼяту" (before the hour); "sekiz buçuk", "الثامنة والنصف" (after it); quarters and
 * minutes to and past. Danish and English are in `times.ts`.
 */
export const spokenHour = (words: readonly string[]): { hour: number; minute: number } | undefined => {
  for (let i = 0; i < words.length; i++) {
    const [a = '', b = '', c = ''] = words.slice(i, i + 3)
    const here = (hour: number | undefined): hour is number => hour !== undefined && hour <= 24
    const [first, second, third] = [hourOf(a), hourOf(b), hourOf(c)]
    if (HALF_TO.has(`${a} ${b}`) && here(third)) return at(third, -30)
    if (HALF_TO.has(a) && here(second)) return at(second, -30)
    if (here(first)) {
      if (HALF_PAST.has(b) || HALF_PAST.has(`${b} ${c}`)) return at(first, 30)
      const and = AND.get(b) ?? AND.get(`${b} ${c}`) ?? MINUTES.get(b) ?? MINUTES.get(`${b} ${c}`)
      if (and !== undefined) return at(first, and)
      // "الثامنة وعشر دقائق": "and" is written on the number.
      const joined = b.startsWith('و') ? minutesOf(b.slice(1)) : undefined
      if (joined !== undefined) return at(first, joined)
    }
    const before = minutesOf(b)
    if ((a === 'za' || a === 'за') && before !== undefined && here(third)) return at(third, -before)
    const past = minutesOf(a)
    if (past !== undefined && (b === 'po' || b === 'по') && here(third)) return at(third, past)
    if (a === 'чверть' && b === 'на' && here(third)) return at(third, 15 - 60)
    if (here(first) && before !== undefined && GONE.has(c)) return at(first, before)
    if (here(first) && before !== undefined && LEFT.has(c)) return at(first, -before)
  }
  return undefined
}
