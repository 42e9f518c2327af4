import { createServer } from 'node:net'

/**
 * Below those that the system gives out by itself: of these one that is free now may be a connection of somebody's the
 * moment after. Test processes begin anywhere, so two seldom ask for the same.
 */
const [FIRST, END] = [10_000, 32_000]
let next = FIRST + Math.floor(Math.random() * (END - FIRST))

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** A port of this machine that nobody listens on. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = next++
    if (next === END) next = FIRST
    if (await isFree(port)) return port
  }
}

/** Several, each another. */
export const freePorts = async (n: number): Promise<number[]> => {
  const ports: number[] = []
  while (ports.length < n) ports.push(await freePort())
  return ports
}
