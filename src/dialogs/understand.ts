import type { Effect } from '../core/effect.ts'
import type { Command, Heard } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import type { Intent, Opinion } from '../core/opinion.ts'
import { isDigits } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { decide, type Hearing, type HearingDeps } from './hearing.ts'
import { answerIntent } from './intents.ts'
import type { Decision } from './overhear.ts'
import { msg } from './saying.ts'

/**
 * What a second look may do for an event the rules have dealt with. `reply`: its answer waits a moment for a better one.
 * `risk`: the answer leaves, and a level may be raised. `voice`: the answer waits until it is known what was said.
 */
export type Want = 'reply' | 'risk' | 'voice'

/** One word is a word for the readers. */
const SEVERAL_WORDS = /\p{L}\P{L}*\s\P{L}*\p{L}/u
const FREE = /^free\./
/** What is said to words that answered nothing. */
const UNREAD = /^(free\.|safety\.waiting|check-in\.late|old\.finished)/
/** Where what is said is too delicate, or too little is agreed yet. */
const NOT_IN: ReadonlySet<string> = new Set(['safety', 'safety-plan', 'welcome', 'stop'])

const joined = ({ citizen }: DialogFacts): boolean => citizen.status === 'active' || citizen.status === 'paused'

const has = (effects: readonly Effect[], name: Effect['do']): boolean => effects.some((effect) => effect.do === name)

/** No reader, no command and no dialog made anything of the words; or they were dangerous already, though not the worst. */
const unread = ({ heard, snapshot }: Hearing, decision: Decision): boolean => {
  if (heard.risk) return true
  const missedOnce = (decision.open?.misses ?? 0) > (snapshot.conversation.open?.misses ?? 0)
  const silent = decision.say.length === 0 && has(decision.effects, 'keep-text')
  return missedOnce || silent || decision.say.some(({ key }) => UNREAD.test(key))
}

/** Whether an event is worth a second look at all; pure. `hears`: sound can be written down. */
export const wantsOf = (hearing: Hearing, decision: Decision, hears: boolean): Want | undefined => {
  const { inbound, heard, snapshot, facts } = hearing
  // Nobody's words leave the house before they have joined, or after they have stopped.
  if (!joined(facts)) return undefined
  if (inbound.kind === 'voice' && inbound.voice && inbound.text === '') return hears ? 'voice' : undefined
  if (inbound.kind === 'choice' || heard.value !== undefined || !SEVERAL_WORDS.test(heard.text)) return undefined
  if (heard.risk?.level === 'S3' || heard.command || heard.nearStop || isDigits(heard.text)) return undefined
  if (!unread(hearing, decision)) return undefined
  const { open } = snapshot.conversation
  const calm = !heard.risk && !facts.routineStopped && !facts.openCase && !NOT_IN.has(open?.dialog ?? '')
  const kept = has(decision.effects, 'keep-text') && decision.say.length > 0
  return calm && kept && inbound.kind === 'text' ? 'reply' : 'risk'
}

/** The words of a text that mean the same as a command. */
const COMMAND: Partial<Record<Intent, Command>> = { week: 'WEEK', call: 'RING', exercise: 'RO', 'my-data': 'MY-DATA' }

const REFLECTED: Readonly<Record<string, string>> = {
  'free.thanks': 'free.reflected',
  'free.thanks-closed': 'free.reflected-closed',
}

/** A better answer than the rules': one that is there anyway, or the same with a sentence that shows what was heard. */
export const improved = (
  deps: Pick<HearingDeps, 'hear'>,
  hearing: Hearing,
  decision: Decision,
  { intent, reflection, sentence }: Opinion,
): Decision | undefined => {
  const { heard, facts } = hearing
  const meant = (as: Partial<Heard>): Decision => {
    const better = decide(deps, { ...hearing, heard: { ...heard, ...as } })
    return { ...better, effects: better.effects.filter((effect) => !isNoted(effect)) }
  }
  const command = intent && COMMAND[intent]
  if (command) return meant({ command })
  // Never done on a guess: it asks whether that was meant.
  if (intent === 'stop') return meant({ nearStop: true })
  const answer = intent && answerIntent(intent, facts)
  if (answer) return instead(hearing, decision, answer)
  const words = sentence ?? (reflection && `@reflect.${reflection}`)
  const free = decision.say.find(({ key }) => REFLECTED[key])
  if (!words || !free) return undefined
  return instead(hearing, decision, msg(REFLECTED[free.key]!, { reflection: words }))
}

/** The words were kept, and the caseworker told, when they came. */
const isNoted = (effect: Effect): boolean =>
  effect.do === 'keep-text' || (effect.do === 'tell-caseworker' && effect.what === 'free-text')

/** In place of the thanks; or of "I did not understand", and then the question stays as it was. */
const instead = ({ snapshot }: Hearing, decision: Decision, answer: Say): Decision => {
  const swap = (one: Say): Say => (FREE.test(one.key) ? answer : one)
  if (decision.say.some(({ key }) => FREE.test(key))) return { ...decision, say: decision.say.map(swap), effects: [] }
  const { open, suspended } = snapshot.conversation
  return { ...(open && { open }), ...(suspended && { suspended }), say: [answer], effects: [], kind: 'reply' }
}
