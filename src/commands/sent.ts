import { setTimeout as sleep } from 'node:timers/promises'
import { type Became, whatBecame } from '../db/transcript.ts'
import { localTime } from './output.ts'

type Sql = Parameters<typeof whatBecame>[0]

/** A running house decides in less; milliseconds. */
const PATIENCE = 1_200
const STEP = 100

/** What became of messages that were sent by hand just now, in a sentence: on their way, sent, waiting, or not at all. */
export const becameOf = async (sql: Sql, ids: readonly string[], zone: string): Promise<string> => {
  let all = await whatBecame(sql, ids)
  for (let waited = 0; waited < PATIENCE && all.some(isMoving); waited += STEP) {
    await sleep(STEP)
    all = await whatBecame(sql, ids)
  }
  return [...new Set(all.map((one) => inWords(one, zone)))].join(' ')
}

const isMoving = ({ state }: Became): boolean => state === 'queued' || state === 'sending'

const inWords = ({ state, reason, dueAt }: Became, zone: string): string => {
  const when = localTime(dueAt, zone)
  if (state === 'sent' || state === 'delivered') return 'Sent.'
  if (state === 'held' && (reason === 'conversation' || reason === 'question-open'))
    return `They are in the middle of a conversation: it leaves when that is over, at the latest ${when}.`
  if (state === 'held') return `It waits until ${when}${reason ? `: ${reason}` : ''}.`
  if (state === 'queued' || state === 'sending') return 'On its way; "makker message list" shows what becomes of it.'
  // A second one might reach them twice.
  if (state === 'unknown') return `It may have arrived${reason ? `: ${reason}` : ''}.`
  return `Not sent${reason ? `: ${reason}` : ''}.`
}
