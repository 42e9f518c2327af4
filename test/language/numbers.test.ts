import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNumber, readNumbers } from '../../src/language/numbers.ts'

const scale = { min: 0, max: 10 }
const who5 = { min: 0, max: 5 }

describe('one number', () => {
  test.each<[string, number]>([
    ['3', 3],
    [' 3! ', 3],
    ['3.', 3],
    ['tre', 3],
    ['TRE', 3],
    ['Fiire', 4],
    ['ca 4', 4],
    ['ca. 4', 4],
    ['nok en 4er', 4],
    ["en 4'er", 4],
    ['4 tror jeg', 4],
    ['jeg vil sige 4', 4],
    ['3️⃣', 3],
    ['🔟', 10],
    ['٣', 3],
    ['ثلاثة', 3],
    ['пʼять', 5],
    ["п'ять", 5],
    ['sześć', 6],
    ['altı', 6],
    ['on', 10],
    ['dört', 4],
    ['en', 1],
    ['to', 2],
    ['nul', 0],
    ['7/10', 7],
    ['7 ud af 10', 7],
    ['nej jeg mente 4', 4],
    ['3 nej 4', 4],
    ['5 fordi jeg sov dårligt', 5],
    ['maybe 5', 5],
    ['five', 5],
    ['４', 4],
    ['خمسة من عشرة', 5],
    ['حوالي ٥', 5],
    ['لا أقصد 4', 4],
    ['сім з десяти', 7],
    ['десь пʼять', 5],
    ['chyba trzy', 3],
    ['nie, 4', 4],
    ['yaklaşık 5', 5],
    ['3 :)', 3],
    ['2 😢', 2],
    ['3 fordi jeg sov 2 timer', 3],
    ['5 fordi nej mente 1', 1],
    ['2 because I slept 3 hours', 2],
    ['3, bo spałem 2 godziny', 3],
  ])('%s is %d', (text, value) => {
    expect(readNumber(text, scale)).toMatchObject({ kind: 'number', value })
  })

  test.each<[string, number, number]>([
    ['3-4', 3, 4],
    ['3 måske 4', 3, 4],
    ['3, maybe 4', 3, 4],
    ['3 - 4', 3, 4],
    ['3–4', 3, 4],
    ['3 eller 4', 3, 4],
    ['tre eller fire', 3, 4],
    ['mellem 3 og 4', 3, 4],
    ['3½', 3, 4],
    ['3,5', 3, 4],
    ['to til tre', 2, 3],
    ['4 or 5', 4, 5],
    ['٣-٤', 3, 4],
    ['٣٫٥', 3, 4],
    ['بين ٣ و ٤', 3, 4],
    ['від 3 до 4', 3, 4],
    ['3 albo 4', 3, 4],
    ['3 buçuk', 3, 4],
  ])('%s is asked about', (text, a, b) => {
    expect(readNumber(text, scale)).toEqual({ kind: 'range', a, b })
  })

  test.each<[string, number]>([
    ['11', 11],
    ['564', 564],
    ['-2', -2],
    ['minus 2', -2],
  ])('%s is outside', (text, value) => {
    expect(readNumber(text, scale)).toEqual({ kind: 'out-of-range', value })
  })

  test('a 6 is outside a scale to 5', () => {
    expect(readNumber('6', who5)).toEqual({ kind: 'out-of-range', value: 6 })
  })

  test.each([
    '',
    'ved ik',
    'hej',
    'kl 8',
    'det er en dårlig dag',
    'I want to sleep',
    'jeg har 2 børn og 3 katte og en hund',
    '8 for 2 uger siden, nu 3',
    '7 da jeg vågnede, nu 2',
    '8 for 3 days, now 1',
    '7 bo wczoraj 8 a dzis 2',
    '5 fordi jeg havde 8 timers søvn, nu 2',
    '🙂',
  ])('%j is no number', (text) => {
    expect(readNumber(text, scale)).toEqual({ kind: 'none' })
  })
})

