import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Keyring, KeyUnknown, newCitizenKey, open, SealBroken, seal } from '../../src/lib/seal.ts'

const key = newCitizenKey()
const master = (id: string, fill: number): { id: string; key: Buffer } => ({ id, key: Buffer.alloc(32, fill) })
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 })

test('every text comes back under its key and context, and no two seals are alike', () => {
  fc.assert(
    fc.property(anyText, fc.string(), (text, context) => {
      const sealed = seal(key, text, context)
      expect(open(key, sealed, context)).toBe(text)
      expect(sealed.equals(seal(key, text, context))).toBe(false)
    }),
  )
})

test('the sealed bytes do not hold the text', () => {
  expect(seal(key, 'Jeg har det skidt', 'message.text').includes('skidt')).toBe(false)
})

test('one flipped bit anywhere, a cut or an added byte breaks the seal', () => {
  const sealed = seal(key, 'hej', 'citizen.name')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => open(key, changed, 'citizen.name')).toThrow(SealBroken)
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(() => open(key, sealed.subarray(0, length), 'citizen.name')).toThrow(SealBroken)
  }
  expect(() => open(key, Buffer.concat([sealed, Buffer.of(0)]), 'citizen.name')).toThrow(SealBroken)
})

test('a value moved to another column or another citizen does not open, and the error does not tell it', () => {
  const sealed = seal(key, 'Ringvej 3', 'citizen.address')
  expect(() => open(key, sealed, 'citizen.name')).toThrow(SealBroken)
  expect(() => open(newCitizenKey(), sealed, 'citizen.address')).toThrow(
    expect.objectContaining({
      name: 'SealBroken',
      context: 'citizen.address',
      message: expect.not.stringContaining('Ringvej'),
    }),
  )
})

test('a wrapped key still opens after a new master key became current, and not when its own is gone', () => {
  const wrapped = new Keyring([master('2026', 1)]).wrap(key)
  const rotated = new Keyring([master('2027', 2), master('2026', 1)])
  expect(rotated.unwrap(wrapped).equals(key)).toBe(true)
  expect(rotated.isCurrent(wrapped)).toBe(false)

  const again = rotated.wrap(rotated.unwrap(wrapped))
  expect(rotated.isCurrent(again)).toBe(true)
  const later = new Keyring([master('2027', 2)])
  expect(later.unwrap(again).equals(key)).toBe(true)
  expect(() => later.unwrap(wrapped)).toThrow(expect.objectContaining({ name: 'KeyUnknown', keyId: '2026' }))
})

test('a wrapped key with another id written on it does not open', () => {
  const ring = new Keyring([master('a', 1), master('b', 1)])
  const wrapped = ring.wrap(key)
  wrapped[1] = 'b'.charCodeAt(0)
  expect(() => ring.unwrap(wrapped)).toThrow(SealBroken)
  expect(() => ring.unwrap(Buffer.alloc(0))).toThrow(SealBroken)
})

test('an address is found again after a rotation, by the same index key', () => {
  const before = new Keyring([master('2026', 1)])
  const stored = before.newIndexKey()
  before.useIndexKey(stored)
  const found = before.blindIndex('sms', '+4520000001')

  const during = new Keyring([master('2027', 2), master('2026', 1)])
  const rewrapped = during.wrap(during.unwrap(stored))
  const after = new Keyring([master('2027', 2)])
  after.useIndexKey(rewrapped)
  expect(after.blindIndex('sms', '+4520000001').equals(found)).toBe(true)
})

test('the blind index tells channels, addresses and deployments apart', () => {
  const ring = new Keyring([master('a', 1)])
  ring.useIndexKey(ring.newIndexKey())
  const other = new Keyring([master('a', 1)])
  other.useIndexKey(other.newIndexKey())
  const seen = [
    ring.blindIndex('sms', '+4520000001'),
    ring.blindIndex('telegram', '+4520000001'),
    ring.blindIndex('sms', '+4520000002'),
    other.blindIndex('sms', '+4520000001'),
  ].map((index) => index.toString('hex'))
  expect(new Set(seen).size).toBe(4)
  expect(() => new Keyring([master('a', 1)]).blindIndex('sms', 'x')).toThrow(KeyUnknown)
})

test('a fingerprint tells two keys with one id apart', () => {
  expect(new Keyring([master('a', 1)]).fingerprint('a')).toMatch(/^[0-9a-f]{16}$/)
  expect(new Keyring([master('a', 1)]).fingerprint('a')).not.toBe(new Keyring([master('a', 2)]).fingerprint('a'))
  expect(() => new Keyring([master('a', 1)]).fingerprint('b')).toThrow(KeyUnknown)
})

test('a keyring refuses no keys, short keys and one id twice', () => {
  expect(() => new Keyring([])).toThrow(RangeError)
  expect(() => new Keyring([{ id: 'a', key: Buffer.alloc(16) }])).toThrow('16 bytes')
  expect(() => new Keyring([master('a', 1), master('a', 2)])).toThrow('two keys')
  expect(() => new Keyring([master('', 1)])).toThrow(RangeError)
})
