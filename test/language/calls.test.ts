import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCall } from '../../src/language/calls.ts'
import { readCommand } from '../../src/language/commands.ts'

test.each([
  ...['ring til mig nu', 'ja tak, ring til mig', 'hej, ring til mig', 'call me please', 'beni arayın lütfen'],
  ...['Hej. Vil du ringe til mig, tak', 'kan du ringe mig op', 'kan I ringe', 'can you please call me back'],
  ...[
    'ممكن تتصل بي',
    'можете подзвонити',
    'beni arar mısınız',
    'can somebody call me',
    'proszę o telefon teraz',
    'так, подзвоніть мені',
    'نعم اتصل بي من فضلك',
    'ved ikke, ring til mig',
  ],
])('"%s" says no more than RING', (text) => {
  expect(readCommand(text)).toEqual({ command: 'RING' })
})

test.each([
  ...['nej, men ring til mig', 'nej ring til mig'],
  ...[
    'ring til mig på mandag',
    'ring i eftermiddag',
    'ring til mig når du har tid',
    'ring mellem 10 og 12',
    'ring efter 12',
  ],
  ...['no, but please call me', 'call me on monday', 'can you call me back tomorrow'],
  ...['لا، بس اتصل بي', 'اتصل بي بكرة', 'ні, але зателефонуйте мені', 'подзвоніть завтра'],
  ...[
    'nie, ale proszę zadzwonić',
    'nie, proszę do mnie zadzwonić',
    'możecie do mnie zadzwonić jutro',
    'proszę zadzwonić jutro',
  ],
  ...['hayır ama beni arayın', 'yarın beni arayın'],
])('"%s" is a call, whose words are kept', (text) => {
  expect(readCommand(text)).toMatchObject({ command: 'RING', beside: {} })
})

test.each([
  ['Kan du ringe til mig i morgen kl. 10.30?', '10:30'],
  ['ring kl 10', '10:00'],
  ['ring til mig i aften kl 8', '20:00'],
  ['ring kl 8 i aften', '20:00'],
  ['call me tonight at 8', '20:00'],
  ['подзвоніть ввечері о 8', '20:00'],
  ['call me at 3 pm', '15:00'],
  ['подзвоніть о 10', '10:00'],
])('"%s" says when to ring: %s', (text, at) => {
  expect(readCommand(text)).toEqual({ command: 'RING', beside: { at } })
})

test.each([
  ...[
    'Jeg har brug for hjælp',
    'jeg trænger til hjælp',
    'hej, kan jeg tale med et menneske?',
    'jeg har brug for et menneske',
  ],
  ...[
    'må jeg gerne snakke med min sagsbehandler i dag',
    'jeg har brug for nogen at snakke med',
    'er der nogen jeg kan snakke med',
  ],
  ...[
    'nej, jeg har brug for hjælp',
    'I need to talk to someone',
    'I need help',
    'i need to talk',
    'can you help me please',
  ],
  ...['بدي احكي مع حدا', 'أحتاج مساعدة', 'لا، أحتاج مساعدة', 'أريد التحدث إلى شخص'],
  ...[
    'хочу поговорити з кимось',
    'хочу з кимось поговорити',
    'мені потрібна допомога',
    'допоможіть мені',
    'помогите мне',
  ],
  ...[
    'chcę z kimś porozmawiać',
    'nie, potrzebuję pomocy',
    'pomóżcie mi',
    'biriyle konuşmak istiyorum',
    'yardım istiyorum',
  ],
])('"%s" is a wish for a person', (text) => {
  expect(readCommand(text)).toMatchObject({ command: 'HELP', beside: {} })
})

test.each([
  'hjælp 😭',
  'Jeg har brug for hjælp 😢',
  'nej 😭, hjælp',
  'jeg kan ikke, hjælp',
  'nej tak, hjælp!',
  'hjælp hjælp',
  'nej, hjælp!',
  'ні, допоможіть',
  'لا، ساعدوني',
  'hej hjælp',
  'help me please',
])('"%s" is a cry for help', (text) => {
  expect(readCommand(text)).toMatchObject({ command: 'HELP' })
})

test.each([
  ...[
    'nej ring ikke',
    'nej hjælp',
    'nej tak hjælp',
    'nej tak',
    'ring til bilen',
    'ja men',
    'tak for hjælpen',
    'hjælp 5',
  ],
  ...[
    'jeg vil ikke tale med nogen',
    'jeg har ikke brug for hjælp',
    'hjælp til skemaet',
    'kan du hjælpe mig med mit cv',
  ],
  ...[
    'no call',
    'Monday call',
    '👎 ring til mig',
    'no thanks help',
    'i dont need help',
    'help 2',
    'ring 112',
    'ring 70 20 12 01',
  ],
  ...['nie potrzebuję pomocy', 'nie, nie potrzebuję pomocy', 'nie chcę z kimś porozmawiać', 'nie możecie mi pomóc'],
  ...['لا اتصل بي', 'لا أحتاج مساعدة', 'لا أريد أن أتكلم مع أحد', 'не хочу поговорити з кимось', 'yardım istemiyorum'],
  // What helps somebody is no call for it.
  ...['snakke med nogen', 'tale med min kontaktperson', 'talk to someone', 'z kimś porozmawiać'],
])('"%s" is no call for a person', (text) => {
  expect(readCommand(text).command).toBeUndefined()
})

test.each(['ring 10-12', 'ring kl 10-12 i morgen', 'ring mellem kl 10 og 12', 'ring til mig efter kl 12'])(
  '"%s" is a call at no one hour',
  (text) => {
    expect(readCommand(text)).toEqual({ command: 'RING', beside: {} })
  },
)

test.each([
  'لا شكرا، اتصل بي',
  'nie dziękuję, zadzwońcie do mnie',
  'нет спасибо, позвоните мне',
  'nej desværre, ring til mig',
])('"%s" is a polite no, and a call', (text) => {
  expect(readCommand(text)).toEqual({ command: 'RING', beside: {} })
})

test('any words are read, in a moment', () => {
  const words = fc.constantFrom('ring', 'til', 'mig', 'nej', 'men', 'kl', '10', 'i', 'morgen', 'tak', 'nie', 'لا', ',')
  fc.assert(
    fc.property(fc.array(words, { maxLength: 300 }), (some) => {
      readCall(some.join(' '))
    }),
  )
})
