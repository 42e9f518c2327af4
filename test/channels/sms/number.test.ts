import { describe, expect, test } from 'vitest'
import { senderToE164, toE164 } from '../../../src/channels/sms/number.ts'

describe('a phone number', () => {
  test.for([
    ['20123456', '+4520123456'],
    ['20 12 34 56', '+4520123456'],
    ['(+45) 20-12-34-56', '+4520123456'],
    ['0045 20123456', '+4520123456'],
    ['4520123456', '+4520123456'],
    ['+48 512 345 678', '+48512345678'],
    ['48512345678', '+48512345678'],
    ['+4520123456', '+4520123456'],
    ['+299 22 12 34', '+299221234'],
  ])('written %s is %s', ([written, e164]) => {
    expect(toE164(written!)).toBe(e164)
  })

  test.for([
    [''],
    ['nobody'],
    ['٤٥'],
    ['\u0000'],
    ['1234'],
    ['2012345'],
    ['112'],
    ['DSB'],
    ['Ring 20123456'],
    ['20123456 eller 20123457'],
    ['+45201234567890123'],
  ])('%j is none', ([written]) => {
    expect(toE164(written!)).toBeUndefined()
  })

  test('without a country code is of the country asked for', () => {
    expect(toE164('0701234567', 'SE')).toBe('+46701234567')
  })
})

describe('the sender of a message', () => {
  test('is a person even in a range of numbers that no table knows', () => {
    expect(toE164('+4500000001')).toBeUndefined()
    expect(senderToE164('+4500000001')).toBe('+4500000001')
    expect(senderToE164('004500000001')).toBe('+4500000001')
    expect(senderToE164('4500000001')).toBe('+4500000001')
  })

  test.for([['1234'], ['DSB'], [''], ['+'], ['20123456x']])('%j is no person', ([given]) => {
    expect(senderToE164(given!)).toBeUndefined()
  })
})
