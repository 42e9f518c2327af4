import type { Effect } from '../core/effect.ts'
import type { Heard } from '../core/heard.ts'
import type { Outcome } from './conversation.ts'
import type { DialogFacts } from './facts.ts'
import { msg } from './saying.ts'

/** The words are kept, and the caseworker sees that there are some. */
export const keep = (): Effect[] => [{ do: 'keep-text' }, { do: 'tell-caseworker', what: 'free-text' }]

/** A kind, honest answer to words that answer nothing: who reads them, and when. */
export const freeText = (heard: Heard, facts: DialogFacts): Outcome => ({
  say: [msg(answerTo(heard, facts))],
  effects: keep(),
})

const answerTo = ({ text }: Heard, { routineStopped, openCase, staffed }: DialogFacts): string => {
  if (routineStopped && openCase?.state === 'open') return 'safety.waiting'
  if (!staffed) return 'free.thanks-closed'
  return text.includes('?') ? 'free.question' : 'free.thanks'
}
