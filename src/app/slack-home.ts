import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { CaseActionDeps } from '../db/case-actions.ts'
import { findColleague } from '../db/colleagues.ts'
import { loadHome, loadTeam, watchersOf } from '../db/home.ts'
import type { Log } from '../lib/log.ts'
import { createHomeRefresh, type HomeFacts, publishHome } from '../slack/home.ts'
import type { Wording } from '../slack/notice.ts'
import type { Slack } from '../slack/slack.ts'
import type { Database } from './database.ts'

interface Parts {
  config: Pick<Config, 'zone'>
  content: Pick<Content, 'rules'>
  database: Pick<Database, 'vault'>
  actions: Pick<CaseActionDeps, 'sql' | 'clock'>
}

/** What a colleague's Home tab shows, as it is now. */
export const homeFacts =
  ({ config, content, database, actions: { sql, clock } }: Parts) =>
  async (slackUser: string): Promise<HomeFacts | undefined> => {
    const who = await findColleague(sql, slackUser)
    if (!who?.active) return undefined
    const now = clock.now()
    const { quietDays, who5 } = content.rules
    const rules = { zone: config.zone, quietDays, step: who5.drop }
    const [rows, team] = await Promise.all([
      loadHome(sql, database.vault, who.id, now, rules),
      who.role === 'lead' ? loadTeam(sql, who.teamId) : undefined,
    ])
    return { language: who.language, now, rows, team }
  }

/** Draws the tabs a changed case stands on, a moment later. */
export const watchHomes = (
  parts: Parts & { wording: Wording; log: Log },
  slack: Slack | undefined,
): { changed(caseId: string): Promise<void>; close(): void } => {
  const home = homeFacts(parts)
  const { wording, log } = parts
  const refresh = createHomeRefresh(async (users) => {
    try {
      const client = await slack!.client()
      for (const one of users) await publishHome(client, one, { home, wording, log })
    } catch (error) {
      log.warn({ err: error }, 'Home tabs could not be drawn')
    }
  })
  return {
    async changed(caseId) {
      if (slack) refresh.touch(await watchersOf(parts.actions.sql, caseId))
    },
    close: refresh.close,
  }
}
