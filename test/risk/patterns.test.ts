import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPatterns, sentencesOf } from '../../bench/risk/patterns.ts'
import { LANGUAGES } from '../../src/core/citizen.ts'

const dir = join(import.meta.dirname, 'patterns')
const FILES = LANGUAGES.flatMap((language) => [`${language}.txt`, `${language}.misses.txt`])

describe('patterns', () => {
  test('a pattern says its alternatives, each sentence once, and the same ones every time', () => {
    const [pattern] = readPatterns('S2 jeg vil {ikke|aldrig} {leve|vågne}{| mere}', 'da.txt')
    const all = sentencesOf(pattern!, 100)
    expect(all).toHaveLength(8)
    expect(all).toContain('jeg vil ikke vågne')
    expect(all).toContain('jeg vil aldrig leve mere')
    expect(sentencesOf(pattern!, 3)).toHaveLength(3)
    expect(sentencesOf(pattern!, 3)).toEqual(sentencesOf(pattern!, 3))
  })

  test.each([
    ['S4 hej', 'an unknown level'],
    ['S2', 'no text'],
    ['none jeg {er|var glad', 'a brace that is not closed'],
    ['none ja|nej', 'alternatives without braces'],
  ])('"%s" is refused with file and line: %s', (line) => {
    expect(() => readPatterns(`# patterns\n${line}`, 'da.txt')).toThrow(/^da\.txt:2: expected /)
  })

  test.each(FILES)('%s can be read, is about every level and says nothing twice', (name) => {
    const file = readFileSync(join(dir, name), 'utf8')
    const patterns = readPatterns(file, name)
    expect(new Set(patterns.map(({ level }) => level))).toEqual(new Set(['S3', 'S2', 'S1', 'none']))
    const lines = file.split('\n').filter((line) => line !== '')
    expect(new Set(lines).size).toBe(lines.length)
  })

  test('there are two files for each language and no other', () => {
    expect(readdirSync(dir).sort()).toEqual([...FILES].sort())
  })
})
