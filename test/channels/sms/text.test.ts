import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { isGsm7, normaliseSms, segmentsOf } from '../../../src/channels/sms/text.ts'

const byTwilio = (text: string): { encoding: string; segments: number } => {
  const message = new SegmentedMessage(text)
  return { encoding: message.getEncodingName(), segments: message.segmentsCount }
}

describe('segments', () => {
  test.for([
    ['a', 160, 'GSM-7', 1, 160],
    ['a', 161, 'GSM-7', 2, 161],
    ['æ', 306, 'GSM-7', 2, 306],
    ['ø', 307, 'GSM-7', 3, 307],
    ['€', 80, 'GSM-7', 1, 160],
    ['€', 81, 'GSM-7', 2, 162],
    ['€', 153, 'GSM-7', 3, 306], // 76 a part: none is cut in two
    ['ж', 70, 'UCS-2', 1, 70],
    ['ж', 71, 'UCS-2', 2, 71],
    ['ж', 134, 'UCS-2', 2, 134],
    ['ж', 135, 'UCS-2', 3, 135],
    ['👍', 35, 'UCS-2', 1, 70],
    ['👍', 36, 'UCS-2', 2, 72],
    ['👍', 67, 'UCS-2', 3, 134], // 33 a part: none is cut in two
    ['', 1, 'GSM-7', 1, 0],
  ] as const)('%s × %d is %s, %d', ([character, times, encoding, segments, length]) => {
    expect(segmentsOf(character.repeat(times))).toEqual({ encoding, segments, length })
  })

  test('agree with sms-segments-calculator for every character of the basic plane', () => {
    const differ: string[] = []
    for (let code = 0x20; code < 0xd800; code++) {
      const character = String.fromCharCode(code)
      if (byTwilio(character).encoding !== segmentsOf(character).encoding) differ.push(character)
    }
    // It takes ç for the alphabet's Ç; a phone shows the capital, so here it makes the message UCS-2.
    expect(differ.filter((character) => character !== 'ç')).toEqual([])
  })

  test('agree with sms-segments-calculator for any text', () => {
    // Characters of one code point each: it keeps clusters such as flags together, which gateways do not.
    const letters = fc.constantFrom(...'abc æøåÆØÅ.,!?123éÉ€[]{}\n'.split(''))
    const others = fc.constantFrom(...'жщї', ...'مرح', '👍', '😀', 'ł')
    const text = fc.oneof(
      fc.string({ unit: letters, maxLength: 700 }),
      fc.string({ unit: fc.oneof(letters, others), maxLength: 300 }),
    )
    fc.assert(
      fc.property(text, (text) => {
        const { encoding, segments } = segmentsOf(text)
        expect({ encoding, segments }).toEqual(byTwilio(text))
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

describe('a text for SMS', () => {
  test.for([
    ['“Godt” – sagde hun … ‘ja’', '"Godt" - sagde hun ... \'ja\''],
    ['kl.\u00A09\u202Fpå\u2009torvet', 'kl. 9 på torvet'],
    ['• gåtur\n• praktik', '- gåtur\n- praktik'],
    ['Godt gået 👍!', 'Godt gået!'],
    ['👍 Godt gået 🎉🎉', 'Godt gået'],
    ['Godt gået 👩‍👩‍👧‍👦🏳️‍🌈!', 'Godt gået!'],
    ['1️⃣ OK', '1 OK'],
    ['½ time × 2 → pause', '1/2 time x 2 -> pause'],
    ['e\u0301n A\u030Abning', 'én Åbning'],
    ['to\r\nlinjer\rtre', 'to\nlinjer\ntre'],
    ['a\u0000b\u0007c\u001B[31m', 'abc[31m'],
    ['før \uD83D efter', 'før  efter'],
    ['med\u00ADdelelse\uFEFF', 'meddelelse'],
    ['WHO-5 © WHO', 'WHO-5 (c) WHO'],
  ] as const)('%j becomes %j', ([text, plain]) => {
    expect(normaliseSms(text)).toBe(plain)
    expect(isGsm7(plain)).toBe(true)
  })

  test.for([
    ['Så får du en øvelse, og på ÆØÅ er der også råd: é {100%} [€5] ~'],
    ['Привіт 👍 – як ти…'], // is UCS-2 anyway
    ['مرحبا \u200Fكيف حالك؟\u200E'], // the marks order the words
    ['Cześć „Ola”'],
    ['Hej Zoë'], // a name is not ours to change
    ['👍'], // it is all that is said
  ])('%j stays as it is', ([text]) => {
    expect(normaliseSms(text!)).toBe(text)
  })

  test('is not changed by a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const once = normaliseSms(text)
        return normaliseSms(once) === once
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})
