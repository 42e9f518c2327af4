import { z } from 'zod'
import { clock, closingDay } from './rules.ts'

/** A number a citizen may be given. `verifiedOn` null: nobody has rung it for this municipality yet. */
export interface Helpline {
  name: string
  number: string
  /** When it answers, in words; a municipality confirms it together with the number. */
  hours: string
  for: { da: string; en: string }
  region: string | null
  /** The same for the companion: `out-of-hours` is whenever one's own doctor is closed. Not stated: `unknown`. */
  open: 'always' | 'out-of-hours' | 'unknown'
  /** The line for those who think of taking their own life: named beside the emergency number. */
  lifeline: boolean
  source: string
  verifiedOn: string | null
}

const entry = z.strictObject({
  name: z.string().min(1),
  number: z.string().regex(/^[\d ]{3,14}$/, 'a number of 3 to 14 digits and spaces'),
  hours: z.string().min(1),
  for: z.strictObject({ da: z.string().min(1), en: z.string().min(1) }),
  region: z.string().min(1).nullable().default(null),
  open: z.enum(['always', 'out-of-hours', 'unknown']).default('unknown'),
  lifeline: z.boolean().default(false),
  source: z.string().min(1),
  verified_on: z.iso.date('a date as 2026-08-03, or null while nobody has verified it').nullable(),
})

/** When one's own doctor answers; at all other times the region's doctor on call does. */
const ownDoctor = z.strictObject({
  from: clock,
  to: clock,
  days: z.array(z.int().min(1).max(7)).min(1),
  closed: z.array(closingDay),
  source: z.string().min(1),
  verified_on: z.iso.date().nullable(),
})

export type OwnDoctor = Pick<z.infer<typeof ownDoctor>, 'from' | 'to' | 'days' | 'closed'>

export const helplinesSchema = z
  .strictObject({ own_doctor: ownDoctor.exactOptional(), helplines: z.array(entry).min(1) })
  .transform(({ helplines, own_doctor }) => ({
    ownDoctor: own_doctor,
    helplines: helplines.map(({ verified_on, ...rest }): Helpline => ({ ...rest, verifiedOn: verified_on })),
  }))
