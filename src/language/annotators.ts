import type { Language } from '../core/citizen.ts'
import type { RiskFinding } from '../core/heard.ts'
import { type CommandReading, readCommand } from './commands.ts'
import { readLanguage } from './guess.ts'

export interface Annotators {
  screen(text: string, language?: Language): RiskFinding | undefined
  command(text: string, language?: Language): CommandReading
  language(text: string): Language | undefined
}

/** What is known of a text before any dialog sees it. Pure, no I/O. */
export const createAnnotators = (screen: Pick<Annotators, 'screen'>): Annotators => ({
  screen: (text, language) => screen.screen(text, language),
  command: readCommand,
  language: readLanguage,
})
