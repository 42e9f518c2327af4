import { z } from 'zod'
import type { Instrument } from '../core/instrument.ts'
import { type Wording, wordingSchema } from './catalogue.ts'

const texts = z.strictObject({
  /** Nobody has held these words against the official ones, or nobody of the field has read them. */
  needs_review: z.boolean().exactOptional(),
  title: z.string().min(1),
  items: z.array(wordingSchema).min(1),
  options: z.record(z.string(), z.string().min(1)).optional(),
  scale: wordingSchema,
  'one-line': wordingSchema.optional(),
})
type Texts = z.infer<typeof texts>

/** `content/instruments/<name>.yaml`. The number of items is the number of texts. */
export const instrumentSchema = z
  .strictObject({
    name: z.string().min(1),
    min: z.int(),
    max: z.int(),
    options: z.array(z.int()),
    factor: z.number().min(0),
    everyDays: z.int().positive(),
    skippable: z.boolean(),
    oneLine: z.boolean(),
    attribution: z.string().min(1),
    licence: z.string().min(1),
    source: z.string().min(1),
    verified_on: z.iso.date().nullable(),
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
    const wrong = (path: PropertyKey[], message: string) => ctx.addIssue({ code: 'custom', path, message })
    if (file.min >= file.max) wrong(['max'], 'more than `min`')
    for (const value of file.options) {
      if (value < file.min || value > file.max) wrong(['options'], `values from ${file.min} to ${file.max}`)
    }
    const count = file.texts.da.items.length
    for (const [language, words] of Object.entries(file.texts)) {
      if (!words) continue
      if (words.items.length !== count) wrong(['texts', language, 'items'], `${count} items, as in Danish`)
      for (const value of file.options) {
        if (!words.options?.[String(value)]) wrong(['texts', language, 'options'], `words for the answer ${value}`)
      }
      if (file.oneLine && !words['one-line']) wrong(['texts', language], '`one-line`, since oneLine is true')
    }
  })
export type InstrumentFile = z.infer<typeof instrumentSchema>

export const instrumentOf = (file: InstrumentFile): Instrument => {
  const { name, min, max, options, factor, everyDays, skippable, oneLine } = file
  return { name, items: file.texts.da.items.length, min, max, options, factor, everyDays, skippable, oneLine }
}

/** The catalogue's keys of one language: the part after `instrument.<name>.`, where it is in the file, the wording. */
export function* instrumentTexts(words: Texts): Generator<[key: string, path: PropertyKey[], wording: Wording]> {
  yield ['title', ['title'], words.title]
  yield ['scale', ['scale'], words.scale]
  for (const [index, item] of words.items.entries()) yield [`item.${index + 1}`, ['items', index], item]
  for (const [value, option] of Object.entries(words.options ?? {}))
    yield [`option.${value}`, ['options', value], option]
  if (words['one-line']) yield ['one-line', ['one-line'], words['one-line']]
}
