import { createReceiver } from '../../src/channels/activity.ts'
import { CHANNELS, CITIZEN_STATUSES, LANGUAGES } from '../../src/core/citizen.ts'
import type { Position } from '../../src/core/dialog.ts'
import type { Effect } from '../../src/core/effect.ts'
import type { Heard } from '../../src/core/heard.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { Inbound } from '../../src/core/traffic.ts'
import { isOpen, nextOpening } from '../../src/core/working-hours.ts'
import { createDialogs } from '../../src/dialogs/dialogs.ts'
import { createEars } from '../../src/dialogs/ears.ts'
import { asking, decide, factsOf, type HearingDeps, rendered } from '../../src/dialogs/hearing.ts'
import type { Decision } from '../../src/dialogs/overhear.ts'
import { createAnnotators } from '../../src/language/annotators.ts'
import { readChoice } from '../../src/language/choices.ts'
import { readNumber, readNumbers } from '../../src/language/numbers.ts'
import { loadRiskRules } from '../../src/language/risk/screen.ts'
import { readTime } from '../../src/language/times.ts'
import { begin, content, factsAt, hear, MONDAY, walk as outing } from '../dialogs/talk.ts'
import { type Chance, chanceOf, textOf } from './inputs.ts'

const screen = await loadRiskRules(new URL('../../content/risk', import.meta.url).pathname)

const hours = { ...content.rules.workingHours, closingDays: content.rules.closingDays }
const deps: HearingDeps = {
  municipality: 'Solby Kommune',
  rules: content.rules,
  facts: {
    languages: [...content.catalogue.keys()],
    instrument: (name) => content.instruments.find((one) => one.name === name),
    exercises: content.exercises,
  },
  hours: {
    isOpen: (at, zone) => isOpen(at, { ...hours, zone }),
    nextOpening: (at, zone) => nextOpening(at, { ...hours, zone }),
  },
  hear,
  render: content.render,
}

const DIALOGS = createDialogs(createEars({ readNumber, readNumbers, readChoice, readTime }), () => ({
  effects: [],
  low: false,
}))

/** What each conversation may remember; the others remember nothing. */
const MEMORY: Record<string, Record<string, unknown>> = {
  'check-in': { checkInId: 'k1', instrument: 'weekly', answers: [5], either: [3, 4] },
  exercise: { exercise: content.exercises[0]!.name, step: 1 },
  'plan-reminder': { itemId: outing.id, occurrence: outing.occurrence },
  safety: { level: 'S2' },
}

/** Every step of every conversation. */
const EVERYWHERE: Position[] = [...DIALOGS.values()].flatMap(({ name, version, steps }) =>
  steps.map((step) => ({ dialog: name, step, version, data: MEMORY[name] ?? {} })),
)
const nameOf = ({ dialog, step }: Position): string => `${dialog}.${step}`
export const STEPS: ReadonlySet<string> = new Set(EVERYWHERE.map(nameOf))

/** What a citizen's device may send. */
const KINDS: readonly Inbound['kind'][] = [
  ...Array<'text'>(14).fill('text'),
  ...(['choice', 'choice', 'choice', 'start', 'edited', 'voice', 'other', 'blocked', 'unblocked'] as const),
]

/** A conversation in memory: what a turn reads, and what its write would leave. */
interface Town {
  snapshot: Snapshot
  now: Temporal.Instant
  /** The values of the buttons shown last. */
  buttons: string[]
}

const OPENINGS: { at: Position; pending?: NonNullable<Snapshot['pendingCheckIn']> }[] = [
  ...(['who5', 'weekly'] as const).map((instrument) => ({
    at: begin('check-in', { checkInId: 'k1', instrument }).at!,
    pending: { id: 'k1', instrument },
  })),
  { at: begin('plan-reminder', { itemId: outing.id, occurrence: outing.occurrence }).at! },
  ...content.exercises.slice(0, 3).map(({ name }) => ({ at: begin('exercise', { exercise: name }).at! })),
  { at: begin('safety-plan', {}).at! },
  ...EVERYWHERE.map((at) => ({ at, pending: { id: 'k1', instrument: 'weekly' } })),
  // Of another version, of a dialog that is gone, of another shape.
  { at: { dialog: 'check-in', step: 'item', version: 99, data: {} } },
  { at: { dialog: 'gone', step: 'away', version: 1, data: { a: 1 } } },
  { at: { dialog: 'exercise', step: 'step', version: 1, data: { exercise: 7, step: -1 } } },
]

