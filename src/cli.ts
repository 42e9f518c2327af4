#!/usr/bin/env node
import { runCli } from './commands/program.ts'

// Exit code instead of exit(): what is still being written to a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
