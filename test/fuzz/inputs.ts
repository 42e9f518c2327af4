/** A seeded source of chance: the same seed gives the same texts on every machine. */
export interface Chance {
  /** A whole number in [0, below). */
  below(below: number): number
  oneOf<T>(all: readonly T[]): T
  /** True in `percent` of the cases. */
  in(percent: number): boolean
}

/** mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export const chanceOf = (seed: number, walk: number): Chance => {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(walk + 1, 0x85ebca6b)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, oneOf: (all) => all[below(all.length)]!, in: (percent) => next() * 100 < percent }
}

const list = (text: string): string[] => text.split('|')

/** What means something somewhere, in each language. */
const WORDS = list(
  'ok|ja|nej|ved ikke|bus|ring|sms|vent|spring over|videre|0|3|10|5 6 4|1 1 0 2|5 5 5 5 5|3-4|6-7|kl. 9|halv ni|hej|RO|' +
    'PAUSE|START|STOP|stopp|hjælp|min uge|mine data|forkert nummer|fortryd|undo|nej jeg mente 4|slet mig|tak|hvorfor?|' +
    'dansk|engelsk|det har været en hård uge|fem|tre|ca 4|kan ikke|plan|sikkerhedsplan|ret|fjern|' +
    'yes|no|maybe|skip|done|four|my week|english|نعم|لا|ربما|ثلاثة|٣|٥ ٦ ٤|توقف|так|ні|не знаю|чотири|стоп|' +
    'tak, jasne|nie|cztery|evet|hayır|dört|dur|geri al|cofnij|скасувати|تراجع',
)

const DANGER = list(
  'jeg vil bare dø|jeg har taget alle mine piller|min mand slår mig|jeg orker ikke mere|jeg har ikke noget sted at sove|' +
    'mine børn får ikke mad|i want to kill myself tonight|he beats me|хочу померти|أريد أن أموت|chcę umrzeć|ölmek istiyorum',
)

/** Texts that are something else to some machine on the way. */
export const STRANGE = [
  ...list(
    'constructor|__proto__|toString|hasOwnProperty|undefined|null|NaN|true|[object Object]|Infinity|-Infinity|1e309|-1e309|' +
      '-0|1e-7|0x1F|1_000|+1|½|¼|①②③|²|1,5|1.5.5|--1|00000000000000000000003|99999999999999999999|٣٫٥|۵|〇|三|Ⅳ',
  ),
  '{name}',
  '{n, plural, one {#} other {#}}',
  '{',
  '}}}{{{',
  "'{'",
  '{caseworker, select, other {{name}}}',
  '%s %d %n',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what an attacker would write
  '${process.env.MAKKER_KEYS}',
  '{"text":"hej","value":3}',
  '[[[[[[[[',
  '\\u0000\\x00\\',
  '"',
  "'; drop table citizen; --",
  "' or '1'='1",
  '$1::uuid',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '&lt;b&gt;&#0;',
  '<b>*_`[link](http://x)`_*</b>',
  '/start',
  '/start ../../etc/passwd',
  '/start AAAAAAAAAAAAAAAAAAAAAAA1',
  '/stop@other_bot',
  '(a+)+$',
  '#\u{fe0f}\u{20e3}',
  '\u0000',
  'hej\u0000 3',
  '\ud800',
  'hej \udfff3',
  '\udc00\ud800',
  '\ufeff3',
  '\u202e3\u202c',
  '\u200f\u200e\u2066 4 \u2069',
  '\u00ad\u200b\u2060',
  '\u0301\u0301\u0301',
  `e${'\u0301'.repeat(500)}`,
  '👨‍👩‍👧‍👦'.repeat(40),
  '👍🏽\u200d👍🏽\u200d👍🏽',
  '3️⃣',
  '🇩🇰🇩',
  '\u{10ffff}\u{e0001}\ufffe',
  '﷽'.repeat(30),
  '\r\n\r\n\t\v\f',
  ' ',
  '',
  '.',
  '?!?!?!',
  '—',
  '010203-1234',
  'konto 1234 0012345678',
]

const ODD = [...'\u0000\u200b\u202e\u0301\ufeff\u00a0\n{}<>\'"\\|😀ı\ud800İß٣'.split(''), '🤷🏽‍♀️', '   ', '-', '..']

const anyText = (chance: Chance): string => {
  const ranges = [
    [0x20, 0x7e],
    [0, 0xff],
    [0x400, 0x4ff],
    [0x600, 0x6ff],
    [0x300, 0x36f],
    [0x2000, 0x206f],
    [0xd800, 0xdfff],
    [0x1f300, 0x1faff],
    [0, 0x10ffff],
  ] as const
  const [from, to] = chance.oneOf(ranges)
  const units = Array.from({ length: 1 + chance.below(60) }, () => from + chance.below(to - from + 1))
  return String.fromCodePoint(...units)
}

const bent = (chance: Chance, word: string): string => {
  const at = chance.below(word.length + 1)
  switch (chance.below(6)) {
    case 0:
      return word.slice(0, at) + chance.oneOf(ODD) + word.slice(at)
    case 1:
      return word.toUpperCase()
    case 2:
      return word.slice(0, at) + word.slice(at + 1)
    case 3:
      return word + chance.oneOf(['!', '!!!', '...', ' 😀', '?', ' tak'])
    case 4:
      return `${chance.oneOf(WORDS)} ${word}`
    default:
      return word.normalize('NFD')
  }
}

const LONG = 100_000

/** One text: mostly something that means something, often bent, sometimes meant to do harm. */
export const textOf = (chance: Chance): string => {
  const kind = chance.below(1000)
  if (kind < 480) return chance.oneOf(WORDS)
  if (kind < 680) return bent(chance, chance.oneOf(WORDS))
  if (kind < 860) return chance.oneOf(STRANGE)
  if (kind < 890) return chance.oneOf(DANGER)
  if (kind < 996) return anyText(chance)
  const part = chance.in(50) ? chance.oneOf(STRANGE) || ' ' : `${chance.oneOf(DANGER)} `
  return part.repeat(Math.ceil(LONG / part.length)).slice(0, LONG)
}
