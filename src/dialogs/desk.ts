import type { Position } from '../core/dialog.ts'
import type { Effect } from '../core/effect.ts'
import type { Say } from '../core/message.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { DialogFacts } from './facts.ts'
import { msg } from './saying.ts'
import { next, wait } from './waiting.ts'

/** Where a citizen's conversation is: at most one open question, and what waits until it is over. */
export interface State {
  open?: Position | undefined
  suspended?: Position | undefined
}

export interface Result extends State {
  say: Say[]
  effects: Effect[]
}

/** One message's view of it: the open question, when it is one that we know. */
export interface Desk {
  dialogs: ReadonlyMap<string, Conversation>
  facts: DialogFacts
  open: { at: Position; dialog: Conversation } | undefined
  waiting: Position | undefined
}

const known = (dialogs: Desk['dialogs'], at: Position | undefined, facts: DialogFacts): Desk['open'] => {
  const dialog = at && dialogs.get(at.dialog)
  return at && dialog?.knows(at, facts) ? { at, dialog } : undefined
}

export const deskOf = (dialogs: Desk['dialogs'], { open, suspended }: State, facts: DialogFacts): Desk => ({
  dialogs,
  facts,
  open: known(dialogs, open, facts),
  waiting: suspended,
})

/** Says something beside the open question, which stays open. */
export const beside = ({ open, waiting }: Desk, { say, effects = [] }: Outcome): Result => ({
  open: open?.at,
  suspended: waiting,
  say,
  effects,
})

/** Says something that ends everything, but for a question about safety: its answer is still heard. */
export const instead = ({ open, waiting }: Desk, { say, effects = [] }: Outcome): Result => {
  const safety = [open?.at, next(waiting)?.at].find((at) => at?.dialog === 'safety')
  return { open: safety, say, effects }
}

/** Opens another question; the one that was open waits. */
export const interrupt = (desk: Desk, { at, say, effects = [], suspends }: Outcome): Result => {
  const { open, facts, waiting } = desk
  const waits = suspends ?? (open?.dialog.goesOn(open.at, facts) ? open.at : undefined)
  return { open: at, suspended: waits && waits.dialog !== at?.dialog ? wait(waits, waiting) : waiting, say, effects }
}

/** Takes up what waits, by asking again. What makes no sense any more is dropped. */
export const goOn = ({ dialogs, facts, waiting }: Desk): Result => {
  const top = next(waiting)
  if (!top) return { say: [], effects: [] }
  const { status } = facts.citizen
  const held = facts.routineStopped || status === 'paused' || status === 'stopped' || status === 'ended'
  // The safety question is the one that is not routine.
  if (held && top.at.dialog !== 'safety') return { suspended: waiting, say: [], effects: [] }
  const found = known(dialogs, top.at, facts)
  if (found?.dialog.goesOn(top.at, facts)) {
    return { open: top.at, suspended: top.rest, say: found.dialog.ask(top.at, facts), effects: [] }
  }
  const below = goOn({ dialogs, facts, open: undefined, waiting: top.rest })
  return found ? below : { ...below, say: [msg('old.finished'), ...below.say] }
}

/** Says something, then takes up what waits. */
export const thenGoOn = (desk: Desk, { say, effects = [], aside }: Outcome): Result => {
  const on = goOn(desk)
  if (aside && !on.open && on.say.length === 0)
    return { ...on, say: [...say, ...aside.say], effects: [...effects, ...(aside.effects ?? [])] }
  return { ...on, say: [...say, ...on.say], effects: [...effects, ...on.effects] }
}
