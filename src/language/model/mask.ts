import { maskNumbers } from '../../lib/mask.ts'
import { KNOWN_WORDS } from './known-words.ts'

/** Shapes that say who somebody is, in order: what is inside an earlier one is not looked at again. */
const SHAPES: readonly (readonly [shape: RegExp, mask: string])[] = [
  [/\b(?:https?:\/\/|www\.)\S+/giu, '[link]'],
  [/[\p{L}\p{N}._%+-]+\s?(?:@|\(at\)|\[at\])\s?[\p{L}\p{N}-]+(?:\s?\.\s?[\p{L}\p{N}-]+)+/giu, '[email]'],
  [/(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{2,}/gu, '[name]'],
  // A street and its number: Danish and its neighbours, then languages that put the kind of street first.
  [
    /[\p{L}.'-]*(?:vej|vejen|gade|gaden|allé|alle|alléen|stræde|straede|boulevard|vænget?|torvet?|pladsen?|parken|bakken|haven|straße|strasse|street|road|avenue|sokak|sokağı|caddesi)\s+\d{1,4}(?:\s?[a-z]\b)?(?:[,. ]{1,3}\d{1,2}\.?\s?(?:sal|th|tv|mf)\b\.?|[,. ]{1,3}(?:st|kld)\.?\s?(?:th|tv|mf)?\b\.?)?/giu,
    '[address]',
  ],
  [/\b\d{1,4}\s+(?:\p{L}+\s){1,3}(?:street|st|road|rd|avenue|lane|drive)\b/giu, '[address]'],
  [
    /(?<!\p{L})(?:ul\.?|ulica|ulicy|вул\.?|вулиця|вулиці|شارع)\s+[\p{L}'-]+(?:\s+[\p{L}'-]+)?(?:\s+\d{1,4}\p{L}?)?/giu,
    '[address]',
  ],
  // A postal code and its town.
  [/\b(?:DK[- ]?)?\d{4}\s+\p{Lu}[\p{L}]+(?:\s+[A-ZÆØÅ]{1,2}\b)?/gu, '[address]'],
  // Any number of five digits or more, whatever stands between them: telephones, accounts, cases, dates of birth.
  [/\+?\p{Nd}(?:[\s().,/:*-]{0,3}\p{Nd}){4,}/gu, '[number]'],
]

/** What somebody says before a name, also in small letters; the words after it go. */
const SAID_NAME =
  /(?<!\p{L})((?:jeg hedder|hun hedder|han hedder|de hedder|som hedder|der hedder|mit navn er|navnet er|my name is|his name is|her name is|named|i am called|nazywam się|mam na imię|benim adım|adım|мене звати|його звати|її звати|меня зовут|اسمي|اسمه|اسمها)\s+)(\p{L}[\p{L}\p{M}'-]+)(\s+\p{L}[\p{L}\p{M}'-]+)?/giu

const NAME = '[name]'
const WORD = /\[[a-z]+\]|\p{L}[\p{L}\p{M}]*(?:['’-][\p{L}\p{M}]+)*/gu
const CAPITAL = /^\p{Lu}/u

const plain = (word: string): string => word.normalize('NFC').toLowerCase()

/** The words of names we know, each also with the endings of the genitive. */
const wordsOfNames = (names: readonly string[]): Set<string> => {
  const words = new Set<string>()
  for (const name of names)
    for (const word of name.match(/\p{L}[\p{L}\p{M}]+/gu) ?? [])
      for (const ending of ['', 's', "'s", '’s', "'"]) words.add(plain(word) + ending)
  return words
}

/**
 * A text as it may leave the house: without numbers, addresses, links and names. Names we know (`known`) go however they
 * are written; of other words with a capital letter only those stay that are ordinary words of a language. So it takes out
 * too much rather than too little; what it cannot see is a name we do not know in small letters, or in a script without
 * capitals.
 */
export const maskForModel = (text: string, known: readonly string[]): string => {
  let clean = maskNumbers(text).text
  for (const [shape, mask] of SHAPES) clean = clean.replace(shape, mask)
  clean = clean.replace(SAID_NAME, (_, said: string, _name: string, next = '') => {
    // Also a surname; the sentence itself goes on with ordinary words.
    return said + NAME + (KNOWN_WORDS.has(plain(next.trim())) ? next : '')
  })
  const names = wordsOfNames(known)
  clean = clean.replace(WORD, (word) => {
    if (word.startsWith('[')) return word
    const small = plain(word)
    if (names.has(small)) return NAME
    // Also the parts of a double name.
    if (small.split(/['’-]/u).some((part) => names.has(part))) return NAME
    return CAPITAL.test(word) && !KNOWN_WORDS.has(small) ? NAME : word
  })
  return clean.replace(/\[name\](?:[\s-]+\[name\])+/gu, NAME)
}
