import type { Position } from '../core/dialog.ts'
import type { Say } from '../core/message.ts'
import { beginCheckIn } from './check-in.ts'
import { offerExercise } from './exercise.ts'
import type { DialogFacts } from './facts.ts'
import { beginPlanReminder } from './plan-reminder.ts'
import { offerSafetyPlan } from './safety-plan.ts'

export type Beginning =
  | { dialog: 'check-in'; data: { checkInId: string; instrument: string } }
  | { dialog: 'plan-reminder'; data: { itemId: string; occurrence: string } }
  | { dialog: 'exercise'; data: { exercise: string } }
  | { dialog: 'safety-plan'; data: Record<string, never> }

/** There is no such instrument or exercise in the content. */
export class UnknownContent extends Error {
  override name = 'UnknownContent'
  readonly what: string
  constructor(what: string) {
    super(`content has no ${what}`)
    this.what = what
  }
}

/**
 * Where a dialog that a scheduled message opens begins, and what it says first: references only, nothing about the
 * citizen. @throws UnknownContent
 */
export const createBegin = ({ instrument, exercises }: Pick<DialogFacts, 'instrument' | 'exercises'>) => {
  const outcomeOf = (beginning: Beginning) => {
    switch (beginning.dialog) {
      case 'check-in': {
        const { checkInId, instrument: name } = beginning.data
        const found = instrument(name)
        if (!found) throw new UnknownContent(`instrument ${name}`)
        return beginCheckIn(checkInId, found)
      }
      case 'plan-reminder':
        return beginPlanReminder(beginning.data)
      case 'exercise': {
        const { exercise } = beginning.data
        const found = exercises.find(({ name }) => name === exercise)
        if (!found) throw new UnknownContent(`exercise ${exercise}`)
        return offerExercise(found)
      }
      case 'safety-plan':
        return offerSafetyPlan()
    }
  }

  return (dialog: Beginning['dialog'], data: Record<string, unknown>): { at: Position; say: Say[] } => {
    const { at, say } = outcomeOf({ dialog, data } as Beginning)
    return { at: at!, say }
  }
}
