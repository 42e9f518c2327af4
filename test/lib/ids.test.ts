import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { ALIAS_WORDS, hashToken, idFrom, newAlias, newId, newToken } from '../../src/lib/ids.ts'

test('ids are UUIDv7 and sort by the order they were made in', () => {
  const ids = Array.from({ length: 2000 }, newId)
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const millisecond = (id: string): string => id.slice(0, 13)
  expect(ids.map(millisecond)).toEqual(ids.map(millisecond).toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test('a token fits a Telegram start link and a command line', () => {
  const tokens = Array.from({ length: 2000 }, newToken)
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{21,31}$/)
  expect(new Set(tokens).size).toBe(tokens.length)
})

test('a token is found again by its hash and the hash does not hold it', () => {
  expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('aliases are one of 64 plain words and three digits, for every random source', () => {
  expect(new Set(ALIAS_WORDS).size).toBe(64)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (fraction) => {
      expect(newAlias((below) => Math.floor(fraction * below))).toMatch(/^[a-z]{2,9}-[1-9]\d\d$/)
    }),
  )
  expect(newAlias(() => 0)).toBe('ravn-100')
  expect(newAlias()).toMatch(/^[a-z]+-\d{3}$/)
})

test('the ids made from an instant on are not below the one it stands for, those made before are', () => {
  const at = systemClock.now()
  expect(idFrom(at) <= newId()).toBe(true)
  expect(idFrom(at.add({ seconds: 60 })) > newId()).toBe(true)
  expect(idFrom(at)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-0{12}$/)
})
