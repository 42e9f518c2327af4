import type { Language } from '../core/citizen.ts'
import type { Effect } from '../core/effect.ts'
import type { Command } from '../core/heard.ts'
import { localInstant } from '../core/local-time.ts'
import { hasPlan } from '../core/safety-plan.ts'
import type { Outcome } from './conversation.ts'
import { beside, type Desk, goOn, instead, interrupt, type Result, thenGoOn } from './desk.ts'
import { beginExercise } from './exercise.ts'
import type { DialogFacts } from './facts.ts'
import { keep, whoIsThere } from './free-text.ts'
import { callHuman } from './human.ts'
import { itemLines } from './items.ts'
import { openSafetyPlan } from './safety-plan.ts'
import { msg } from './saying.ts'
import { stopped } from './stop.ts'
import { beginWelcome } from './welcome.ts'

/** A pause ends by itself, so that nobody is forgotten. */
const PAUSE_DAYS = 7
/** More would be no text message. */
const MOST_ITEMS = 12

/** What stands alone as a whole message means the same whatever is open. */
export const COMMANDS: Record<Command, (desk: Desk) => Result> = {
  STOP: (desk) => instead(desk, stopped()),
  START: (desk) => (desk.facts.citizen.status === 'stopped' ? startAgain(desk) : hello(desk)),
  PAUSE: (desk) => pause(desk),
  HELP: (desk) => human(desk, false),
  RING: (desk) => human(desk, true),
  RO(desk) {
    const { open, facts } = desk
    return interrupt(desk, beginExercise(facts, open?.at.dialog === 'exercise' ? String(open.at.data.exercise) : ''))
  },
  HEJ: (desk) => hello(desk),
  WEEK: (desk) => beside(desk, { say: [week(desk.facts)] }),
  // Who has a plan for hard days means that one: it is asked for when reading much is too much.
  PLAN: (desk) => (hasPlan(desk.facts.safetyPlan) ? safetyPlan(desk) : COMMANDS.WEEK(desk)),
  'SAFETY-PLAN': (desk) => safetyPlan(desk),
  'MY-DATA': (desk) => beside(desk, { say: [msg('mydata.summary'), msg('mydata.honesty')] }),
  'WRONG-NUMBER': (desk) =>
    instead(desk, {
      say: [msg('wrong-number.sorry')],
      effects: [{ do: 'wrong-number' }, { do: 'tell-caseworker', what: 'wrong-number' }],
    }),
  UNDO(desk) {
    const { open, facts } = desk
    if (!open || open.at.again) return beside(desk, nothingToUndo())
    const undone = open.dialog.undo(open.at, facts)
    if (undone) return { open: undone.at, suspended: desk.waiting, say: undone.say, effects: undone.effects ?? [] }
    const asked = open.dialog.ask(open.at, facts)
    return beside(desk, asked.length > 0 ? { say: asked } : nothingToUndo())
  },
  WHO(desk) {
    const { open, facts } = desk
    // An invitation is answered first of all with who it is from.
    const first = facts.citizen.status === 'invited' && !open && !facts.routineStopped
    return first ? hello(desk) : beside(desk, whoIsThere(facts))
  },
  'SPEAK-da': (desk) => speak(desk, 'da'),
  'SPEAK-en': (desk) => speak(desk, 'en'),
  'SPEAK-ar': (desk) => speak(desk, 'ar'),
  'SPEAK-uk': (desk) => speak(desk, 'uk'),
  'SPEAK-pl': (desk) => speak(desk, 'pl'),
  'SPEAK-tr': (desk) => speak(desk, 'tr'),
}

/** What is to be put right is not known here: a person reads it. */
export const nothingToUndo = (): Outcome => ({ say: [msg('undo.which')], effects: keep() })

/** From this message on in another language; what was asked is asked again in it. */
const speak = (desk: Desk, language: Language): Result => {
  const { open, facts } = desk
  // A language without texts is spoken in no better one by changing.
  if (!facts.languages.includes(language)) return beside(desk, { say: [msg('language.not-yet')] })
  const effects: Effect[] = [{ do: 'set-language', language }]
  const say = [msg('language.changed')]
  if (open) return beside(desk, { say: [...say, ...open.dialog.ask(open.at, facts)], effects })
  if (facts.citizen.status !== 'invited' || facts.routineStopped) return beside(desk, { say, effects })
  return interrupt(desk, { ...beginWelcome(facts), effects })
}

