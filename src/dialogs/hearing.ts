import type { ChannelKind, CitizenStatus, Language } from '../core/citizen.ts'
import { commonParams } from '../core/common-params.ts'
import type { Position } from '../core/dialog.ts'
import type { Heard } from '../core/heard.ts'
import type { Rendered, Say } from '../core/message.ts'
import type { Rules } from '../core/rules.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Reply } from '../core/turn-order.ts'
import { newId } from '../lib/ids.ts'
import { amongPeople, talkOf } from './among-people.ts'
import type { DialogFacts } from './facts.ts'
import type { Hear } from './hear.ts'
import { tokenIn } from './invitation.ts'
import { ANYTIME, type Decision, overhear } from './overhear.ts'

/** What hearing one event, and answering it in words, needs of the house. */
export interface HearingDeps {
  municipality: string
  rules: Rules
  facts: Pick<DialogFacts, 'languages' | 'instrument' | 'exercises'>
  hours: {
    isOpen(at: Temporal.Instant, zone: string): boolean
    nextOpening(at: Temporal.Instant, zone: string): Temporal.Instant
  }
  hear: Hear
  render(
    say: Say,
    to: { language: Snapshot['citizen']['language']; channel: ChannelKind; params: Record<string, string | number> },
  ): Rendered
}

/** One event, as far as it has been understood, and what is known when it is heard. */
export interface Hearing {
  inbound: Inbound
  heard: Heard
  snapshot: Snapshot
  facts: DialogFacts
}

/** What happens with this event, as a value. Most events are words and go to `hear`; the others are handled beside it. */
export const decide = ({ hear }: Pick<HearingDeps, 'hear'>, { inbound, heard, snapshot, facts }: Hearing): Decision => {
  const { open, suspended, personUntil } = snapshot.conversation
  const positions = { ...(open && { open }), ...(suspended && { suspended }) }
  const aside = overhear(inbound, heard, positions, {
    stopped: facts.citizen.status === 'stopped',
    discreet: facts.openCase?.discreet === true,
    joined: facts.citizen.status === 'active' || facts.citizen.status === 'paused',
  })
  const talk = talkOf(personUntil, facts)
  const seen = facts.openCase !== undefined && facts.openCase.state !== 'open'
  const listen = (): Decision => {
    const result = hear(positions, asTyped(inbound, heard, facts.citizen.status), facts)
    return talk === 'none' ? result : amongPeople(talk, { inbound, heard, at: positions, seen }, result)
  }
  const decision = aside ?? listen()
  // After STOP there is no line that only says this.
  return facts.citizen.status === 'stopped' && decision.say.length === 0
    ? decision
    : { ...decision, say: withRemoved(decision, inbound.removed) }
}

/** A kind line that something was taken out: before the question, but never before words about danger. */
const withRemoved = ({ say, kind }: Decision, removed: Inbound['removed'] = []): Say[] => {
  const [first] = removed
  if (!first) return say
  const line: Say = { key: removed.length > 1 ? 'masked.both' : `masked.${first}` }
  return kind === 'safety' ? [...say, line] : [line, ...say]
}

/** An invitation is not an answer; and on the phone simulator a choice's value counts as tapping it. */
const asTyped = (inbound: Inbound, heard: Heard, status: CitizenStatus): Heard => {
  if (heard.risk) return heard
  if (inbound.kind === 'start' || (status === 'invited' && tokenIn(inbound))) return { text: '', at: heard.at }
  return inbound.channel === 'phone' && heard.value === undefined ? { ...heard, value: heard.text.trim() } : heard
}

export const factsOf = (
  deps: Pick<HearingDeps, 'facts' | 'rules' | 'hours'>,
  snapshot: Snapshot,
  now: Temporal.Instant,
): DialogFacts => ({
  ...deps.facts,
  citizen: snapshot.citizen,
  now,
  rules: deps.rules,
  staffed: deps.hours.isOpen(now, snapshot.citizen.zone),
  openCase: snapshot.openCase,
  routineStopped: snapshot.conversation.routineStoppedAt !== null,
  results: snapshot.results,
  safetyPlan: snapshot.safetyPlan,
  plan: snapshot.plan,
  pendingCheckIn: snapshot.pendingCheckIn,
  joinedAt: snapshot.joinedAt,
})

const paramsOf = ({ municipality, hours }: HearingDeps, snapshot: Snapshot, now: Temporal.Instant) => {
  const { zone } = snapshot.citizen
  return commonParams({
    sender: municipality,
    name: snapshot.name,
    caseworker: snapshot.caseworker.name,
    phone: snapshot.caseworker.phone,
    zone,
    now,
    opening: hours.isOpen(now, zone) ? now : hours.nextOpening(now, zone),
  })
}

/** Who wrote of danger in another language than their own is answered in it, until routine goes on. */
export const languageOf = (
  { effects, kind }: Pick<Decision, 'effects' | 'kind'>,
  { citizen, routineStopped, openCase }: Pick<DialogFacts, 'citizen' | 'routineStopped' | 'openCase'>,
): Language => {
  const chosen = effects.findLast((effect) => effect.do === 'set-language')
  if (chosen) return chosen.language
  const raised = effects.findLast((effect) => effect.do === 'raise' && effect.language !== undefined)
  const told = raised?.do === 'raise' ? raised.language : openCase?.language
  return ((routineStopped || kind === 'safety') && told) || citizen.language
}

/** The replies in the language the citizen has after this turn: choosing one takes effect at once. */
export const rendered = (deps: HearingDeps, snapshot: Snapshot, decision: Decision, now: Temporal.Instant): Reply[] => {
  const { citizen, openCase, conversation } = snapshot
  const routineStopped = conversation.routineStoppedAt !== null
  const to = {
    language: languageOf(decision, { citizen, openCase, routineStopped }),
    channel: snapshot.channel.channel,
    params: paramsOf(deps, snapshot, now),
  }
  return decision.say.map((say) => ({ id: newId(), kind: decision.kind, message: deps.render(say, to) }))
}

/** The open question remembers which message asked it; one that only offers what may be had at any time does not ask. */
export const asking = (open: Position | undefined, replies: readonly Reply[]): Position | undefined => {
  const asks = replies.findLast(({ message }) => message.choices.some(({ value }) => !ANYTIME.has(value)))
  const question = (
    asks ?? (open?.question ? undefined : replies.findLast(({ message }) => message.choices.length > 0))
  )?.id
  return open && question ? { ...open, question } : open
}
