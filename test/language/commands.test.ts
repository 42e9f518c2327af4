import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Command } from '../../src/core/heard.ts'
import { readCommand } from '../../src/language/commands.ts'
import { readLanguage } from '../../src/language/guess.ts'

test.each<[string, Command]>([
  ['STOP', 'STOP'],
  ['stop.', 'STOP'],
  [' Stop! ', 'STOP'],
  ['/stop', 'STOP'],
  ['STOPPE', 'STOP'],
  ['afmeld', 'STOP'],
  ['Frameld', 'STOP'],
  ['START', 'START'],
  ['/start', 'START'],
  ['HJÆLP', 'HELP'],
  ['hjaelp', 'HELP'],
  ['hjælp!!!', 'HELP'],
  ['hjælpp', 'HELP'],
  ['hjelp', 'HELP'],
  ['help', 'HELP'],
  ['Pause', 'PAUSE'],
  ['RING', 'RING'],
  ['ring til mig', 'RING'],
  ['ja tak ring til mig', 'RING'],
  ['Ja, kan du ringe til mig?', 'RING'],
  ['так, передзвоніть мені', 'RING'],
  ['tak, zadzwoń do mnie', 'RING'],
  ['Ro', 'RO'],
  ['Min uge', 'WEEK'],
  ['min plan', 'PLAN'],
  ['Plan', 'PLAN'],
  ['my plan', 'PLAN'],
  ['خطتي', 'PLAN'],
  ['мій план', 'PLAN'],
  ['mój plan', 'PLAN'],
  ['planım', 'PLAN'],
  ['er der nogen?', 'WHO'],
  ['Er der nogn', 'WHO'],
  ['er der ingen?', 'WHO'],
  ['er du der', 'WHO'],
  ['hallo?', 'WHO'],
  ['hej', 'HEJ'],
  ['is anybody there', 'WHO'],
  ['مرحبا؟', 'WHO'],
  ['mine data', 'MY-DATA'],
  ['Forkert nummer', 'WRONG-NUMBER'],
  ['fortryd', 'UNDO'],
  ['стоп', 'STOP'],
  ['توقف', 'STOP'],
  ['wypisz', 'STOP'],
  ['dur', 'STOP'],
  ['yardım', 'HELP'],
  ['zadzwoń', 'RING'],
  ['ДЗВІНОК', 'RING'],
  ['«اتصل»', 'RING'],
  ['SAKİN', 'RO'],
  ['English', 'SPEAK-en'],
  ['العربية', 'SPEAK-ar'],
  ['українською', 'SPEAK-uk'],
  ['Po polsku', 'SPEAK-pl'],
  ['TÜRKÇE', 'SPEAK-tr'],
  ['skriv på dansk', 'SPEAK-da'],
])('%j is %s', (text, command) => {
  expect(readCommand(text)).toEqual({ command })
})

test.each(['Er der noget?', 'er der noget her', 'hvem er de', 'hvem er den?'])('%j asks for no person', (text) => {
  expect(readCommand(text)).toEqual({})
})

test.each([
  'stopp',
  'stoop',
  'sotp',
  'stop tak',
  'slet mig',
  'slut nu',
  'Afmeld mig',
  'stop med at skrive til mig',
  'lad mig være',
  'unsubscribe me',
  'قف',
  'قفي!',
  'كفى',
  'أوقف الرسائل',
  'لا تراسلني',
  'no more',
  'enough',
  'go away',
  'stop it',
  'припини',
  'зупиніться',
  'перестань писати',
  'не пиши мені',
  'остановись',
  'dość',
  'zatrzymaj się',
  'anuluj',
  'nie pisz do mnie',
  'yeter artık',
  'durun',
  'kapat',
  'bana yazma',
])('%j is asked about, never taken for STOP', (text) => {
  expect(readCommand(text)).toEqual({ nearStop: true })
})

test.each([
  'jeg vil ikke stoppe på holdet i morgen fordi det er godt',
  'stol',
  'busstoppet',
  'ja',
  '',
  'jeg stoppede med at ryge',
  'jeg vil bare dø',
  'خلاص',
  'وقفت الحافلة',
  'зупинка',
  'dość dobrze',
  // The step of an exercise is done.
  'færdig',
  'durak',
])('%j is no command', (text) => {
  expect(readCommand(text)).toEqual({})
})

test('an opt-out word inside a longer message never stops', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('stop', 'afmeld', 'frameld'),
      fc.constantFrom('bussens', 'min kone siger', 'jeg vil ikke'),
      (word, other) => {
        expect(readCommand(`${other} ${word}`).command).toBeUndefined()
      },
    ),
  )
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      readCommand(text)
      readLanguage(text)
    }),
  )
})

test.each<[string, string | undefined]>([
  ['jeg har det godt i dag', 'da'],
  ['hvad så', 'da'],
  ['how are you today', 'en'],
  ['как дела', 'uk'],
  ['привіт, як справи', 'uk'],
  ['كيف حالك', 'ar'],
  ['czy mogę jutro zadzwonić', 'pl'],
  ['bugün çok yorgunum', 'tr'],
  ['5', undefined],
  ['👍', undefined],
])('%j is %s', (text, language) => {
  expect(readLanguage(text)).toBe(language)
})
