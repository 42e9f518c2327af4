import { type Hours, isOpen } from './working-hours.ts'

/** A number with a person at the other end. `out-of-hours`: whenever one's own doctor is closed. `unknown`: not verified. */
export interface TalkLine {
  number: string
  region: string | null
  open: 'always' | 'out-of-hours' | 'unknown'
}

/** What there is around here. */
export interface TalkPlace {
  /** The local emergency service, with people at every hour; before everything else. */
  emergency?: string | undefined
  region?: string | undefined
  lines: readonly TalkLine[]
  /** When one's own doctor answers. */
  ownDoctor: Hours
}

/** The key of the words for one's own doctor, which has no number that we know. */
export const OWN_DOCTOR = '@helpline.own-doctor'

/** Who answers now, as a value for `{emergency}`: the local service, the region's own line, the doctor on call, one's own doctor. */
export const whoCanTalk = (now: Temporal.Instant, { emergency, region, lines, ownDoctor }: TalkPlace): string => {
  if (emergency) return emergency
  const here = lines.filter((line) => line.region !== null && line.region === region)
  const always = here.find(({ open }) => open === 'always')
  if (always) return always.number
  if (isOpen(now, ownDoctor)) return OWN_DOCTOR
  return here.find(({ open }) => open === 'out-of-hours')?.number ?? '112'
}
