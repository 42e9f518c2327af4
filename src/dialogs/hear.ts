import type { Position } from '../core/dialog.ts'
import type { Effect } from '../core/effect.ts'
import { type Command, type Heard, isCall } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import { beginCheckIn } from './check-in.ts'
import { COMMANDS, nothingToUndo } from './commands.ts'
import { beside, type Desk, deskOf, goOn, instead, interrupt, type Result, type State, thenGoOn } from './desk.ts'
import { createDialogs } from './dialogs.ts'
import { createEars, type Ears, isDigits } from './ears.ts'
import type { DialogDeps, DialogFacts } from './facts.ts'
import { freeText, keep } from './free-text.ts'
import { askForHuman, callHuman, isByDay } from './human.ts'
import { answerRisk } from './safety.ts'
import { msg, words } from './saying.ts'
import { reallyStop, stopped } from './stop.ts'
import { beginWelcome } from './welcome.ts'

/** What one message leads to. `kind` is that of its replies. */
export interface HearResult {
  open?: Position
  suspended?: Position
  say: Say[]
  effects: Effect[]
  kind: 'safety' | 'reply'
}

/** The pure heart of a turn: the same state, words and facts give the same result. Never throws. */
export type Hear = (state: State, heard: Heard, facts: DialogFacts) => HearResult

/** Wrong replies in a row until a person is offered. */
const MISSES = 3

export const createHear = ({ readers, assess }: DialogDeps): Hear => {
  const ears = createEars(readers)
  const dialogs = createDialogs(ears, assess)

  return (state, heard, facts) => {
    const desk = deskOf(dialogs, state, facts)
    const gone = state.open !== undefined && desk.open === undefined
    // After STOP nothing is said to a concern, but somebody reads it.
    if (!isListening(desk, heard)) return finish({ ...state, say: [], effects: heard.risk ? keep() : [] })
    const result =
      safety(desk, heard) ??
      answerAndCall(desk, heard, ears) ??
      command(desk, heard) ??
      nearStop(desk, heard) ??
      wordless(desk, heard) ??
      (gone ? beside(desk, { say: [msg('old.finished')], effects: keep() }) : undefined) ??
      answer(desk, heard, ears) ??
      nothingOpen(desk, heard, ears)
    return finish({ ...result, effects: [...result.effects, ...told(heard)] })
  }
}

/**
 * After STOP only START is answered, who calls for a person, and who writes that they are in danger: then also what the
 * safety reply offered, until a person has taken over.
 */
const isListening = ({ open, facts }: Desk, heard: Heard): boolean => {
  const { risk, command } = heard
  if (facts.citizen.status !== 'stopped') return true
  if (command === 'START' || risk?.level === 'S3' || risk?.level === 'S2') return true
  // A call for a person is no wish for messages.
  if (isCall(heard)) return true
  if (command) return (open?.at.dialog === 'safety' || facts.routineStopped) && OFFERED.has(command)
  // What is written after a call for a person is for who will call.
  const called = open?.at.dialog === 'human' && !risk
  return open?.at.dialog === 'safety' || called || facts.routineStopped
}

const OFFERED: ReadonlySet<Command> = new Set(['RO', 'RING', 'HELP', 'PLAN', 'SAFETY-PLAN', 'WHO'])

/** 1. A finding of the risk screen comes before everything, in every state. */
const safety = (desk: Desk, heard: Heard): Result | undefined => {
  const { risk } = heard
  if (!risk) return undefined
  // Who writes how hard days begin says nothing of today: "jeg sover ikke" is the answer that the plan asked for.
  if (risk.level === 'S1' && desk.open?.at.dialog === 'safety-plan') return undefined
  const answered = answerRisk(risk, heard, desk.facts)
  const effects = [
    ...(answered.effects ?? []),
    // A call for a person stays one, whatever else the words were taken for.
    ...(isCall(heard) ? askForHuman(heard.command === 'RING') : []),
  ]
  if (heard.command === 'STOP' && desk.facts.citizen.status !== 'ended') {
    const stop = stopped()
    return { open: answered.at, say: [...answered.say, ...stop.say], effects: [...effects, ...(stop.effects ?? [])] }
  }
  const stays = !answered.at && (risk.level === 'S1' || desk.open?.at.dialog === 'safety')
  return stays ? beside(desk, { ...answered, effects }) : interrupt(desk, { ...answered, effects })
}

/**
 * "Ja tak, ring til mig" to the question about suicide, "nej, ring til mig" to a reminder: the call does not hide the
 * answer, and the answer not the call.
 */
