import { z } from 'zod'

/** A number a citizen may be given. `verifiedOn` null: nobody has rung it for this municipality yet. */
export interface Helpline {
  name: string
  number: string
  /** When it answers, in words; a municipality confirms it together with the number. */
  hours: string
  for: { da: string; en: string }
  region: string | null
  source: string
  verifiedOn: string | null
}

const entry = z.strictObject({
  name: z.string().min(1),
  number: z.string().regex(/^[\d ]{3,14}$/, 'a number of 3 to 14 digits and spaces'),
  hours: z.string().min(1),
  for: z.strictObject({ da: z.string().min(1), en: z.string().min(1) }),
  region: z.string().min(1).nullable().default(null),
  source: z.string().min(1),
  verified_on: z.iso.date('a date as 2026-08-03, or null while nobody has verified it').nullable(),
})

export const helplinesSchema = z
  .strictObject({ helplines: z.array(entry).min(1) })
  .transform(({ helplines }) =>
    helplines.map(({ verified_on, ...rest }): Helpline => ({ ...rest, verifiedOn: verified_on })),
  )
