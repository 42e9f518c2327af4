import type { Command } from 'commander'
import type { House } from '../app/house.ts'
import type { Output } from './output.ts'

/** What every command of the house gets: the house, open, and where to write. */
export interface Context {
  house: House
  out: Output
}

/** Adds `makker <noun> …` to the program. */
export type Noun = (program: Command, run: Run) => void

/** Opens the house, runs, closes. */
export type Run = <Args extends unknown[]>(
  action: (context: Context, ...args: Args) => Promise<void>,
) => (...args: Args) => Promise<void>
