import type { Effect } from '../core/effect.ts'
import type { Heard } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import type { Outcome } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { msg, words } from './saying.ts'

const CHOICES = words('ring', 'sms', 'wait')

/** How somebody would like to be contacted: RING, SMS or VENT. */
export const askWish = (key: string): Say => msg(key, undefined, CHOICES)

export const notAWish = (): Say => msg('choice.unknown', undefined, CHOICES)

/** What a wish leads to; undefined when none was said. */
export const hearWish = (ears: Ears, heard: Heard, { openCase }: DialogFacts): Outcome | undefined => {
  const wish = heard.command === 'RING' ? 'ring' : ears.choice(heard, 'ring', 'sms', 'wait')
  if (!wish) return undefined
  const effects: Effect[] = []
  // A wish for contact needs a case to stand on: a low answer alone may have been only a line in the digest.
  const asks = wish !== 'wait'
  if (asks && (!openCase || openCase.level === 'soon')) {
    effects.push({ do: 'raise', level: 'today', class: 'asked-for-human' })
  }
  if (asks || openCase) effects.push({ do: 'wish', wish })
  return { say: [msg('check-in.wish-noted')], effects }
}
