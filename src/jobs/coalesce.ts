/**
 * Makes many small calls at the same time into few big ones: what is asked while one is under way goes together in the
 * next. Everybody waits for their own, and gets the answer of the whole; a fault is everybody's who went together.
 */
export const coalesce = <Item, Answer>(
  work: (items: Item[]) => Promise<Answer>,
): ((items: readonly Item[]) => Promise<Answer>) => {
  let waiting: { items: Item[]; answer: PromiseWithResolvers<Answer> } | undefined
  let busy = false

  const next = async (): Promise<void> => {
    while (waiting) {
      const { items, answer } = waiting
      waiting = undefined
      await work(items).then(answer.resolve, answer.reject)
    }
    busy = false
  }
  return (items) => {
    waiting ??= { items: [], answer: Promise.withResolvers<Answer>() }
    waiting.items.push(...items)
    const { promise } = waiting.answer
    if (!busy) {
      busy = true
      // A turn of the loop later: those who ask in the same moment go together already.
      setImmediate(() => void next())
    }
    return promise
  }
}
