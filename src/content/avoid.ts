import type { Language } from '../core/citizen.ts'

/** Words no citizen text may contain, and what to do instead. Matched without case. */
export const AVOID: Readonly<Record<Language, readonly (readonly [words: RegExp, instead: string])[]>> = {
  da: [
    [/jobcent/i, 'the words of the law changed in 2026: write {sender}'],
    [/aktivitetsparat/i, 'the words of the law changed in 2026: leave it out'],
    [/begå(r|et|ede)? selvmord/i, 'write "tage sit eget liv"'],
    [/tag dig sammen/i, 'no guilt'],
    [/tænk positivt/i, 'no easy advice'],
    [/jeg forstår (præcis|helt)/i, 'a robot does not'],
    [/streak|stime/i, 'no streaks'],
  ],
  en: [
    [/job ?cent(re|er)/i, 'write {sender}'],
    [/commit(ted|s)? suicide/i, 'write "take your own life"'],
    [/pull yourself together/i, 'no guilt'],
    [/think positive/i, 'no easy advice'],
    [/i understand exactly/i, 'a robot does not'],
    [/streak/i, 'no streaks'],
  ],
  ar: [
    [/انتحار|تنتحر/, 'write "إنهاء حياتك"'],
    [/مركز العمل|مكتب العمل/, 'write {sender}'],
    [/تمالك نفسك/, 'no guilt'],
    [/فكر بإيجابية|فكّر بإيجابية/, 'no easy advice'],
    [/ماكر/, 'the name is Makker, in Latin letters: this is another word'],
  ],
  uk: [
    [/самогуб/i, 'write "забрати своє життя"'],
    [/центр(у|і|ом)? зайнятості/i, 'write {sender}'],
    [/візьми себе в руки|візьміть себе в руки/i, 'no guilt'],
    [/думай(те)? позитивно/i, 'no easy advice'],
  ],
  pl: [
    [/samobój/i, 'write "odebrać sobie życie"'],
    [/urz[ąę]d(zie|u|em)? pracy|jobcent/i, 'write {sender}'],
    [/weź się w garść/i, 'no guilt'],
    [/myśl pozytywnie/i, 'no easy advice'],
  ],
  tr: [
    [/intihar/i, 'write "yaşamına son vermek"'],
    [/iş merkezi|iş bulma kurumu|jobcent/i, 'write {sender}'],
    [/kendine gel(in)?|kendinizi toparlayın/i, 'no guilt'],
    [/pozitif düşün/i, 'no easy advice'],
  ],
}
