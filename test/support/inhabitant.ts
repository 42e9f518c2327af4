import { attachEmbedded, startEmbedded } from '../../src/db/embedded.ts'
import { sentence } from '../../src/lib/errors.ts'
import { createLog } from '../../src/lib/log.ts'

/**
 * A process of its own that uses the embedded PostgreSQL: `node inhabitant.ts start|attach <data folder>`. It says in
 * one line of JSON what it got, and stops when its standard input ends.
 */
const [, , how, dataDir] = process.argv
const enter = how === 'start' ? startEmbedded : attachEmbedded
const say = (what: object): void => {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
try {
  const { url, adopted, stop } = await enter({ dataDir: dataDir!, log: createLog({ level: 'warn' }), durable: false })
  say({ url, adopted })
  process.stdin.resume().once('end', async () => {
    await stop()
    process.exit(0)
  })
} catch (error) {
  say({ refused: sentence(error), name: error instanceof Error ? error.name : '' })
  process.exit(1)
}
