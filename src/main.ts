import { runCli } from './commands/program.ts'

// The process is the command `makker start`: one way to start, whether by npm, by Docker or by hand.
process.exitCode = await runCli(['start', ...process.argv.slice(2)])
