import { Command, CommanderError } from 'commander'
import type { Texts } from '../app/texts.ts'
import { type Config, ConfigInvalid, readConfig } from '../config.ts'
import { StartRefused, sentence } from '../lib/errors.ts'
import { createLog, type Log, type LogLevel } from '../lib/log.ts'
import type { Noun, Run } from './noun.ts'
import { createOutput, Failed, WrongUse } from './output.ts'

/** Each noun is loaded only when it is asked for: the command line starts quickly. */
const NOUNS: Record<string, { about: string; load(): Promise<{ default: Noun }> }> = {
  start: { about: 'run the companion', load: () => import('./start.ts') },
  doctor: {
    about: 'check that everything is in place, and say what to do where it is not',
    load: () => import('./doctor.ts'),
  },
  caseworker: { about: 'add and list caseworkers, say who covers for whom', load: () => import('./caseworker.ts') },
  citizen: { about: 'add, list, pause, resume, end, export and erase citizens', load: () => import('./citizen.ts') },
  plan: { about: "a citizen's plan", load: () => import('./plan.ts') },
  job: { about: 'reminder jobs', load: () => import('./job.ts') },
  'check-in': { about: 'check-ins', load: () => import('./check-in.ts') },
  exercise: { about: 'exercises', load: () => import('./exercise.ts') },
  'safety-plan': { about: "a citizen's own plan for hard days", load: () => import('./safety-plan.ts') },
  escalation: { about: 'cases: who needs a person', load: () => import('./escalation.ts') },
  duty: { about: 'who is on duty beside working hours', load: () => import('./duty.ts') },
  message: { about: 'messages and their states', load: () => import('./message.ts') },
  risk: { about: 'the risk screen', load: () => import('./risk.ts') },
  rules: { about: 'how many cases the rules would raise', load: () => import('./rules.ts') },
  content: { about: 'the texts and rules', load: () => import('./content.ts') },
  demo: { about: "the demo town's clock", load: () => import('./demo.ts') },
}

/** With these one begins: that they make a database is what they are for. */
const BEGINNERS = ['doctor', 'demo']

/** In place of reading the texts from their folder each time: for tests, which type many commands in one process. */
export interface CliOptions {
  texts?: (config: Config, log: Log) => Promise<Texts>
}

/** Runs one command line. @returns the exit code: 0 done, 1 failed, 2 wrong use. */
export const runCli = async (argv: readonly string[], { texts }: CliOptions = {}): Promise<number> => {
  const json = argv.includes('--json')
  const out = createOutput(json)
  const wanted = argv.find((word) => !word.startsWith('-'))
  const program = new Command('makker')
    .description('Makker: the chat companion for citizens on the edge of the labour market')
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride()
    .configureOutput(json ? { outputError() {}, writeErr() {} } : { outputError: (text, write) => write(text) })

  /** What stands beside the result, or why there is none. */
  const notes: string[] = []
  const run: Run =
    (action) =>
    async (...args) => {
      const config = readConfig()
      // Help and wrong use need no house.
      const { openHouse } = await import('../app/house.ts')
      const log = createLog({ level: quieter(config.logLevel) })
      const house = await openHouse(config, log, {
        reign: false,
        ...(texts && { texts: await texts(config, log) }),
      })
      const { madeIn } = house.database
      if (madeIn && !BEGINNERS.includes(wanted ?? ''))
        notes.push(
          `A new, empty database was made in ${madeIn}; if there should have been one, set DATA_DIR to its folder.`,
        )
      try {
        await action({ house, out }, ...args)
      } finally {
        await house.close()
      }
    }

  for (const [name, { about, load }] of Object.entries(NOUNS)) {
    if (name === wanted) (await load()).default(program, run)
    else program.command(name).description(about).allowUnknownOption()
  }
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('(add --help for what it takes)')
    // On the last word only: one on the noun as well would take it away from the verb.
    if (command.commands.length === 0) command.option('--json', 'print one JSON document')
    // Without a verb it is the verb that is missing, whatever else stands there.
    else command.allowUnknownOption()
  }

  try {
    await program.parseAsync([...argv], { from: 'user' })
    tell(notes)
    return 0
  } catch (error) {
    return report(error, json, notes)
  }
}

const everyCommand = (command: Command): Command[] => command.commands.flatMap((sub) => [sub, ...everyCommand(sub)])

/** A command's own result is what its user wants to read, not the log. */
const quieter = (level: string): LogLevel => (level === 'info' ? 'warn' : (level as LogLevel))

/** Help instead of a fault: a noun without its verb. */
const misuse = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'A verb is missing; add --help for the list.' : message.replace(/^error: /, '')

const tell = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`makker: ${line}\n`)
}

const report = (error: unknown, json: boolean, notes: readonly string[]): number => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // Without --json it has been written already, with a hint.
    if (json) process.stderr.write(`${JSON.stringify({ error: misuse(error) })}\n`)
    return 2
  }
  const lines = [...(error instanceof ConfigInvalid ? error.faults : [sentence(error)]), ...notes]
  if (json) process.stderr.write(`${JSON.stringify({ error: lines.join(' ') })}\n`)
  else tell(lines)
  if (error instanceof ConfigInvalid || error instanceof WrongUse) return 2
  if (error instanceof StartRefused) return error.exitCode
  if (!(error instanceof Failed) && !json && process.stderr.isTTY)
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`)
  return 1
}
