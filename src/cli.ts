#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Compiled code is kept between runs: a command answers sooner.
enableCompileCache()
// `makker … | head` has read enough: no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
const { runCli } = await import('./commands/program.ts')

// Exit code instead of exit(): what is still being written to a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
