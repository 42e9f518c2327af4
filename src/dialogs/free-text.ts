import type { Effect } from '../core/effect.ts'
import type { Heard } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import type { Outcome } from './conversation.ts'
import type { DialogFacts } from './facts.ts'
import { msg } from './saying.ts'

/** The words are kept, and the caseworker sees that there are some. */
export const keep = (): Effect[] => [{ do: 'keep-text' }, { do: 'tell-caseworker', what: 'free-text' }]

/** A kind, honest answer to words that answer nothing: who reads them, and when. */
export const freeText = (heard: Heard, facts: DialogFacts): Outcome => ({
  say: [answerTo(heard, facts)],
  effects: keep(),
})

const answerTo = ({ text }: Heard, { routineStopped, openCase, staffed }: DialogFacts): Say => {
  // Whatever is said now may be read by somebody else.
  if (openCase?.discreet) return msg('free.thanks')
  // Somebody who was told that it is seen is not told that it is not, when the case waits for a person again.
  if (routineStopped && openCase?.state === 'open')
    return msg(openCase.seen ? 'safety.waiting-again' : 'safety.waiting', { staffed: staffed ? 'yes' : 'no' })
  if (!staffed) return msg('free.thanks-closed')
  return msg(text.includes('?') ? 'free.question' : 'free.thanks')
}
