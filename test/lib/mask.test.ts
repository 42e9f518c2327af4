import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stopwatch } from '../../src/lib/clock.ts'
import { maskNumbers } from '../../src/lib/mask.ts'

test('a CPR number is hidden however people write it', () => {
  for (const cpr of [
    '010190-1234',
    '0101901234',
    '010190 1234',
    '010190 - 1234',
    '010190–1234',
    '01.01.90-1234',
    '01 01 90 1234',
    '01/01-90 1234',
    '010190\n1234',
    '010190.1234',
    '01.01.1990-1234',
    '610190-1234',
    '0 1 0 1 9 0 1 2 3 4',
    '٠١٠١٩٠-١٢٣٤',
    '０１０１９０−１２３４',
    '0️⃣1️⃣0️⃣1️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣',
    '01\u200b01\u200d90\u202e1234',
    '010190\u00001234',
  ])
    expect(maskNumbers(`mit nummer er ${cpr}, ring`)).toEqual({
      text: 'mit nummer er [cpr], ring',
      removed: ['cpr'],
    })
  expect(maskNumbers('cpr: 010190 12 34').text).toBe('cpr: [cpr]')
  expect(maskNumbers('CPR-nr. er 01 01 90 12 34').text).toBe('CPR-nr. er [cpr]')
})

test('account numbers, IBANs and cards are hidden in the words and groups of each language', () => {
  for (const text of [
    'konto 1234 0012345678',
    'min konto er 1234-12345678',
    'reg. nr. 1234 og kontonr. 0012345678',
    'Reg.nr.: 1234 Kontonummer: 12345678',
    '1234 0012345678',
    'my account number is 1234 5678901',
    'numer rachunku 61 1090 1014 0000 0712 1981 2874',
    'hesap numaram 1234 5678901',
    'رقم حسابي ١٢٣٤ ٠٠١٢٣٤٥٦٧٨',
    'номер рахунку: 1234 0012345678',
    'DK50 0040 0440 1162 43',
    'pl61109010140000071219812874',
    'GB82 WEST 1234 5698 7654 32',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4222222222222',
    '3782 822463 10005',
    '٤١١١ ١١١١ ١١١١ ١١١١',
  ]) {
    const { text: clean, removed } = maskNumbers(`hej, ${text}, tak`)
    expect(removed, clean).toEqual(['number'])
    expect(clean).toMatch(/^hej, [^\d]*\[number\], tak$/)
  }
})

test('a number that is called a card is hidden also when it was mistyped', () => {
  for (const text of [
    'mit kort er 4571 1234 5678 9012',
    'kortnummer: 4571123456789012',
    'dankort 4571-1234-5678-9012',
    'my card number is 4571 1234 5678 9012',
    'visa 4571 1234 5678 9012',
    'numer karty 4571 1234 5678 9012',
    'kart numaram 4571 1234 5678 9012',
    'номер картки 4571 1234 5678 9012',
    'رقم بطاقتي ٤٥٧١ ١٢٣٤ ٥٦٧٨ ٩٠١٢',
  ]) {
    const { text: clean, removed } = maskNumbers(`hej, ${text}, tak`)
    expect(removed, text).toEqual(['number'])
    expect(clean).toMatch(/^hej, [^\d]*\[number\], tak$/)
  }
  for (const text of ['kortet er væk, ring 20 12 12 12', 'rejsekort 12 34', 'visa venter, 20121212 eller 30405060'])
    expect(maskNumbers(text)).toEqual({ text, removed: [] })
})

test('something is said to be removed exactly when something was', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 6, maxLength: 24 }).map((all) => all.join(''))
  const grouped = fc
    .tuple(digits, fc.constantFrom('', ' ', '-'))
    .map(([all, by]) => all.replace(/(.{4})(?=.)/g, `$1${by}`))
  fc.assert(
    fc.property(fc.constantFrom('', 'kort ', 'konto ', 'cpr '), grouped, (word, number) => {
      const { text, removed } = maskNumbers(word + number)
      expect(removed.length > 0).toBe(text !== word + number)
    }),
  )
})

