/**
 * Bad input, and much of it: `npm run fuzz` says 100,000 things to the conversations, through the same door as the
 * channels. `npm run fuzz -- --inputs 5000 --seed 7`; `--walk 31` runs one walk again, with all it says.
 */
import { inspect, parseArgs } from 'node:util'
import { stopwatch } from '../src/lib/clock.ts'
import { STEPS, walkOf } from '../test/fuzz/walk.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20261123' },
    walk: { type: 'string' },
  },
})
const wanted = Number(values.inputs)
const seed = Number(values.seed)
const only = values.walk === undefined ? undefined : Number(values.walk)
if (![wanted, seed, only ?? 0].every(Number.isSafeInteger)) {
  console.error('--inputs, --seed and --walk are whole numbers.')
  process.exit(2)
}

const visited = new Set<string>()
const elapsed = stopwatch()
const WIDTH = 40
const bar = (said: number): void => {
  if (!process.stderr.isTTY) return
  const full = Math.min(WIDTH, Math.round((said / wanted) * WIDTH))
  const left = said === 0 ? '' : `, ${Math.ceil(((elapsed() / said) * (wanted - said)) / 1000)} s left`
  process.stderr.write(`\r${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${said} of ${wanted}${left}\u001b[K`)
}

console.log(`seed ${seed}`)
let said = 0
for (let walk = only ?? 0; said < wanted; walk++) {
  const done = await walkOf(seed, walk, visited)
  said += done.said
  if (done.failure) {
    const { step, at, input, error } = done.failure
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    console.error(`walk ${walk}, input ${step + 1}, at ${at}: ${error.stack}`)
    console.error(inspect(input, { depth: 5, maxStringLength: 2_000 }))
    console.error(`Again: npm run fuzz -- --seed ${seed} --walk ${walk}`)
    process.exit(1)
  }
  if (only !== undefined) break
  if (walk % 50 === 0) bar(said)
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
const seconds = elapsed() / 1000
console.log(
  `${said} inputs in ${seconds.toFixed(1)} s, ${Math.round(said / seconds)} a second: each was answered or rightly not`,
)
const missed = [...STEPS].filter((step) => !visited.has(step))
if (only === undefined) console.log(`${STEPS.size - missed.length} of ${STEPS.size} steps were reached`)
if (only === undefined && missed.length > 0) console.log(`not: ${missed.join(', ')}`)
