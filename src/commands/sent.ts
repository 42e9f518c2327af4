import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from '../app/house.ts'
import { showCitizen } from '../db/citizens.ts'
import { type Became, whatBecame } from '../db/transcript.ts'
import { localTime } from './output.ts'

type Sql = Parameters<typeof whatBecame>[0]

/** A running house decides in less; milliseconds. */
const PATIENCE = 1_200
const STEP = 100

/** Ids in one question. */
const MOST = 10_000

/**
 * What became of messages that were sent by hand just now, in a sentence: on their way, sent, waiting, or not at all. Of
 * several with different fates: how many of each, a line each.
 */
export const becameOf = async (sql: Sql, ids: readonly string[], zone: string): Promise<string> => {
  const look = async (): Promise<Became[]> => {
    const all: Became[] = []
    for (let from = 0; from < ids.length; from += MOST)
      all.push(...(await whatBecame(sql, ids.slice(from, from + MOST))))
    return all
  }
  let all = await look()
  for (let waited = 0; waited < PATIENCE && all.some(isMoving); waited += STEP) {
    await sleep(STEP)
    all = await look()
  }
  const fates = Map.groupBy(all, (one) => inWords(one, zone))
  if (all.length === 1) return [...fates.keys()].join('')
  return [`${all.length} messages.`, ...[...fates].map(([fate, { length }]) => `${length}: ${fate}`)].join('\n')
}

/** Why a job by hand led to nothing for this citizen. */
export const whyNotSent = async ({ db, vault }: House, citizenId: string): Promise<string> => {
  const { alias, status } = (await showCitizen(db.sql, vault, citizenId))!
  if (status === 'invited') return `${alias} has not joined yet, so nothing was sent.`
  if (status === 'stopped') return `${alias} said STOP, so nothing was sent; only their own START begins again.`
  if (status === 'ended') return `The enrolment of ${alias} has ended, so nothing was sent.`
  return `Nothing was sent to ${alias}; "makker citizen show ${alias}" says more.`
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