/** The first walks begin at each step in turn, the others anywhere. */
const townOf = (chance: Chance, walk: number): Town => {
  const opening = walk < OPENINGS.length || chance.in(70) ? (OPENINGS[walk] ?? chance.oneOf(OPENINGS)) : undefined
  const now = MONDAY.add({ minutes: chance.below(60 * 24 * 60) })
  const { citizen } = factsAt(now)
  const status = walk < OPENINGS.length || chance.in(60) ? 'active' : chance.oneOf(CITIZEN_STATUSES)
  const channel = chance.oneOf(CHANNELS)
  const snapshot: Snapshot = {
    citizen: { ...citizen, status, language: chance.oneOf(LANGUAGES) },
    name: chance.oneOf(['Mette Lund', '{name}', '']),
    joinedAt: status === 'invited' ? null : MONDAY,
    channel: { id: 'h1', channel, address: 'a', state: 'ok' },
    caseworker: { id: 'w1', name: 'Lone Holm', phone: chance.in(50) ? '+4570101010' : null },
    conversation: {
      version: 1,
      ...(opening && { open: opening.at }),
      routineStoppedAt: chance.in(10) ? now : null,
      personUntil: chance.in(3) ? now.add({ hours: 1 }) : null,
      lastInboundAt: null,
    },
    ...(chance.in(15) && { openCase: { level: 'today', state: 'open', wish: null } }),
    results: [],
    ...(chance.in(25) && { safetyPlan: { signs: 'sover dårligt', helps: '{name} "<b>' } }),
    plan: chance.in(70) ? [{ ...outing, what: chance.oneOf([outing.what, '{what} <b>', '@masked.cpr']) }] : [],
    ...(opening?.pending && { pendingCheckIn: opening.pending }),
  }
  return { snapshot, now, buttons: [] }
}

const inboundOf = (chance: Chance, { snapshot, now, buttons }: Town, n: number): Inbound => {
  const kind = chance.oneOf(KINDS)
  const tapped = kind === 'choice' || (kind === 'text' && chance.in(40))
  const button = tapped && buttons.length > 0 ? chance.oneOf(buttons) : undefined
  const text = kind === 'choice' ? '' : (button ?? textOf(chance))
  const { channel, address } = snapshot.channel
  return {
    ...{ channel, eventId: String(n), address, kind, text, receivedAt: now },
    ...(kind === 'choice' && { value: button ?? textOf(chance) }),
    ...(kind === 'choice' && chance.in(80) && { question: snapshot.conversation.open?.question ?? 'none' }),
  }
}

const carry = (snapshot: Snapshot, effect: Effect, now: Temporal.Instant): Snapshot => {
  const { citizen, conversation } = snapshot
  switch (effect.do) {
    case 'set-status':
      return {
        ...snapshot,
        citizen: { ...citizen, status: effect.status },
        joinedAt: effect.status === 'active' ? (snapshot.joinedAt ?? now) : snapshot.joinedAt,
      }
    case 'set-language':
      return { ...snapshot, citizen: { ...citizen, language: effect.language } }
    case 'set-plan-time':
      return { ...snapshot, citizen: { ...citizen, planAt: effect.at } }
    case 'stop-routine':
      return { ...snapshot, conversation: { ...conversation, routineStoppedAt: now } }
    case 'raise':
      return { ...snapshot, openCase: { level: effect.level, state: 'open', wish: null } }
    case 'save-safety-plan':
      return { ...snapshot, safetyPlan: effect.plan }
    case 'record-check-in': {
      const { pendingCheckIn: _, ...rest } = snapshot
      return effect.state === 'completed' ? rest : snapshot
    }
    default:
      return snapshot
  }
}