const answerAndCall = (desk: Desk, heard: Heard, ears: Ears): Result | undefined => {
  const { open } = desk
  if (!isCall(heard) || !open) return undefined
  const meant = answerBeside(open.at, heard, ears)
  const answered = meant && answer(desk, meant, ears)
  if (!answered) return undefined
  const called = callHuman(desk.facts, heard.command === 'RING')
  const isSafety = open.at.dialog === 'safety'
  // After a no to danger it is the call that is answered; everything else there answers it as well.
  const first = isSafety && ears.choice(meant, 'no') ? [] : answered.say
  return {
    ...answered,
    open: answered.open ?? called.at,
    say: isSafety && first.length > 0 ? first : [...first, ...called.say],
    effects: [...answered.effects, ...(called.effects ?? [])],
  }
}

/** What a call says to the open question, where it must not be lost; a yes to routine may mean the call alone. */
const answerBeside = ({ dialog, step }: Position, heard: Heard, ears: Ears): Heard | undefined => {
  switch (dialog) {
    case 'safety': {
      const at = heard.beside?.at
      if (step === 'time') return at ? { ...heard, text: at } : undefined
      return ears.choice(heard, 'yes', 'no', 'dont-know') && heard
    }
    case 'plan-reminder':
      return ['no', 'not-coming', 'bus'].includes(
        ears.choice(heard, 'ok', 'no', 'bus', 'not-coming', 'dont-know') ?? '',
      )
        ? heard
        : undefined
    case 'stop':
      return ears.choice(heard, 'yes', 'no') === 'no' ? heard : undefined
    default:
      return undefined
  }
}

/** Buttons that are offered beside any question. */
const TAPPED: ReadonlyMap<string, Command> = new Map([
  ['ring', 'RING'],
  ['ro', 'RO'],
  ['plan', 'PLAN'],
])

/** 2. Words that mean the same whatever is open. */
const command = (desk: Desk, heard: Heard): Result | undefined => {
  const { open, facts } = desk
  const said = heard.command ?? TAPPED.get(heard.value ?? '')
  if (!said || open?.dialog.takes(open.at).includes(said)) return undefined
  // While somebody is worried about, a greeting is a word like others: "you get your plan as before" is not true.
  const greets = said === 'HEJ' || (said === 'START' && facts.citizen.status !== 'stopped')
  // So is "jeg fortryder": it need not be about an answer.
  const worried = facts.routineStopped || open?.at.dialog === 'safety'
  if ((greets && facts.routineStopped) || (said === 'UNDO' && worried)) return undefined
  if (facts.citizen.status !== 'ended' || OFFERED.has(said)) return COMMANDS[said](desk)
  return said === 'STOP' ? instead(desk, { say: [msg('stop.confirmed')], effects: tellStopped }) : undefined
}

/** What a call says besides RING: its words, and when to ring. */
const told = (heard: Heard): Effect[] => {
  if (!isCall(heard) || !heard.beside) return []
  const { at } = heard.beside
  return [
    ...(at && isByDay(at) ? ([{ do: 'tell-caseworker', what: 'needs', detail: at }] satisfies Effect[]) : []),
    { do: 'keep-text' },
  ]
}

const tellStopped: Effect[] = [{ do: 'tell-caseworker', what: 'stopped' }]

const nearStop = (desk: Desk, heard: Heard): Result | undefined => {
  const { status } = desk.facts.citizen
  if (!heard.nearStop || desk.open?.at.dialog === 'stop' || status === 'ended' || status === 'stopped') return undefined
  return interrupt(desk, reallyStop())
}

/** Something that a person can see. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Z}\p{M}\u2800\u3164]/u

/** Spaces, or marks nobody sees: no wrong answer, and no words for the caseworker. Undefined: there are words. */
const wordless = (desk: Desk, { text, value }: Heard): Result | undefined => {
  const { open, facts } = desk
  if (value || VISIBLE.test(text) || facts.routineStopped) return undefined
  const { status } = facts.citizen
  // A used token comes without words; and who is invited is welcomed, whatever they write.
  if ((text === '' || !open) && (status === 'invited' || status === 'ended')) return undefined
  return beside(desk, { say: [msg('free.empty'), ...(open ? open.dialog.ask(open.at, facts) : [])] })
}

