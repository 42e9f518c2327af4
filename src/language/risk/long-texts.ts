import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Language } from '../../core/citizen.ts'
import type { RiskFinding } from '../../core/heard.ts'
import type { RiskData } from './data.ts'

export interface LongText {
  text: string
  language: Language | undefined
}

/**
 * Screens texts in a thread of their own, whole, with the same rules: windows would part what belongs together. One
 * after another, so that many long texts take one core and no more. Rejects when the thread fails.
 */
export const longTexts = (
  data: RiskData,
): ((text: string, language?: Language) => Promise<RiskFinding | undefined>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (text, language) => {
    const found = last.then(() => inThread(data, { text, language }))
    last = found.catch(() => undefined)
    return found
  }
}

const inThread = async (data: RiskData, long: LongText): Promise<RiskFinding | undefined> => {
  const worker = new Worker(new URL('./long-text.ts', import.meta.url), { workerData: { data, ...long }, execArgv: [] })
  const over = new AbortController()
  try {
    const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the thread ended before it had an answer')
    })
    const [finding] = await Promise.race([once(worker, 'message', { signal: over.signal }), ended])
    return finding as RiskFinding | undefined
  } finally {
    over.abort()
    await worker.terminate()
  }
}
