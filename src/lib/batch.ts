export interface BatchLimits<In> {
  /** Calls under way at the same time, at most. */
  atOnce: number
  /**
   * A call that takes longer than this is waited for no more: the next goes beside it. Until then calls go one after the
   * other, which makes few and full ones of a rush. Left out: as many as may go, go.
   */
  patienceMs?: number
  /** Items in one call. */
  most: number
  /** Two items of the same name never go in one call; the later one waits for the next. */
  apart?(item: In): string
}

/**
 * One call for all who ask at the same time. Nobody waits for company: what is asked while nothing is under way goes at
 * once, what comes meanwhile goes together. `run` answers in the order of its items; an answer may be a promise of
 * its own, so that one item's fault is not the others'.
 */
export const batched = <In, Out>(
  run: (items: readonly In[]) => Promise<readonly (Out | Promise<Out>)[]>,
  { atOnce, most, patienceMs, apart }: BatchLimits<In>,
): ((item: In) => Promise<Out>) => {
  type Waiting = { item: In; answer: PromiseWithResolvers<Out> }
  let waiting: Waiting[] = []
  let running = 0
  /** Of those, the ones that the next waits for. */
  let quick = 0
  let planned = false
  const isFree = (): boolean => running < atOnce && (patienceMs === undefined || quick === 0)

  const take = (): Waiting[] => {
    if (!apart && waiting.length <= most) {
      const all = waiting
      waiting = []
      return all
    }
    const taken: Waiting[] = []
    const left: Waiting[] = []
    const names = new Set<string>()
    for (const one of waiting) {
      const name = apart?.(one.item)
      const fits = taken.length < most && (name === undefined || !names.has(name))
      if (fits && name !== undefined) names.add(name)
      ;(fits ? taken : left).push(one)
    }
    waiting = left
    return taken
  }

  const go = async (): Promise<void> => {
    const taken = take()
    running++
    quick++
    let isQuick = true
    const slow = (): void => {
      if (isQuick) quick--
      isQuick = false
    }
    const timer =
      patienceMs === undefined
        ? undefined
        : setTimeout(() => {
            slow()
            plan()
          }, patienceMs)
    try {
      const answers = await run(taken.map(({ item }) => item))
      for (const [index, { answer }] of taken.entries()) answer.resolve(answers[index] as Out | Promise<Out>)
    } catch (error) {
      for (const { answer } of taken) answer.reject(error)
    } finally {
      clearTimeout(timer)
      slow()
      running--
      plan()
    }
  }

  /** After the events of this round: whatever arrived in it goes together. */
  const plan = (): void => {
    if (planned || waiting.length === 0 || !isFree()) return
    planned = true
    setImmediate(() => {
      planned = false
      while (waiting.length > 0 && isFree()) void go()
    })
  }

  return (item) => {
    const answer = Promise.withResolvers<Out>()
    waiting.push({ item, answer })
    plan()
    return answer.promise
  }
}
