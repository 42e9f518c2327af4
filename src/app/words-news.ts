import type { CasePolicy } from '../core/chain.ts'
import { takeWordsNews, wordsTold } from '../db/person-news.ts'
import type { Sql } from '../db/pool.ts'
import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Wording } from '../slack/notice.ts'
import { tellOutcome } from '../slack/outcome.ts'
import type { Slack } from '../slack/slack.ts'

interface Parts {
  sql: Sql
  clock: Clock
  policy: CasePolicy
  log: Log
  wording: Wording
  slack: Slack | undefined
}

/**
 * A round of telling colleagues what became of the words they wrote themselves; returns how many were told directly.
 * Never throws: what it could not tell is there in the next round.
 */
export const createWordsNews =
  ({ sql, clock, policy, log, wording, slack }: Parts) =>
  async (): Promise<number> => {
    let told = 0
    try {
      for (const it of await takeWordsNews({ sql, clock, policy })) {
        const result = slack ? await tellOutcome(await slack.client(), it, wording) : undefined
        if (result?.outcome === 'sent') told++
        else if (result) log.warn({ code: result.reason }, 'who wrote does not hear what became of it')
        if (result?.outcome !== 'retry') await wordsTold(sql, it)
      }
    } catch (error) {
      log.warn({ problem: sentence(error) }, 'what became of words is not told yet')
    }
    return told
  }
