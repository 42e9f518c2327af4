import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A process that asks all the time how fast the machine is: the same small piece of work on memory, every few
 * milliseconds, by the processor time it took (so that being kept waiting by others counts for nothing). Told to end, it
 * says when the machine was slow. Some virtual machines are, several times a second, for tens of milliseconds, while
 * nothing in them is busy: their memory is being watched or moved from outside.
 */
const cells = new Uint32Array(4 * 1024 * 1024).fill(1)
const TOUCHES = 4_000
const EVERY_MS = 3
/** Slow is so many times the usual processor time. */
const SLOW = 2

const now = (): number => performance.timeOrigin + performance.now()
let at = 1
const touch = (): void => {
  for (let n = 0; n < TOUCHES; n++) {
    // The usual linear congruence: each step somewhere else.
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0
    cells[at % cells.length]! += 1
  }
}

const looks: { from: number; until: number; cost: number }[] = []
let ending = false
process.on('message', () => {
  ending = true
})
for (let n = 0; n < 500; n++) touch()
process.send?.('ready')
while (!ending) {
  const before = process.cpuUsage()
  const from = now()
  touch()
  const { user, system } = process.cpuUsage(before)
  looks.push({ from, until: now(), cost: user + system })
  await sleep(EVERY_MS)
}
const usual = looks.map(({ cost }) => cost).sort((a, b) => a - b)[looks.length >> 1] ?? 0
process.send?.(looks.filter(({ cost }) => cost > SLOW * usual).map(({ from, until }) => [from, until]))
process.disconnect?.()
