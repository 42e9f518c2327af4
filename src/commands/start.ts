import { styleText } from 'node:util'
import { seedTown } from '../app/town.ts'
import { buildApp } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { stopwatch } from '../lib/clock.ts'
import { createLog, type LogLevel } from '../lib/log.ts'
import type { Noun } from './noun.ts'

/** A stop that hangs is ended: what is unfinished is found again by its lease. */
const PATIENCE_MS = 10_000

const untilSignal = (): Promise<NodeJS.Signals> => {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
  // A terminal that went away must not end the process in the middle of a write.
  process.stdout.on('error', () => {})
  return promise
}

const greeting = (config: Config, url: string | undefined, milliseconds: number, now: Temporal.Instant): string => {
  const lines = [
    `${styleText('bold', 'Makker')} is running${url ? ` at ${styleText('cyan', url)}` : ` as a worker`} (ready in ${(milliseconds / 1000).toFixed(1)} s).`,
  ]
  if (config.demo) {
    const local = now
      .toZonedDateTimeISO(config.zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ')
    const see = url ? ' Open the address to see its phones, the inbox and the clock.' : ''
    lines.push(`This is a demo town, where it is ${local}.${see}`)
    lines.push(`Let time pass ${url ? 'there, or ' : ''}with: ${styleText('bold', 'npx makker demo advance 1d')}`)
  }
  lines.push('Stop with Ctrl-C.')
  return lines.join('\n')
}

const start: Noun = (program) => {
  program
    .command('start')
    .description('run the companion; with nothing configured, everything embedded and a demo town')
    .action(async () => {
      const elapsed = stopwatch()
      const config = readConfig()
      const log = createLog({ level: config.logLevel as LogLevel })
      const stopping = untilSignal()
      const app = await buildApp(config, log)
      try {
        if (config.demo) await seedTown(app.house)
        process.stdout.write(`${greeting(config, app.url, elapsed(), app.house.clock.now())}\n`)
        const signal = await stopping
        log.info({ signal }, 'stopping')
      } finally {
        const hung = setTimeout(() => {
          log.error('stopping took too long; what is unfinished is taken up at the next start')
          process.exit(1)
        }, PATIENCE_MS)
        hung.unref()
        await app.stop()
        clearTimeout(hung)
        // A library's forgotten timer must not keep a stopped process alive.
        setTimeout(() => process.exit(), 500).unref()
      }
    })
}

export default start