/** A call for a person never loses the open question; with nothing open the next words may say when. */
const human = (desk: Desk, ring: boolean): Result => {
  const called = callHuman(desk.facts, ring)
  const { open } = desk
  return open && open.at.dialog !== 'human' ? beside(desk, called) : interrupt(desk, called)
}

/** While somebody is worried about it is only shown, and the open question stays. */
const safetyPlan = (desk: Desk): Result => {
  const { facts } = desk
  const calm = !facts.routineStopped && facts.citizen.status !== 'stopped'
  const asked = openSafetyPlan(facts)
  return calm ? interrupt(desk, asked) : beside(desk, { say: asked.say })
}

const hello = (desk: Desk): Result => {
  const { facts, open } = desk
  const { status } = facts.citizen
  if (status === 'paused') {
    const back: Effect[] = [
      { do: 'set-status', status: 'active' },
      { do: 'tell-caseworker', what: 'started' },
    ]
    return again({ ...desk, facts: { ...facts, citizen: { ...facts.citizen, status: 'active' } } }, back)
  }
  if (status !== 'invited') return again(desk, [])
  if (open && open.dialog.name === 'welcome') return beside(desk, { say: open.dialog.ask(open.at, facts) })
  const on = goOn(desk)
  return on.open ? on : interrupt(desk, beginWelcome(facts))
}

/** A greeting, and the question that was open once more. */
const again = (desk: Desk, effects: Effect[]): Result => {
  const { open, facts, waiting } = desk
  const say = [msg('resume.hello')]
  // A question that a person has settled since does not stand before the one that waits.
  return open && (!waiting || open.dialog.goesOn(open.at, facts))
    ? beside(desk, { say: [...say, ...open.dialog.ask(open.at, facts)], effects })
    : thenGoOn(desk, { say, effects })
}

/** Who stopped before the welcome was done is welcomed from the beginning. */
const startAgain = (desk: Desk): Result => {
  const { facts } = desk
  const told: Effect = { do: 'tell-caseworker', what: 'started' }
  if (facts.joinedAt) {
    return instead(desk, {
      // The plan does not come while a person is being called.
      say: [facts.routineStopped ? msg('stop.go-on') : msg('start.welcome-back', { time: facts.citizen.planAt })],
      effects: [{ do: 'set-status', status: 'active' }, told],
    })
  }
  const effects: Effect[] = [{ do: 'set-status', status: 'invited' }, told]
  // The welcome comes when somebody has seen what they wrote.
  if (facts.routineStopped) return instead(desk, { say: [msg('stop.go-on')], effects })
  const { at, say } = beginWelcome(facts)
  return { open: at, say, effects }
}

const pause = (desk: Desk): Result => {
  const { citizen, now } = desk.facts
  if (citizen.status === 'paused') return beside(desk, { say: [msg('pause.already')] })
  // Before the welcome is done nothing is sent unasked anyway.
  if (citizen.status === 'invited') return interrupt(desk, { say: [msg('pause.until', { date: 'none' })] })
  const day = now.toZonedDateTimeISO(citizen.zone).toPlainDate().add({ days: PAUSE_DAYS })
  const resumeAt = localInstant(day, citizen.planAt, citizen.zone)
  return interrupt(desk, {
    say: [msg('pause.until', { date: day.toString() })],
    effects: [
      { do: 'set-status', status: 'paused', resumeAt },
      { do: 'follow-up', kind: 'resume', ref: citizen.id, dueAt: resumeAt },
      { do: 'tell-caseworker', what: 'paused' },
    ],
  })
}

const week = ({ plan, now, citizen }: DialogFacts) => {
  // Days are named by their weekday: each of them once.
  const end = now.toZonedDateTimeISO(citizen.zone).toPlainDate().add({ days: 7 }).toString()
  const ahead = plan
    .filter(({ startsAt, occurrence }) => Temporal.Instant.compare(startsAt, now) >= 0 && occurrence < end)
    .slice(0, MOST_ITEMS)
  return ahead.length > 0
    ? msg('plan.week', { items: itemLines(ahead, citizen.language, { days: true }) })
    : msg('plan.week-empty')
}