describe('several numbers', () => {
  test.each<[string, number[]]>([
    ['5 6 4', [5, 6, 4]],
    ['1) 5 2) 6 3) 4', [5, 6, 4]],
    ['1: 5\n2: 6\n3: 4', [5, 6, 4]],
    ['1. fem\n2. seks\n3. fire', [5, 6, 4]],
    ['5,6,4', [5, 6, 4]],
    ['5, 6, 4', [5, 6, 4]],
    ['5-6-4', [5, 6, 4]],
    ['5/6/4', [5, 6, 4]],
    ['5\n6\n4', [5, 6, 4]],
    ['fem seks fire', [5, 6, 4]],
    ['5 6 og 4', [5, 6, 4]],
    ['10 0 1', [10, 0, 1]],
    ['٥، ٦، ٤', [5, 6, 4]],
    ['خمسة ستة أربعة', [5, 6, 4]],
    ['пʼять шість чотири', [5, 6, 4]],
    ['pięć sześć cztery', [5, 6, 4]],
    ['beş altı dört', [5, 6, 4]],
    ['en to tre', [1, 2, 3]],
  ])('%j answers three', (text, values) => {
    expect(readNumbers(text, 3, scale)).toEqual(values)
  })

  test('four of five items', () => {
    expect(readNumbers('1 1 0 2', 4, who5)).toEqual([1, 1, 0, 2])
  })

  test.each(['564', '5 6', '5 6 4 3', '5 6 11', '', 'hej', '1.5 2.5 3.5', '1-2 2-3 3-4', '1.10 2.10 3.10'])(
    '%j answers nothing of three',
    (text) => {
      expect(readNumbers(text, 3, scale)).toBeUndefined()
    },
  )
})

test('no text makes the readers throw, and a number is always within the bounds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(10), fc.nat(20), (text, min, more) => {
      const bounds = { min, max: min + more }
      const reading = readNumber(text, bounds)
      if (reading.kind === 'number') {
        expect(reading.value).toBeGreaterThanOrEqual(min)
        expect(reading.value).toBeLessThanOrEqual(min + more)
      }
      if (reading.kind === 'range') expect(reading.a).toBeLessThan(reading.b)
      readNumbers(text, 3, bounds)
    }),
  )
})

test('any digit in any decoration is read', () => {
  const before = fc.constantFrom('', 'ca ', ' ', 'nok ', '~', 'det er ', '"')
  const after = fc.constantFrom('', '!', '.', ' tror jeg', ' 🙂', ' :)', '\n', '"')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), before, after, (value, a, b) => {
      expect(readNumber(`${a}${value}${b}`, scale)).toEqual({ kind: 'number', value })
    }),
  )
})

test('three numbers with any separator come back in order', () => {
  const separator = fc.constantFrom(' ', ',', ', ', '-', ' - ', '/', '\n', ' og ', '.', ';')
  const number = fc.integer({ min: 0, max: 10 })
  fc.assert(
    fc.property(number, number, number, separator, (a, b, c, s) => {
      expect(readNumbers([a, b, c].join(s), 3, scale)).toEqual([a, b, c])
    }),
  )
})

const WORDS = {
  da: 'nul en to tre fire fem seks syv otte ni ti',
  en: 'zero one two three four five six seven eight nine ten',
  ar: 'صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة',
  uk: 'нуль один два три чотири пʼять шість сім вісім девʼять десять',
  pl: 'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć',
  tr: 'sıfır bir iki üç dört beş altı yedi sekiz dokuz on',
}

test('every number word of every language is read, however it is written', () => {
  const upper = (language: string) => (word: string) => word.toLocaleUpperCase(language)
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(WORDS) as (keyof typeof WORDS)[])),
      fc.nat(10),
      fc.constantFrom('', ' ', '"', '«'),
      fc.constantFrom('', '!', '.', ' 🙂', '\n', '»', '؟', '،'),
      fc.boolean(),
      (language, value, before, after, loud) => {
        const word = WORDS[language].split(' ')[value]!
        const said = `${before}${loud ? upper(language)(word) : word}${after}`
        expect([said, readNumber(said, scale)]).toEqual([said, { kind: 'number', value }])
      },
    ),
  )
})

test('three numbers in Arabic-Indic or Persian digits come back in order', () => {
  const number = fc.integer({ min: 0, max: 10 })
  const separator = fc.constantFrom(' ', '، ', '،', ' و ', '\n', '-')
  fc.assert(
    fc.property(number, number, number, separator, fc.constantFrom(0x660, 0x6f0), (a, b, c, s, zero) => {
      const written = [a, b, c].join(s).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
      expect(readNumbers(written, 3, scale)).toEqual([a, b, c])
    }),
  )
})