/** 3. The open question. Undefined when the words were not meant for it. */
const answer = (desk: Desk, heard: Heard, ears: Ears): Result | undefined => {
  const { open, facts } = desk
  if (!open) return undefined
  const misses = open.at.misses ?? 0
  if (misses > 0 && misses % MISSES === 0) {
    const wanted = ears.choice(heard, 'yes', 'ring', 'wait', 'no')
    if (wanted === 'yes' || wanted === 'ring') return COMMANDS.RING(desk)
    if (wanted) return { ...beside(desk, { say: open.dialog.ask(open.at, facts) }), open: { ...open.at, misses: 1 } }
  }
  // "nej jeg mente 4": the last answer was to another question.
  if (open.at.again && ears.corrects(heard)) return beside(desk, nothingToUndo())
  const outcome = open.dialog.hear(open.at, heard, facts)
  if (outcome.passed) return undefined
  // Nobody is told that they are not understood while somebody is worried about.
  if (outcome.missed && facts.routineStopped) return beside(desk, freeText(heard, facts))
  if (outcome.missed) {
    const say = (misses + 1) % MISSES === 0 ? [msg('miss.offer-human', undefined, words('ring', 'wait'))] : outcome.say
    return {
      open: { ...open.at, misses: misses + 1 },
      suspended: desk.waiting,
      say,
      effects: isProse(heard.text) ? keep() : [],
    }
  }
  const closed: Desk = { ...desk, open: undefined }
  if (outcome.at || outcome.suspends) return interrupt(closed, outcome)
  if (outcome.effects?.some((effect) => effect.do === 'set-status' && effect.status === 'stopped')) {
    return instead(closed, outcome)
  }
  // Routine does not follow at the heels of a safety reply; the next word takes it up.
  return open.at.dialog === 'safety' ? beside(closed, outcome) : askedAgain(thenGoOn(closed, outcome))
}

const askedAgain = (result: Result): Result =>
  result.open ? { ...result, open: { ...result.open, again: true } } : result

/** Somebody told something instead of answering: it is kept. */
const isProse = (text: string): boolean => text.trim().split(/\s+/).length >= 3 && !isDigits(text)

/** A number of one or two digits. More of them may be a telephone number, and are kept. */
const isAnswer = (text: string): boolean => isDigits(text) && text.replaceAll(/\D/g, '').length <= 2

/** 4. Nothing is open. */
const nothingOpen = (before: Desk, heard: Heard, ears: Ears): Result => {
  const desk: Desk = { ...before, open: undefined }
  const { facts } = desk
  const { status } = facts.citizen
  if (status === 'stopped') return beside(desk, { say: [], effects: keep() })
  const on = goOn(desk)
  const unasked = on.open && on.say.length === 0 ? desk.dialogs.get(on.open.dialog) : undefined
  // A question about safety is put once; its answer is heard whenever it comes.
  if (on.open && unasked) {
    const heardLate = answer({ ...desk, open: { at: on.open, dialog: unasked }, waiting: on.suspended }, heard, ears)
    return heardLate ?? thenGoOn(desk, freeText(heard, facts))
  }
  // An answer's number is no message to anybody: it was meant for a question like this one, which is asked first.
  if (on.open && (isAnswer(heard.text) || ears.choice(heard, 'next'))) return on
  if (on.open) return thenGoOn(desk, freeText(heard, facts))
  // A no to the invitation is a no.
  if (status === 'invited' && !facts.routineStopped && ears.choice(heard, 'yes', 'ok', 'no') === 'no') {
    return instead(desk, stopped())
  }
  // The token, a yes, or "Who is this?": it says first of all who it is.
  if (status === 'invited' && !facts.routineStopped) return interrupt(desk, beginWelcome(facts))
  const late = !facts.routineStopped && status === 'active' && isDigits(heard.text)
  return (late ? lateNumbers(desk, heard, ears) : undefined) ?? beside(desk, freeText(heard, facts))
}

/** Numbers that belong to no open question: to the check-in that still waits, or to one that is closed. */
const lateNumbers = (desk: Desk, heard: Heard, ears: Ears): Result | undefined => {
  const { pendingCheckIn: pending } = desk.facts
  const instrument = pending && desk.facts.instrument(pending.instrument)
  if (!pending || !instrument) return beside(desk, { say: [msg('check-in.late')], effects: keep() })
  const begun = beginCheckIn(pending.id, instrument)
  const dialog = desk.dialogs.get('check-in')!
  // All in one line can only mean this; a bare number may have meant something else, so it is asked for.
  return instrument.oneLine && ears.numbers(heard, instrument.items, instrument)
    ? answer({ ...desk, open: { at: begun.at!, dialog } }, heard, ears)
    : interrupt(desk, begun)
}

const finish = ({ open, suspended, say, effects }: Result): HearResult => ({
  ...(open && { open }),
  ...(suspended && { suspended }),
  say,
  effects: once(effects),
  kind: say.some(({ key }: Say) => key.startsWith('safety.')) ? 'safety' : 'reply',
})

/** Twice the same note helps nobody. */
const once = (effects: Effect[]): Effect[] => {
  const seen = new Set<string>()
  return effects.filter((effect) => {
    if (effect.do !== 'keep-text' && effect.do !== 'tell-caseworker') return true
    const name = `${effect.do} ${'what' in effect ? effect.what : ''}`
    return !seen.has(name) && seen.add(name)
  })
}
