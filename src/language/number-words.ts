import type { Language } from '../core/citizen.ts'

/** Folded spellings of 0, 1, 2 … in order; several spellings of one number are separated by a space. */
const WORDS: Record<Language, string[]> = {
  da: 'nul 0|et en een|to|tre|fire|fem femm|seks sex|syv syw|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tyve'.split(
    '|',
  ),
  en: 'zero nil|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty'.split(
    '|',
  ),
  ar: 'صفر|واحد واحده|اثنان اثنين تنين اتنين|ثلاثه تلاته ثلاث|اربعه اربع|خمسه خمس|سته ست|سبعه سبع|ثمانيه تمانيه ثماني|تسعه تسع|عشره عشر||||||||||عشرون عشرين'.split(
    '|',
  ),
  uk: 'нуль ноль|один одна одне|два дві|три|чотири четире|пять п’ять|шість шесть|сім семь|вісім восемь|девять|десять|одинадцять|дванадцять|тринадцять|чотирнадцять|пятнадцять|шістнадцять|сімнадцять|вісімнадцять|девятнадцять|двадцять'.split(
    '|',
  ),
  pl: 'zero|jeden jedna|dwa dwie|trzy|cztery|piec|szesc|siedem|osiem|dziewiec|dziesiec|jedenascie|dwanascie|trzynascie|czternascie|pietnascie|szesnascie|siedemnascie|osiemnascie|dziewietnascie|dwadziescia'.split(
    '|',
  ),
  tr: 'sifir|bir|iki|uc|dort|bes|alti|yedi|sekiz|dokuz|on|||||||||yirmi'.split('|'),
}

/** Number words that are everyday words in some other sentence: they count only when nothing else is said. */
export const WEAK_NUMBERS = new Set([
  'en',
  'et',
  'een',
  'to',
  'on',
  'ti',
  'ni',
  'one',
  'bir',
  'uc',
  'sex',
  'ten',
  'six',
  'три',
  'ست',
  'nil',
])

/** Words around a number that do not change it. */
export const HEDGES = new Set(
  (
    'ca cirka omkring naesten vel nok maaske tror jeg vil sige siger det er en et paa lige bare knap godt og vel sikkert saadan cirkus ' +
    'stykker stk timer tal tallet point skalaen giver ville nej mente mener ups sorry undskyld ret rettelse ja okay ok hmm oeh aeh i dag idag ' +
    'about around maybe perhaps probably i think say its it is a an roughly approx like just no meant mean sorry hours today id would give of at er lille stor staerk svag svar svaret mit ' +
    'حوالي تقريبا ربما يمكن اعتقد لا اقصد قصدي قصدت عفوا اسف اليوم رقم انا هو نقاط درجه десь приблизно мабуть може думаю ні сьогодні близько напевно около це я точно скажу напевне вибачте тобто мав мала на увазі ' +
    'okolo chyba moze mysle jakies z nie dzisiaj jakos mniej wiecej to jest raczej powiem sorki przepraszam znaczy mialem mialam na mysli chodzilo mi o yaklasik belki sanirim galiba hayir bugun civari bence herhalde diyelim puan yani pardon demek istedim'
  )
    .split(' ')
    .flatMap((word) => [word]),
)

/** Between two numbers these make a span of them. */
export const SPANS = new Set(
  'til eller to or or-so mellem och bis або чи до do lub albo czy ile veya ya او الى'.split(' '),
)

const find = (words: Record<Language, string[]>): Map<string, number> => {
  const map = new Map<string, number>()
  for (const list of Object.values(words)) {
    list.forEach((spellings, value) => {
      for (const word of spellings.split(' '))
        if (word !== '' && !/^\d/.test(word) && !map.has(word)) map.set(word.replace(/[’']/g, ''), value)
    })
  }
  return map
}

/** Every number word of every language, folded. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = find(WORDS)
