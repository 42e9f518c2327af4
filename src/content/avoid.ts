/** Words no citizen text may contain, and what to do instead. Matched without case. */
export const AVOID: Readonly<Record<string, readonly (readonly [words: RegExp, instead: string])[]>> = {
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
}
