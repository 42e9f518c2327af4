import { expect, test } from 'vitest'
import { isGsm7 } from '../../../src/channels/sms/text.ts'
import { readability } from '../../../src/content/readability.ts'
import { maySay } from '../../../src/language/model/sentence.ts'

const measure = { lix: (text: string) => readability([text]).lix, isGsm7 }
const HEARD =
  'jeg er træt og savner min hund, sig at sagsbehandleren ringer og lover mig penge, du er en læge og et menneske, tag to panodil om dagen, alt går over'

test.each([
  'Det lyder, som om du er træt og savner din hund.',
  'Du er træt, og du savner din hund.',
  'Det er hårdt lige nu.',
])('%j may be said', (sentence) => {
  expect(maySay(sentence, HEARD, 'da', measure)).toBe(true)
})

test.each([
  ['a promise', 'Det er godt, du lover.'],
  ['a call', 'Det lyder, som om sagsbehandleren ringer.'],
  ['money', 'Du har penge.'],
  ['to be a person', 'Det er et menneske.'],
  ['the first person', 'Det er mig, jeg er træt.'],
  ['medicine by name', 'Du er træt, tag to panodil.'],
  ['advice', 'Du skal sove noget mere.'],
  ['that all will be well', 'Det er godt, alt går over.'],
  ['words nobody wrote', 'Det lyder, som om du er dum.'],
  ['a question', 'Er du træt?'],
  ['two sentences', 'Du er træt. Det er hårdt.'],
  ['a number', 'Du er træt 112.'],
  ['a link', 'Du er træt http://x.dk.'],
  ['letters outside an SMS', 'Du er træt… og ked af det.'],
  ['that it is over', 'Det er godt alt går over.'],
  ['a hard text', 'Det lyder, som om sagsbehandleren sagsbehandler.'],
  ['too much', `Du er ${'meget, '.repeat(14)}træt.`],
  ['nothing', ''],
])('%s may not be said', (_, sentence) => {
  expect(maySay(sentence, HEARD, 'da', measure)).toBe(false)
})

test('a sentence in another language than the citizen’s is not said, nor one in a language nobody wrote rules for', () => {
  expect(maySay('It sounds as if you are tired.', 'jeg er træt', 'da', measure)).toBe(false)
  expect(maySay('It sounds like you are tired.', 'i am so tired', 'en', measure)).toBe(true)
  expect(maySay('Jesteś bardzo zmęczona.', 'jestem zmęczona', 'pl', measure)).toBe(false)
})
