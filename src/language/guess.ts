import type { Language } from '../core/citizen.ts'
import { fold, foldWords } from './fold.ts'

/** Very common words that are rare in the others; folded. A word in two lists votes for none of them alone. */
const COMMON: Partial<Record<Language, string>> = {
  da: 'jeg det er ikke og har vil kan hvad hvor hej tak mig dig min din med til på en at så også når kun noget nogen igen bare godt vi du ja nej hvornår måske',
  en: 'the is are not and have has what where hello hi thanks thank you i my your with this that it was will when how please yes do don’t dont want am im today tomorrow',
  pl: 'jest nie się że mam jestem dzień dobry cześć dziękuję co gdzie kiedy tak proszę jak mnie mój moja na z do to jutro dzisiaj chcę mogę już',
  tr: 'bir ve değil ben sen için çok ne nerede merhaba teşekkürler evet hayır var yok bugün yarın istiyorum benim bu nasıl zaman mi mı ama bana',
}

const VOTES = new Map<string, Language[]>()
for (const [language, words] of Object.entries(COMMON)) {
  for (const word of words.split(' ').map(fold)) VOTES.set(word, [...(VOTES.get(word) ?? []), language as Language])
}

/** Letters only one of the languages has. */
const OWN_LETTERS: [RegExp, Language][] = [
  [/[æø]/giu, 'da'],
  [/å/giu, 'da'],
  [/[ąęłńśźżć]/giu, 'pl'],
  [/[ğışİ]/gu, 'tr'],
]
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/**
 * The language a text is written in, by script and common words. Undefined when it cannot be told, or when it is
 * one we do not speak (Persian letters, Russian letters).
 */
export const readLanguage = (text: string): Language | undefined => {
  const sample = text.slice(0, 500)
  const letters = count(sample, /\p{L}/gu)
  if (letters === 0) return undefined
  if (count(sample, /\p{Script=Arabic}/gu) * 2 > letters) return /[پچژگ]/u.test(sample) ? undefined : 'ar'
  if (count(sample, /\p{Script=Cyrillic}/gu) * 2 > letters) {
    if (/[іїєґ]/iu.test(sample)) return 'uk'
    return /[ыэёъ]/iu.test(sample) ? undefined : 'uk'
  }
  const points = new Map<Language, number>()
  const vote = (language: Language, weight: number) => points.set(language, (points.get(language) ?? 0) + weight)
  for (const [pattern, language] of OWN_LETTERS) if (count(sample, pattern) > 0) vote(language, 2)
  for (const word of foldWords(sample)) for (const language of VOTES.get(word) ?? []) vote(language, 1)
  const [best, second] = [...points].sort((a, b) => b[1] - a[1])
  if (best === undefined || best[1] === second?.[1]) return undefined
  const enough = best[1] >= 2 || letters <= 12
  return enough ? best[0] : undefined
}
