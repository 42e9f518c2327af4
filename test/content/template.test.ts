import { describe, expect, test } from 'vitest'
import { compile } from '../../src/content/template.ts'

const say = (source: string, values: Record<string, string> = {}, language = 'da') =>
  compile(source, language).format((name) => values[name] ?? '')

describe('a template', () => {
  test('says plain words as they are', () => {
    expect(say('Hej du.')).toBe('Hej du.')
    expect(say("I'm here. It's fine.", {}, 'en')).toBe("I'm here. It's fine.")
    expect(say('3 < 4 og <b>')).toBe('3 < 4 og <b>')
  })

  test('never reads a value as a template', () => {
    expect(say('Hej {name}.', { name: '{caseworker} <b>' })).toBe('Hej {caseworker} <b>.')
  })

  test('chooses `none` where there is no value, and asks only for what it says', () => {
    const asked: string[] = []
    const template = compile('{place, select, none {Hjemme.} other {Ved {place}.}}', 'da')
    const format = (place: string) =>
      template.format((name, select) => {
        asked.push(`${name}${select ? '?' : ''}`)
        return place
      })
    expect(format('')).toBe('Hjemme.')
    expect(asked).toEqual(['place?'])
    expect(format('Torvet')).toBe('Ved Torvet.')
  })

  test('leaves plurals and numbers to the library, also inside a branch', () => {
    const source = '{n, plural, one {# time} other {# timer}}'
    expect(say(source, { n: '1' })).toBe('1 time')
    expect(say(source, { n: '3' })).toBe('3 timer')
    expect(say(source, { n: 'mange' })).toContain('timer')
    expect(say(`{who, select, none {Ingen} other {{who} i ${source}}}`, { who: 'Lone', n: '2' })).toBe('Lone i 2 timer')
    expect(compile(source, 'da').params.get('n')).toBe('text')
  })

  test('is refused when its braces do not match', () => {
    for (const broken of ['Hej {name', 'Hej name}{', '{n, plural, one {a}}', '{x, select, a {b}}']) {
      expect(() => compile(broken, 'da'), broken).toThrow(SyntaxError)
    }
  })
})
