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

/** "Er der nogen?", by the clock. */
export const whoIsThere = (facts: DialogFacts): Outcome => ({
  say: [worried(facts) ?? msg(facts.staffed ? 'free.here' : 'free.here-closed')],
  effects: keep(),
})

const answerTo = ({ text }: Heard, facts: DialogFacts): Say =>
  worried(facts) ?? msg(facts.staffed ? (text.includes('?') ? 'free.question' : 'free.thanks') : 'free.thanks-closed')

/** What is said to whatever words while somebody is worried about. */
const worried = ({ routineStopped, openCase, staffed }: DialogFacts): Say | undefined => {
  // Whatever is said now may be read by somebody else.
  if (openCase?.discreet) return msg('free.thanks')
  // Somebody who was told that it is seen is not told that it is not, when the case waits for a person again.
  if (routineStopped && openCase?.state === 'open')
    return msg(openCase.seen ? 'safety.waiting-again' : 'safety.waiting', { staffed: staffed ? 'yes' : 'no' })
  return undefined
}
