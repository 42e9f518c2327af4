import { mayAsk } from '../core/digest.ts'
import { expectedCases } from '../core/preview.ts'
import { makeBeliefQuestions, unaskBelief } from '../db/beliefs.ts'
import { awayOn } from '../db/covers.ts'
import { claimDigests, type DueDigest, makeDigests, settleDigest } from '../db/digests.ts'
import { loadHome } from '../db/home.ts'
import { answersByColleague } from '../db/preview.ts'
import type { DigestDeps, Told } from '../jobs/digest.ts'
import { beliefMessage, digestMessage } from '../slack/digest.ts'
import { resultOf } from '../slack/errors.ts'
import { wordingFor } from '../slack/notice.ts'
import type { Slack } from '../slack/slack.ts'
import { hoursIn } from './hours.ts'
import type { SlackParts } from './slack-parts.ts'

/** Weeks of answers that are judged again, and how far back the answers before them are known. */
const WEEKS = 4
const BEFORE_WEEKS = 12

/** What the rules would raise in a week, on the answers of the last weeks. */
export const previewRules = async (
  { actions: { sql, clock }, content, database }: Pick<SlackParts, 'actions' | 'content' | 'database'>,
  of: { weeks?: number; teamId?: string } = {},
) => {
  const { weeks = WEEKS, teamId } = of
  const now = clock.now()
  const hours = (count: number) => ({ hours: count * 7 * 24 })
  const since = now.subtract(hours(weeks))
  const colleagues = await answersByColleague(sql, database.vault, {
    since: since.subtract(hours(BEFORE_WEEKS)),
    ...(teamId && { teamId }),
  })
  return expectedCases(colleagues, { since, weeks, rules: content.rules })
}

/** What the minute's round does about summaries and questions; without Slack there is nobody to tell. */
export const createDigests = (parts: SlackParts, slack: Slack): DigestDeps<DueDigest> => {
  const { config, content, database, wording, log } = parts
  const { sql, clock } = parts.actions
  const hours = hoursIn(content, config.zone)
  const post = async (channel: string, message: ReturnType<typeof digestMessage>): Promise<Told> => {
    try {
      const client = await slack.client()
      await client.chat.postMessage({ channel, unfurl_links: false, ...message })
      return { outcome: 'sent' }
    } catch (error) {
      const result = resultOf(error)
      return result.outcome === 'sent' ? { outcome: 'retry', reason: 'unknown' } : result
    }
  }
  return {
    ...{ clock, hours, log },
    digests: {
      make: (it) => makeDigests(sql, it),
      claim: (now, limit) => claimDigests(sql, now, limit),
      settle: (digest, how) => settleDigest(sql, digest, how),
      async send({ caseworkerId, name, role, teamId, to }) {
        const { quietDays, who5 } = content.rules
        const rows = await loadHome(sql, database.vault, caseworkerId, clock.now(), {
          ...{ zone: config.zone, quietDays, step: who5.drop },
        })
        const facts = {
          of: to.id === caseworkerId ? null : name,
          // What they stand in for has a summary of its own.
          rows: rows.filter(({ of }) => of === null),
          expected: role === 'lead' ? await previewRules(parts, { teamId }) : undefined,
        }
        return post(to.slack, digestMessage(facts, wordingFor(wording, to.language)))
      },
    },
    beliefs: {
      async make(it) {
        if (!mayAsk(it.now, hours)) return []
        return makeBeliefQuestions(sql, { ...it, away: Object.keys(await awayOn(sql, it.today)) })
      },
      ask: ({ slack: to, language, ...question }) => post(to, beliefMessage(question, wordingFor(wording, language))),
      unask: ({ citizenId }, quarter) => unaskBelief(sql, { citizenId, quarter }),
    },
  }
}
