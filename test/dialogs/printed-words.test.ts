import { beforeAll, describe, expect, test } from 'vitest'
import { type Content, loadContent } from '../../src/content/load.ts'
import { LANGUAGES, type Language } from '../../src/core/citizen.ts'
import type { Command } from '../../src/core/heard.ts'
import { createEars } from '../../src/dialogs/ears.ts'
import { words } from '../../src/dialogs/saying.ts'
import type { ChoiceValue } from '../../src/dialogs/words.ts'
import { readChoice } from '../../src/language/choices.ts'
import { readCommand } from '../../src/language/commands.ts'
import { readNumber, readNumbers } from '../../src/language/numbers.ts'
import { readTime } from '../../src/language/times.ts'

/** What a text tells people to write must be understood when they write it. */
let content: Content
beforeAll(async () => {
  content = await loadContent('content')
})
const ears = createEars({ readNumber, readNumbers, readChoice, readTime })
const at = Temporal.Instant.from('2026-11-23T09:00Z')

/** Words to write are in capitals, in Arabic in « ». */
const marked = (text: string): string[] =>
  text.match(/«[^»{]+»|\p{Lu}ʼ?\p{Lu}[\p{Lu}ʼ]*(?: \p{Lu}ʼ?\p{Lu}[\p{Lu}ʼ]*)*/gu) ?? []
/** Capitals that are no words to write. */
const NAMES = new Set(['CPR', 'CPR-', 'PDF', 'QR'])

/** The choices that are offered together. */
const OFFERED: ChoiceValue[][] = [
  ['ok', 'no'],
  ['ok', 'no', 'bus', 'not-coming'],
  ['yes', 'no'],
  ['yes', 'no', 'dont-know'],
  ['ring', 'sms', 'wait'],
  ['next', 'skip'],
  ['ro'],
  [...LANGUAGES],
]

const ALL: ChoiceValue[] = [...new Set(OFFERED.flat()), 'skip', 'plan', 'change', 'remove', 'wait']

describe.each([...LANGUAGES])('in %s', (language: Language) => {
  test('the label of every choice, as a button and as a word by SMS, is that choice', () => {
    for (const offered of OFFERED) {
      for (const channel of ['telegram', 'sms'] as const) {
        const choices = words(...offered.filter((value) => value !== 'not-coming'))
        const shown = content.render({ key: 'choice.unknown', choices }, { language, channel, params: {} }).choices
        for (const { label, value } of shown) {
          // A long label is tapped, not written.
          if (channel === 'telegram' && label.split(' ').length > 2) continue
          const heard = ears.choice({ text: label, at }, ...offered)
          expect([label, heard], `${language} ${channel}`).toEqual([label, value])
        }
      }
    }
  })

  test('every word that a text tells people to write is understood as something', () => {
    for (const [key, entry] of content.catalogue.get(language)!) {
      if (/^(staff|console|when|instrument\.who5|reflect|telegram-menu|choice|exercise\.[^.]+)\./.test(key)) continue
      for (const { source } of [entry.text, ...entry.channels.values()]) {
        for (const word of marked(source.replace(/\{\w+, select,/g, ''))) {
          const understood =
            readCommand(word).command ?? ALL.find((one) => ears.choice({ text: word, at }, one)) ?? NAMES.has(word)
          expect([key, word, Boolean(understood)]).toEqual([key, word, true])
        }
      }
    }
  })

  test('the words in the texts are the commands they stand for', () => {
    /** Texts, and the commands they offer, in the order of the Danish text. */
    const TEXTS: [key: string, commands: Command[]][] = [
      ['welcome.1-robot', ['STOP']],
      ['stop.confirmed', ['START']],
      ['stop.go-on', ['RING']],
      ['welcome.done', ['RO']],
      ['pause.already', ['HEJ']],
      ['quiet.pause', ['HEJ']],
      ['exercise.done-worse', ['RO', 'RING']],
      ['invitation.already-joined', ['WEEK']],
      ['safety-plan.done', ['PLAN']],
      ['neutral.message', ['RING']],
      ['invitation.sms', ['WRONG-NUMBER']],
    ]
    for (const [key, commands] of TEXTS) {
      const { text } = content.render({ key }, { language, channel: 'telegram', params: {} })
      const read = marked(text).flatMap((word) => readCommand(word).command ?? [])
      expect([...new Set(read)], `${language} ${key}: ${text}`).toEqual(commands)
    }
  })
})
