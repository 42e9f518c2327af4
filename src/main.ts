import { enableCompileCache } from 'node:module'

// Compiled code is kept between starts: types are stripped once, and the second start is twice as fast.
enableCompileCache()
const { runCli } = await import('./commands/program.ts')

// The process is the command `makker start`: one way to start, whether by npm, by Docker or by hand.
process.exitCode = await runCli(['start', ...process.argv.slice(2)])