/** What must hold of a turn, whatever was said. Throws a sentence. */
const look = (town: Town, inbound: Inbound, heard: Heard, decision: Decision, texts: readonly string[]): void => {
  const { snapshot, now } = town
  const { status } = snapshot.citizen
  const { personUntil, routineStoppedAt } = snapshot.conversation
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what)
  }
  const danger = heard.risk?.level === 'S3' || heard.risk?.level === 'S2'
  const raised = decision.effects.find((effect) => effect.do === 'raise')
  if (danger) {
    must(raised !== undefined, `${heard.risk?.level} raised nothing`)
    must(decision.say.length > 0, 'danger was not answered')
  }
  const written =
    inbound.kind === 'text' || inbound.kind === 'start' || inbound.kind === 'voice' || inbound.kind === 'other'
  const between = personUntil !== null && Temporal.Instant.compare(personUntil, now) > 0
  if (written && !between && status !== 'stopped' && status !== 'ended') must(decision.say.length > 0, 'silence')
  const calls = ['START', 'RING', 'HELP'].includes(heard.command ?? '')
  if (status === 'stopped' && !danger && !calls && !routineStoppedAt)
    must(decision.say.length === 0 || snapshot.conversation.open !== undefined, 'something said after STOP')
  for (const text of texts) {
    must(text.trim() !== '', 'an empty text')
    must(text.isWellFormed(), 'a text with half a character')
    must(!/undefined|\[object |NaN/.test(text), `a value that is none: ${text}`)
    must(text.length <= 4096, `a text of ${text.length}`)
  }
}

const WALK = 16

export interface Failure {
  walk: number
  /** How many had been said in this walk before. */
  step: number
  /** What was sent, and where the conversation was. */
  input: unknown
  at: string
  error: Error
}

/**
 * One walk: a citizen somewhere in a conversation, who then says sixteen things. Every turn goes through the real door
 * (masking, language, risk screen, commands), the real decision and the real words.
 * @returns the first thing that went wrong, and how many were said.
 */
export const walkOf = async (
  seed: number,
  walk: number,
  visited: Set<string>,
): Promise<{ said: number; failure?: Failure }> => {
  const chance = chanceOf(seed, walk)
  const town = townOf(chance, walk)
  for (let step = 0; step < WALK; step++) {
    const inbound = inboundOf(chance, town, step)
    const { open } = town.snapshot.conversation
    const at = open ? nameOf(open) : 'nothing'
    if (open && DIALOGS.get(open.dialog)?.knows(open, factsOf(deps, town.snapshot, town.now))) visited.add(at)
    try {
      await turn(town, inbound)
    } catch (error) {
      const failure = {
        walk,
        step,
        input: inbound,
        at: `${town.snapshot.citizen.status}, ${at}`,
        error: error as Error,
      }
      return { said: step + 1, failure }
    }
    town.now = town.now.add({ minutes: chance.below(chance.in(5) ? 60 * 48 : 5) })
  }
  return { said: WALK }
}

/** One message through the real door and the real decision; the town is as it would be after the write. */
const turn = async (town: Town, event: Inbound): Promise<void> => {
  await createReceiver<void>({
    annotators,
    async handle(inbound, annotated) {
      const { snapshot, now } = town
      const heard: Heard = { ...annotated, text: inbound.text, at: now }
      const facts = factsOf(deps, snapshot, now)
      const decision = decide(deps, { inbound, heard, snapshot, facts })
      const replies = rendered(deps, snapshot, decision, now)
      look(
        town,
        inbound,
        heard,
        decision,
        replies.map(({ message }) => message.text),
      )
      const open = asking(decision.open, replies)
      const { open: _, suspended: __, ...conversation } = snapshot.conversation
      // As it comes back from the database.
      const kept: { open?: Position; suspended?: Position } = JSON.parse(
        JSON.stringify({ open, suspended: decision.suspended }),
      )
      town.snapshot = { ...snapshot, conversation: { ...conversation, ...kept, lastInboundAt: now } }
      for (const effect of decision.effects) town.snapshot = carry(town.snapshot, effect, now)
      town.buttons = replies.flatMap(({ message }) => message.choices.map(({ value }) => value))
    },
  }).receive(event)
}

const annotators = createAnnotators(screen)
