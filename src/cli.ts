#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Compiled code is kept between runs: a command answers sooner.
enableCompileCache()
const { runCli } = await import('./commands/program.ts')

// Exit code instead of exit(): what is still being written to a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
