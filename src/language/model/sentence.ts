import type { Language } from '../../core/citizen.ts'
import { foldWords } from '../fold.ts'

/** How a text measures; the rooms that know how are elsewhere. */
export interface Measure {
  /** LIX, Björnsson 1968. */
  lix(text: string): number
  isGsm7(text: string): boolean
}

interface Words {
  /** After these the citizen's own words may be said back: "you" is who does it. */
  echoes: readonly string[]
  /** After these only our own words come. */
  begins: readonly string[]
  own: string
  /** Parts of words that it may never hold, also when the citizen wrote them. */
  never: string
}

/** Letters; enough for twelve plain words, and what the longest template has room for. */
export const LONGEST_SENTENCE = 90
const HIGHEST_LIX = 25

/** Only where somebody who speaks the language has written the words down. */
const WORDS: Partial<Record<Language, Words>> = {
  da: {
    echoes: ['Det lyder, som om du ', 'Du fortæller, at du ', 'Du er ', 'Du har '],
    begins: ['Det lyder', 'Det har været ', 'Det er ', 'Det fylder '],
    own: 'det er har været lyder som om at du dig din dit dine en et den og men når i på for af til med om fylder fortæller at hårdt svært tungt meget lige nu dag uge træt ked glad vred bange alene ensom lang godt rart stort lidt noget mange ting tanker følelser også stadig igen virkelig kæmper savner gerne mod',
    never:
      'jeg vi os han hun hende ham de dem nogen læge laege medicin pille dosis mg diagnos behandl psykolog psykiat lov ret paragraf sanktion ydelse kontanthj dagpenge penge kr kron udbetal sag afgør klag jobcenter kommun sagsbeh kontaktp rådgiv menneske person ring kald kontakt læs svar hjælp hjaelp love vil skal bør boer må kan kunne lover lovede lyd robot stol sikker ingen aldrig altid slap dø liv selv skær sky slå vold børn barn ikke uden',
  },
  en: {
    echoes: ['It sounds like you ', 'You are ', 'You have ', 'You feel '],
    begins: ['It sounds ', 'It has been ', 'That is '],
    own: 'it is has been sounds like that you your a an the and but when in on for of to with about hard heavy tough very right now today week tired sad glad angry afraid alone lonely long good nice big a bit something many things thoughts feelings also still again really miss have are feel struggling',
    never:
      'i we us he she him her they them someone somebody anyone doctor medic pill dose mg diagnos treat therap psych law right legal sanction benefit money kron pay case appeal complain jobcent municip casework advis human person call ring contact read answer help promise will shall should must may can could robot trust safe sure nobody never always die death life kill cut hurt violen child kid not without don',
  },
}

/** Short ones stand for a whole word, longer ones for any word that holds them. */
const isHit = (word: string, part: string): boolean => (part.length <= 4 ? word === part : word.includes(part))

const lists = new Map(
  Object.entries(WORDS).map(([language, { own, never, ...starts }]) => [
    language as Language,
    { ...starts, own: new Set(foldWords(own)), never: foldWords(never) },
  ]),
)

/**
 * Whether one sentence of a model's own may be said to a citizen. It is built of few plain words and, after "you", of the
 * citizen's own, and names nobody else: so it can neither advise nor promise nor claim, whatever the model was told.
 * `heard` is the citizen's text as it was sent away.
 */
export const maySay = (sentence: string, heard: string, language: Language, { lix, isGsm7 }: Measure): boolean => {
  const words = lists.get(language)
  if (!words || sentence.length < 10 || sentence.length > LONGEST_SENTENCE) return false
  // Letters, commas, and one full stop at the end; no digits, brackets, links, questions or lines.
  if (!/^[\p{L}', -]+\.$/u.test(sentence) || !isGsm7(sentence) || lix(sentence) > HIGHEST_LIX) return false
  const echo = words.echoes.find((begin) => sentence.startsWith(begin))
  if (!echo && !words.begins.some((begin) => sentence.startsWith(begin))) return false
  // One clause, or a second one about the citizen: what follows another comma could be anything.
  if (/,(?! (?:og du|and you) )/.test(sentence.slice(echo?.length ?? 0))) return false
  const said = foldWords(sentence)
  const citizens = new Set(echo ? foldWords(heard) : [])
  return (
    said.every((word) => words.own.has(word) || citizens.has(word)) &&
    !said.some((word) => words.never.some((part) => isHit(word, part)))
  )
}
