import type { Position } from '../core/dialog.ts'
import type { MessageKind, Say } from '../core/message.ts'
import { deskOf, goOn, type State } from './desk.ts'
import { createDialogs } from './dialogs.ts'
import { createEars } from './ears.ts'
import type { DialogDeps, DialogFacts } from './facts.ts'
import { msg } from './saying.ts'

/** What the message is that asks again; anything else is a notice. Who has not joined yet is sent nothing but the invitation. */
const KINDS: Readonly<Record<string, MessageKind>> = {
  'check-in': 'check-in',
  'plan-reminder': 'reminder',
  welcome: 'invitation',
}

/**
 * Takes up what was interrupted, unasked: after a person has handed back. Undefined when nothing waits, or when something
 * is going on: then that comes first. A welcome that is not done is asked again itself.
 */
export const createGoOn = ({ readers, assess }: DialogDeps) => {
  const dialogs = createDialogs(createEars(readers), assess)
  return (
    state: State,
    facts: DialogFacts,
  ): { open: Position; suspended: Position | undefined; say: Say[]; kind: MessageKind } | undefined => {
    const desk = deskOf(dialogs, state, facts)
    const open = desk.open?.dialog.goesOn(desk.open.at, facts) ? desk.open : undefined
    const isWelcome = open?.at.dialog === 'welcome'
    if (open && !isWelcome) return undefined
    const on = isWelcome
      ? { open: open.at, suspended: desk.waiting, say: open.dialog.ask(open.at, facts) }
      : goOn({ ...desk, open: undefined })
    if (!on.open) return undefined
    const kind = KINDS[on.open.dialog] ?? 'notice'
    return { open: on.open, suspended: on.suspended, say: [msg('resume.where-we-were'), ...on.say], kind }
  }
}
