import type { z } from 'zod'
import type { Dialog, Position, Turn } from '../core/dialog.ts'
import type { Command, Heard } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import type { DialogFacts } from './facts.ts'

/**
 * A turn, or that the words were no answer: `missed` (says what was wrong and
 * offers the choices; the question stays), or `passed` (nothing was really asked, so the words are handled as if nothing
 * were open).
 */
export interface Outcome extends Turn {
  missed?: true
  passed?: true
  /** Waits until what is opened now is over. */
  suspends?: Position
  /** Said as well when nothing waits to go on. */
  aside?: Turn | undefined
}

/** A dialog of ours: what `hear` needs to know beside the shared contract. */
export interface Conversation extends Dialog<DialogFacts> {
  hear(at: Position, heard: Heard, facts: DialogFacts): Outcome
  /** Is this a position we can go on from: version, step, memory, and everything it refers to? */
  knows(at: Position, facts: DialogFacts): boolean
  /** Does it make sense to go on here after an interruption? */
  goesOn(at: Position, facts: DialogFacts): boolean
  /** Commands that are answers here. */
  takes(at: Position): readonly Command[]
  /** The last answer taken back; undefined when there is none. */
  undo(at: Position, facts: DialogFacts): Turn | undefined
}

interface Step<Data> {
  ask(data: Data, facts: DialogFacts): Say[]
  hear(data: Data, heard: Heard, facts: DialogFacts): Outcome
  takes?: readonly Command[]
  /** Nothing is lost when this is interrupted: it does not wait. */
  fleeting?: true
  undo?(data: Data, facts: DialogFacts): Turn | undefined
}

interface Spec<Data, StepName extends string> {
  name: string
  version: number
  /** Its memory, as saved. What does not parse any more is finished politely. */
  data: z.ZodType<Data>
  /** Do the things it refers to still exist? */
  exists?(data: Data, step: StepName, facts: DialogFacts): boolean
  /** Whether an interrupted one is taken up again; always, when left out. */
  goesOn?(data: Data, step: StepName, facts: DialogFacts): boolean
  steps: Record<StepName, Step<Data>>
}

export const missed = (...say: Say[]): Outcome => ({ missed: true, say })
export const passed: Outcome = { passed: true, say: [] }

/** Makes the positions of one dialog, so that its name and version are written once. */
export const positions =
  <Data extends Record<string, unknown>, StepName extends string>(dialog: string, version: number) =>
  (step: StepName, data: Data): Position => ({ dialog, step, version, data })

export const defineDialog = <Data extends Record<string, unknown>, StepName extends string>(
  spec: Spec<Data, StepName>,
): Conversation => {
  const stepOf = (at: Position): Step<Data> => spec.steps[at.step as StepName]
  return {
    name: spec.name,
    version: spec.version,
    steps: Object.keys(spec.steps),
    knows(at, facts) {
      if (at.version !== spec.version || !Object.hasOwn(spec.steps, at.step)) return false
      const data = spec.data.safeParse(at.data)
      return data.success && (spec.exists?.(data.data, at.step as StepName, facts) ?? true)
    },
    ask: (at, facts) => stepOf(at).ask(at.data as Data, facts),
    hear: (at, heard, facts) => stepOf(at).hear(at.data as Data, heard, facts),
    goesOn: (at, facts) => !stepOf(at).fleeting && (spec.goesOn?.(at.data as Data, at.step as StepName, facts) ?? true),
    takes: (at) => stepOf(at).takes ?? [],
    undo: (at, facts) => stepOf(at).undo?.(at.data as Data, facts),
  }
}