test('phone numbers, times, dates, amounts, orders and answers stay as they are', () => {
  for (const text of [
    '20 12 12 12',
    '+45 12 34 56 78',
    '+4520121212',
    '+380 67 123 45 67',
    '20 12 12 12 eller 30 40 50 60',
    '20121212 kl. 1430',
    'min konto er tom, ring 20 12 12 12',
    'fra 01.12.2026 kl. 10',
    '01.12.2026 10:00',
    '2026-11-22T19:17:29Z',
    '10 10 10',
    '5 6 4',
    '1 1 0 2',
    '70 201 201',
    'bus 5A 14.10 14.20 14.30 14.40',
    'bus 10 12 14 16 18',
    'mandag 10-12, tirsdag 10-12, onsdag 12-14',
    'ordre 1234567890123',
    'konto: 12.500.000 kr',
    '1 2 3 4 5 6 7 8 9 10 11 12',
    // One digit off: neither a card nor an IBAN.
    '4111 1111 1111 1112',
    'DK50 0040 0440 1162 44',
  ])
    expect(maskNumbers(text)).toEqual({ text, removed: [] })
})

test('both kinds are found beside each other, each once', () => {
  expect(maskNumbers('010190-1234, kort 4111 1111 1111 1111 og 020290-1234')).toEqual({
    text: '[cpr], kort [number] og [cpr]',
    removed: ['cpr', 'number'],
  })
})

const two = (min: number, max: number) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'))
const cpr = fc.record({ day: two(1, 31), month: two(1, 12), year: two(0, 99), serial: fc.stringMatching(/^\d{4}$/) })
const script = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10)
const hidden = fc.constantFrom('', '', '\u200b', '\u200f', '\ufe0f\u20e3', '\u0301')
const sign = fc.constantFrom('', ' ', '-', '.', '/')
const joint = fc.constantFrom('', '-', ' ', ' - ', '–', '\n', '.', '\u00a0', ' : ')
/** Any text that does not run on with digits. */
const around = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replace(/[\p{Nd}\p{No}]/gu, '5'))

test('no way of writing a CPR number survives, whatever stands around it', () => {
  fc.assert(
    fc.property(
      ...[cpr, script, hidden, sign, joint, around, around, fc.constantFrom(' ', 'x', '\n', ', ', 'ø', '(')],
      ({ day, month, year, serial }, zero, mark, sep, join, before, after, edge) => {
        const written = `${day}${sep}${month}${sep}${year}${join}${serial}`.replace(
          /\d/g,
          (digit) => String.fromCodePoint(zero + Number(digit)) + mark,
        )
        const { text, removed } = maskNumbers(`${before}${edge}${written}${edge}${after}`)
        expect(removed).toContain('cpr')
        expect(text).not.toContain(written)
        expect(text.replace(/[^\d]/g, '')).not.toContain(serial.concat(day))
        expect(maskNumbers(text).text).toBe(text)
      },
    ),
    { numRuns: 2000, seed: 3 },
  )
})

test('a text without seven digits comes back as it was, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { text: clean, removed } = maskNumbers(text)
      if ((text.match(/[\p{Nd}\p{No}]/gu)?.length ?? 0) < 7) expect(clean).toBe(text)
      if (removed.length === 0) expect(clean).toBe(text)
    }),
    { numRuns: 2000, seed: 4 },
  )
})

test.each(['0', '0 ', '01 02 03 ', 'konto ', 'konto nr 1 ', 'dk5 ', 'cpr ', '1234 ', 'a', '0102'])(
  '100 KB of "%s" take no time',
  (part) => {
    const elapsed = stopwatch()
    maskNumbers(part.repeat(100_000 / part.length))
    expect(elapsed()).toBeLessThan(1_000)
  },
)
