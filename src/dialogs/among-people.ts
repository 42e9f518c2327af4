import type { Position } from '../core/dialog.ts'
import type { Effect } from '../core/effect.ts'
import type { Command, Heard } from '../core/heard.ts'
import type { Inbound } from '../core/traffic.ts'
import type { DialogFacts } from './facts.ts'
import type { HearResult } from './hear.ts'
import { type Decision, nothing } from './overhear.ts'

/** A person writes with the citizen: `here`, or `away` when nobody is at work and their last word is a while ago. */
export type Talk = 'none' | 'here' | 'away'

/** Whoever wrote out of hours is there for so long. */
const STAYS = { minutes: 60 }

export const talkOf = (until: Temporal.Instant | null, { now, staffed, rules }: DialogFacts): Talk => {
  if (!until || Temporal.Instant.compare(until, now) <= 0) return 'none'
  const wrote = until.subtract({ hours: rules.person.silenceHours })
  return staffed || Temporal.Instant.compare(now, wrote.add(STAYS)) < 0 ? 'here' : 'away'
}

/** What only the companion can do. */
const OURS: ReadonlySet<Command> = new Set([
  'STOP',
  'WRONG-NUMBER',
  'PAUSE',
  'RO',
  'PLAN',
  'SAFETY-PLAN',
  'MY-DATA',
  'START',
])

/**
 * A yes to the question about safety, as long as nobody has seen the case: after that it answers the person. Or all the
 * numbers of a check-in at once, which can mean nothing else.
 */
const answersUs = (effects: readonly Effect[], { text }: Heard, seen: boolean): boolean =>
  effects.some(
    (effect) =>
      (effect.do === 'raise' && effect.class === 'death-wish' && !seen) ||
      (effect.do === 'record-check-in' && effect.state === 'completed' && /\d\D+\d/.test(text)),
  )

/**
 * Between people the companion is silent, but for danger and for what can only be meant for it. While the person is away
 * it answers as ever, so that nobody waits in the night for somebody who has gone home; the person hears of it too.
 */
export const amongPeople = (
  talk: 'here' | 'away',
  {
    inbound,
    heard,
    at,
    seen,
  }: { inbound: Inbound; heard: Heard; at: { open?: Position; suspended?: Position }; seen: boolean },
  result: HearResult,
): Decision => {
  const kept: Effect[] = result.effects.some((effect) => effect.do === 'keep-text') ? [] : [{ do: 'keep-text' }]
  const told: Decision = { ...result, effects: [...result.effects, ...kept, { do: 'answer-person' }] }
  if (heard.risk || inbound.kind === 'choice' || (heard.command && OURS.has(heard.command))) return result
  if (answersUs(result.effects, heard, seen)) return told
  if (talk === 'away') return heard.command ? result : told
  return { ...nothing(at), effects: [{ do: 'keep-text' }, { do: 'answer-person' }] }
}
