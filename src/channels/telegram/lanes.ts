/**
 * Runs `work` over items: in order within one lane, lanes beside each other, at most `width` at once.
 * Rejects with the first failure after all that had begun are through; what comes after it in its lane is not begun.
 */
export const inLanes = async <T>(
  items: readonly T[],
  lane: (item: T) => string,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const waiting = [...Map.groupBy(items, lane).values()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) for (const item of next) await work(item)
  }
  const done = await Promise.allSettled(Array.from({ length: Math.min(width, waiting.length) }, worker))
  const failed = done.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
