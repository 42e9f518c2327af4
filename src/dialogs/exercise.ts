import { z } from 'zod'
import type { Effect } from '../core/effect.ts'
import type { Exercise } from '../core/exercise.ts'
import type { Heard } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import { defineDialog, missed, type Outcome, passed, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { mentionSafetyPlan } from './safety-plan.ts'
import { msg, scale, words } from './saying.ts'

const Data = z.object({
  exercise: z.string(),
  /** Which step text was said last; 0: none yet. */
  step: z.int().min(0),
  /** Discomfort, 0–10. */
  before: z.number().optional(),
  /** No numbers are asked: after a safety reply. */
  quiet: z.boolean().optional(),
  /** When it was asked for, ISO. */
  begunAt: z.string().optional(),
})
type Data = z.infer<typeof Data>
type StepName = 'offer' | 'before' | 'step' | 'after' | 'another'
const at = positions<Data, StepName>('exercise', 1)

const DISCOMFORT = { min: 0, max: 10 }
const CHOICES = [...scale(0, 10), ...words('skip')]
const discomfort = (when: 'before' | 'after'): Say => msg(`exercise.discomfort-${when}`, undefined, CHOICES)

/** An exercise as an unasked offer, yes or no. */
export const offerExercise = (exercise: Exercise): Outcome => ({
  at: at('offer', { exercise: exercise.name, step: 0 }),
  say: [offer(exercise)],
})

const offer = ({ name, minutes }: Exercise): Say =>
  msg('exercise.offer', { title: `@exercise.${name}.title`, minutes }, words('yes', 'no'))

/** On request (RO): a calming one, another one than last time. After a safety reply it begins without numbers. */
export const beginExercise = (facts: DialogFacts, not?: string): Outcome => {
  const exercise = pick(facts, not)
  if (!exercise) return { say: [msg('exercise.cancelled')] }
  return begin({ exercise: exercise.name, step: 0, ...(facts.routineStopped && { quiet: true }) }, facts)
}

const begin = (fresh: Data, facts: DialogFacts): Outcome => {
  const data = { ...fresh, begunAt: facts.now.toString() }
  return data.quiet ? saysStep(data, 1, facts) : { at: at('before', data), say: [discomfort('before')] }
}

/** Changes by the minute and needs no memory. */
const pick = ({ exercises, now }: DialogFacts, not?: string): Exercise | undefined => {
  const calming = exercises.filter(({ calming }) => calming)
  const all = (calming.length > 0 ? calming : exercises).filter(({ name }) => name !== not)
  return all[Math.floor(now.epochMilliseconds / 60_000) % Math.max(all.length, 1)] ?? exercises[0]
}

const saysStep = (data: Data, step: number, facts: DialogFacts): Outcome => {
  const exercise = facts.exercises.find(({ name }) => name === data.exercise)!
  if (step > exercise.steps) {
    return data.quiet ? done(data, facts) : { at: at('after', data), say: [discomfort('after')] }
  }
  return { at: at('step', { ...data, step }), say: stepTexts(data.exercise, step) }
}

/** How to go on is explained once, after the first step. */
const stepTexts = (exercise: string, step: number): Say[] => {
  const choices = words('next', 'skip')
  const key = `exercise.${exercise}.step.${step}`
  return step === 1 ? [msg(key), msg('exercise.next', undefined, choices)] : [msg(key, undefined, choices)]
}

const done = ({ exercise, before, step }: Data, facts: DialogFacts, after?: number): Outcome => {
  const recorded: Effect = {
    do: 'record-exercise',
    exercise,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }
  if (before === undefined || after === undefined) {
    return { at: at('another', { exercise, step }), say: [another()], effects: [recorded] }
  }
  const how = after < before ? 'better' : after === before ? 'same' : 'worse'
  const aside = how === 'better' ? mentionSafetyPlan(facts) : undefined
  return { say: [msg(`exercise.done-${how}`)], effects: [recorded], aside }
}

const another = (): Say => msg('exercise.another', undefined, words('yes', 'no'))
const cancelled: Outcome = { say: [msg('exercise.cancelled')] }
const noNumber = (): Outcome => missed(msg('check-in.not-understood', DISCOMFORT, CHOICES))

export const createExercise = (ears: Ears) => {
  /** "nej jeg mente 4", said when the first step is there already. */
  const betterNumber = (data: Data, heard: Heard): Outcome | undefined => {
    const reading = data.step === 1 && data.before !== undefined ? ears.number(heard, DISCOMFORT) : undefined
    return reading?.kind === 'number' && reading.corrects
      ? { at: at('step', { ...data, before: reading.value }), say: stepTexts(data.exercise, 1) }
      : undefined
  }

  return defineDialog<Data, StepName>({
    name: 'exercise',
    version: 1,
    data: Data,
    exists: ({ exercise, step }, _, { exercises }) =>
      exercises.some(({ name, steps }) => name === exercise && step <= steps),
    // After an hour the unrest is another one.
    goesOn: ({ begunAt }, _, { now }) =>
      begunAt === undefined || Temporal.Instant.compare(now, Temporal.Instant.from(begunAt).add({ hours: 1 })) < 0,
    steps: {
      offer: {
        ask: ({ exercise }, { exercises }) => [offer(exercises.find(({ name }) => name === exercise)!)],
        hear(data, heard, facts) {
          switch (ears.choice(heard, 'yes', 'no')) {
            case 'yes':
              return begin(data, facts)
            case 'no':
              return cancelled
            default:
              return missed(msg('choice.unknown', undefined, words('yes', 'no')))
          }
        },
      },
      before: {
        ask: () => [discomfort('before')],
        hear(data, heard, facts) {
          if (ears.choice(heard, 'skip')) return saysStep(data, 1, facts)
          const reading = ears.number(heard, DISCOMFORT)
          return reading.kind === 'number' ? saysStep({ ...data, before: reading.value }, 1, facts) : noNumber()
        },
      },
      step: {
        ask: ({ exercise, step }) => stepTexts(exercise, step),
        hear(data, heard, facts) {
          switch (ears.choice(heard, 'next', 'skip')) {
            case 'next':
              return saysStep(data, data.step + 1, facts)
            case 'skip':
              return cancelled
            default:
              return betterNumber(data, heard) ?? missed(msg('choice.unknown', undefined, words('next', 'skip')))
          }
        },
        undo(data, facts) {
          if (data.step > 1) return saysStep(data, data.step - 1, facts)
          return data.before === undefined ? undefined : begin({ exercise: data.exercise, step: 0 }, facts)
        },
      },
      after: {
        ask: () => [discomfort('after')],
        hear(data, heard, facts) {
          if (ears.choice(heard, 'skip')) return done(data, facts)
          const reading = ears.number(heard, DISCOMFORT)
          return reading.kind === 'number' ? done(data, facts, reading.value) : noNumber()
        },
        undo: (data, facts) => saysStep(data, data.step, facts),
      },
      another: {
        fleeting: true,
        ask: () => [another()],
        hear(data, heard, facts) {
          switch (ears.choice(heard, 'yes', 'no')) {
            case 'yes':
              return beginExercise(facts, data.exercise)
            case 'no':
              return cancelled
            default:
              // The exercise is over: other words are not an answer to this.
              return passed
          }
        },
      },
    },
  })
}
