import { z } from 'zod'
import type { Exercise } from '../core/exercise.ts'
import { type Wording, wordingSchema } from './catalogue.ts'

const texts = z.strictObject({
  needs_review: z.boolean().exactOptional(),
  title: z.string().min(1).max(40),
  steps: z.array(wordingSchema).min(2, 'two to five steps').max(5, 'two to five steps'),
})
type Texts = z.infer<typeof texts>

/** `content/exercises/<name>.yaml`. Each step is one message. */
export const exerciseSchema = z
  .strictObject({
    name: z.string().min(1),
    minutes: z.int().min(1).max(30),
    calming: z.boolean(),
    texts: z.strictObject({
      da: texts,
      en: texts.optional(),
      ar: texts.optional(),
      uk: texts.optional(),
      pl: texts.optional(),
      tr: texts.optional(),
    }),
  })
  .superRefine((file, ctx) => {
    const count = file.texts.da.steps.length
    for (const [language, words] of Object.entries(file.texts)) {
      if (!words || words.steps.length === count) continue
      ctx.addIssue({ code: 'custom', path: ['texts', language, 'steps'], message: `${count} steps, as in Danish` })
    }
  })
export type ExerciseFile = z.infer<typeof exerciseSchema>

export const exerciseOf = ({ name, minutes, calming, texts: { da } }: ExerciseFile): Exercise => ({
  name,
  steps: da.steps.length,
  minutes,
  calming,
})

/** The catalogue's keys of one language: the part after `exercise.<name>.`, where it is in the file, the wording. */
export function* exerciseTexts(words: Texts): Generator<[key: string, path: PropertyKey[], wording: Wording]> {
  yield ['title', ['title'], words.title]
  for (const [index, step] of words.steps.entries()) yield [`step.${index + 1}`, ['steps', index], step]
}
