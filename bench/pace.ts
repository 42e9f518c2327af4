import { setTimeout as sleep } from 'node:timers/promises'

/** As many as go, `width` at once, for some seconds; how many a second. */
export const flood = async (work: (n: number) => Promise<unknown>, width: number, seconds: number): Promise<number> => {
  const end = performance.now() + seconds * 1000
  let n = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (performance.now() < end) await work(n++)
    }),
  )
  return n / seconds
}

/** What a paced call met: when it was due and when it was answered, in milliseconds since 1970. */
export interface Call {
  due: number
  done: number
}

/** So many a second, each when it is due and not when the last one is answered. */
export const calls = async (work: (n: number) => Promise<unknown>, rate: number, seconds: number): Promise<Call[]> => {
  const { timeOrigin } = performance
  const took: Call[] = []
  const waiting: Promise<unknown>[] = []
  const begin = performance.now()
  for (let n = 0; n < rate * seconds; n++) {
    const due = begin + (n * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    waiting.push(work(n).then(() => took.push({ due: timeOrigin + due, done: timeOrigin + performance.now() })))
  }
  await Promise.all(waiting)
  return took
}

export interface Times {
  p50: number
  p99: number
  worst: number
}

/** From due to answered, in milliseconds. */
export const times = (some: readonly Call[]): Times => {
  const took = some.map(({ due, done }) => done - due).sort((a, b) => a - b)
  const at = (p: number): number => took[Math.min(took.length - 1, Math.floor(took.length * p))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}
