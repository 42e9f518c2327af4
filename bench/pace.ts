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

/** So many a second, each when it is due and not when the last one is answered; "p50, p99, worst" in milliseconds. */
export const paced = async (
  work: (n: number) => Promise<unknown>,
  rate: number,
  seconds: number,
): Promise<{ p50: number; p99: number; worst: number }> => {
  const took: number[] = []
  const waiting: Promise<unknown>[] = []
  const begin = performance.now()
  for (let n = 0; n < rate * seconds; n++) {
    const due = begin + (n * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    waiting.push(work(n).then(() => took.push(performance.now() - due)))
  }
  await Promise.all(waiting)
  took.sort((a, b) => a - b)
  const at = (p: number): number => took[Math.min(took.length - 1, Math.floor(took.length * p))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}
