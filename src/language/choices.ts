import type { Language } from '../core/citizen.ts'
import { fold, squeeze } from './fold.ts'
import { oneSlip } from './typos.ts'

export interface Option<T extends string = string> {
  value: T
  words: string[]
}

const list = (words: string): string[] => words.split(',').map((word) => word.trim())

/** Yes, no and maybe, as people write them in each language. */
export const YES_NO_MAYBE: Record<Language, { yes: string[]; no: string[]; maybe: string[] }> = {
  da: {
    yes: list(
      'ja,jaa,jo,jep,jeps,japs,jada,jaja,ja tak,ja da,yes,ok,okay,selvfølgelig,klart,gerne,det vil jeg gerne,jamen ja,👍,✅',
    ),
    no: list('nej,næ,nix,nope,niks,nej tak,ikke,nah,naj,nej da,ellers tak,👎,❌'),
    maybe: list('måske,ved ikke,ved ik,det ved jeg ikke,aner det ikke,pas,tja,både og,kan være,hmm,🤷'),
  },
  en: {
    yes: list('yes,yeah,yep,yup,sure,ok,okay,y,of course,yes please,👍,✅'),
    no: list('no,nope,nah,n,no thanks,not really,👎,❌'),
    maybe: list("maybe,perhaps,don't know,dunno,idk,not sure,i don't know,possibly,🤷"),
  },
  ar: {
    yes: list('نعم,اي,ايوه,ايوا,اه,أجل,طبعا,حسنا,تمام,موافق'),
    no: list('لا,كلا,لأ,لا شكرا,مو'),
    maybe: list('ربما,يمكن,لا أعرف,ما بعرف,لا أدري,ممكن'),
  },
  uk: {
    yes: list('так,ага,да,звичайно,авжеж,добре,гаразд,ок'),
    no: list('ні,нє,нет,ні дякую,не'),
    maybe: list('може,можливо,не знаю,мабуть,може бути'),
  },
  pl: {
    yes: list('tak,no tak,jasne,pewnie,oczywiście,dobrze,chętnie'),
    no: list('nie,nie dziękuję,nie dzięki'),
    maybe: list('może,chyba,nie wiem,być może'),
  },
  tr: {
    yes: list('evet,olur,tabii,tamam,he,elbette'),
    no: list('hayır,yok,olmaz,hayır teşekkürler'),
    maybe: list('belki,bilmiyorum,emin değilim,olabilir'),
  },
}

/** "gik ikke godt" is not GODT. */
const NOT = new Set(list('ikke,ik,aldrig,not,never,dont,nie,ні,не,لا,مش,değil,yok').map(fold))

interface Candidate {
  value: string
  word: string
}

/** The value that all candidates agree on; two different ones mean none. */
const agreed = (found: Candidate[]): string | undefined => {
  const values = new Set(found.map((one) => one.value))
  return values.size === 1 ? found[0]?.value : undefined
}

/** In a short word another first letter makes another word: "hej" is not NEJ, and "ok" is no slip of Turkish "yok". */
const mayBe = (head: string, word: string): boolean =>
  head.length >= 3 && word.length >= 3 && (word.length > 3 || head[0] === word[0])

/**
 * The option a reply means: the whole message, or its first words before anything else, match one of the options'
 * words, after folding; else with one slip (words of three letters or more). Never decides between two options. The
 * longest beginning counts: "nie wiem co robić" is "nie wiem", not "nie".
 */
export const readChoice = <T extends string>(text: string, options: readonly Option<T>[]): T | undefined => {
  if (text.length > 400) return undefined
  const said = fold(text)
  if (said === '') return undefined
  const candidates: Candidate[] = options.flatMap(({ value, words }) =>
    [value, ...words].map((word) => ({ value, word: fold(word) })).filter(({ word }) => word !== ''),
  )
  const spoken = said.split(' ')
  const rest = spoken.length - 1
  const short = rest <= 3
  const beginnings = [3, 2, 1].filter((size) => size <= rest).map((size) => spoken.slice(0, size).join(' '))
  const heads = [said, ...(rest <= 12 ? beginnings.filter((head) => short || head.length > 1) : [])]
  for (const head of heads) {
    const exact = candidates.filter(({ word }) => word === head)
    if (exact.length > 0) return agreed(exact) as T | undefined
    const squeezed = candidates.filter(({ word }) => word.length >= 2 && squeeze(word) === squeeze(head))
    if (squeezed.length > 0) return agreed(squeezed) as T | undefined
    // Only the whole message may be misspelt: a first word of a sentence is too little to guess from.
    if (head === said) {
      const slipped = candidates.filter(({ word }) => mayBe(head, word) && oneSlip(head, word))
      if (slipped.length > 0) return agreed(slipped) as T | undefined
    }
  }
  // The option among a few more words: "tror jeg tager B", "det gik godt".
  if (rest > 0 && short) {
    const words = said.split(' ')
    if (words.some((word) => NOT.has(word))) return undefined
    return agreed(candidates.filter(({ word }) => word.length > 1 && words.includes(word))) as T | undefined
  }
  return undefined
}

const OPTIONS: Option<'yes' | 'no' | 'maybe'>[] = (['yes', 'no', 'maybe'] as const).map((value) => ({
  value,
  words: Object.values(YES_NO_MAYBE).flatMap((words) => words[value]),
}))

/** Yes, no or maybe in any of our languages. */
export const readYesNoMaybe = (text: string): 'yes' | 'no' | 'maybe' | undefined => readChoice(text, OPTIONS)
