import type { Effect } from './effect.ts'
import type { Heard } from './heard.ts'
import type { Say } from './message.ts'

/** Where a conversation is. Named, with a version: a deploy never mis-reads a saved one. */
export interface Position {
  dialog: string
  step: string
  /** The dialog's own version when this was saved. */
  version: number
  /** The dialog's memory. JSON; sealed at rest. */
  data: Record<string, unknown>
  /** Wrong replies in a row. Three offers a human. */
  misses?: number
  /** Asked again after another question was answered: the last answer is that one's. */
  again?: true
  /** The outbox id of the message that asked: a button of any other message answers nothing. */
  question?: string
}

/** What was interrupted is a stack, kept in one position: the next one lies under this name in its memory. */
export const UNDER = 'under'

/** What a dialog decided. No `at`: the dialog is over. */
export interface Turn {
  at?: Position
  say: Say[]
  effects?: Effect[]
}

/**
 * One conversation. Pure: no I/O, no clock but `heard.at`, the same input gives the same turn.
 * `Facts` are what the dialog may look at; it declares them.
 */
export interface Dialog<Facts> {
  name: string
  version: number
  /** Names of its steps; a saved step not in here, or another version, is finished politely. */
  steps: readonly string[]
  /** The words of an open question again, for "I did not understand" and after an interruption. */
  ask(at: Position, facts: Facts): Say[]
  hear(at: Position, heard: Heard, facts: Facts): Turn
}
