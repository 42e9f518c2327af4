import type { Language } from '../core/citizen.ts'
import type { Heard, RiskFinding } from '../core/heard.ts'

/** What the middleware asks of `language/`. Deterministic, no I/O; called for every free text. */
export interface Annotators {
  /** A long text may take its time. */
  screen(text: string, language?: Language): RiskFinding | undefined | Promise<RiskFinding | undefined>
  command(text: string, language?: Language): Word
  language(text: string): Language | undefined
}

/** What the whole message means. */
type Word = Pick<Heard, 'command' | 'nearStop' | 'beside'>

/** What was noted about one event. */
export interface Notes {
  language?: Language | undefined
  risk?: RiskFinding | undefined
  word?: Word | undefined
}

/** As much of botbuilder's TurnContext as the middleware touches. */
export interface Turn {
  activity: { type: string; text: string; value?: unknown }
  turnState: Map<unknown, unknown>
}

type Middleware = (turn: Turn, next: () => Promise<void>) => Promise<void>

const NOTES = Symbol('notes')

export const notesOf = (turn: Turn): Notes => {
  const notes = (turn.turnState.get(NOTES) as Notes | undefined) ?? {}
  turn.turnState.set(NOTES, notes)
  return notes
}

/** A person's own words: not the value of a button. What came as an invitation token may be words all the same. */
const freeText = ({ text, value }: Turn['activity']): string => (value === undefined ? text : '')

const annotate =
  (note: (text: string, notes: Notes) => void | Promise<void>): Middleware =>
  async (turn, next) => {
    const text = freeText(turn.activity)
    if (text !== '') await note(text, notesOf(turn))
    return next()
  }

/** The annotating middleware, in order: the language first, because the others read it. It only ever notes. */
export const annotating = ({ language, screen, command }: Annotators): Middleware[] => [
  annotate((text, notes) => {
    notes.language = language(text)
  }),
  annotate(async (text, notes) => {
    notes.risk = await screen(text, notes.language)
  }),
  annotate((text, notes) => {
    notes.word = command(text, notes.language)
  }),
]
