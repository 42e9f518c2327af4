import type { Content } from '../content/load.ts'
import { whoCanTalk } from '../core/who-can-talk.ts'

/** Who can be rung at this instant, for any text that asks for it. */
export const talkParams = (
  { rules, helplines, ownDoctor }: Pick<Content, 'rules' | 'helplines' | 'ownDoctor'>,
  zone: string,
  now: Temporal.Instant,
): { emergency: string } => {
  const { emergency, region } = rules.afterHours
  const { closed, ...hours } = ownDoctor
  const place = { emergency, region, lines: helplines, ownDoctor: { ...hours, closingDays: closed, zone } }
  return { emergency: whoCanTalk(now, place) }
}
