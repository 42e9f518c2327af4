import type { Say } from '../core/message.ts'
import type { Intent } from '../core/opinion.ts'
import type { DialogFacts } from './facts.ts'
import { msg } from './saying.ts'

/** The answer to what somebody wants, where there is no command for it; honest about what a robot cannot do. */
export const answerIntent = (intent: Intent, facts: DialogFacts): Say | undefined => {
  switch (intent) {
    case 'next':
      return nextItem(facts)
    case 'move':
      return msg('ask.move')
    case 'robot':
      return msg('ask.robot')
    default:
      return undefined
  }
}

const nextItem = ({ plan, now }: DialogFacts): Say => {
  const item = plan.find(({ startsAt }) => Temporal.Instant.compare(startsAt, now) >= 0)
  if (!item) return msg('plan.week-empty')
  const { what, place, travel, startsLocal, occurrence } = item
  return msg('ask.next', {
    ...{ what, date: occurrence, time: startsLocal.slice(11, 16) },
    ...(place && { place }),
    ...(travel && { travel }),
  })
}
