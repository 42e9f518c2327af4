import { createCheckIn } from './check-in.ts'
import type { Conversation } from './conversation.ts'
import type { Ears } from './ears.ts'
import { createExercise } from './exercise.ts'
import type { Assess } from './facts.ts'
import { createHuman } from './human.ts'
import { createPlanReminder } from './plan-reminder.ts'
import { createSafety } from './safety.ts'
import { createSafetyPlan } from './safety-plan.ts'
import { createStop } from './stop.ts'
import { createWelcome } from './welcome.ts'

/** Every conversation there is, by name. */
export const createDialogs = (ears: Ears, assess: Assess): ReadonlyMap<string, Conversation> =>
  new Map(
    [
      createWelcome(ears),
      createCheckIn(ears, assess),
      createPlanReminder(ears),
      createExercise(ears),
      createStop(ears),
      createSafety(ears),
      createHuman(ears),
      createSafetyPlan(ears),
    ].map((dialog) => [dialog.name, dialog]),
  )
