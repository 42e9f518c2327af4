import type { Config } from '../config.ts'
import { acknowledgeCase, type CaseActed, type CaseActionDeps, resolveCase } from '../db/case-actions.ts'
import type { Log } from '../lib/log.ts'
import { type Acted, listenToCards } from '../slack/actions.ts'
import type { Wording } from '../slack/notice.ts'
import { createSlack, type Feature, type Slack } from '../slack/slack.ts'

interface Parts {
  config: Config
  log: Log
  wording: Wording
  actions: CaseActionDeps
  afterCommit(): Promise<unknown>
}

/** The caseworkers' app with all it listens to; undefined where no workspace is configured. */
export const openSlack = (parts: Parts): Slack | undefined => {
  const { config, log, wording } = parts
  if (!config.slack) return undefined
  // One line a feature: its file in `slack/`, satisfied by the database and the content.
  const features: Feature[] = [cards(parts)]
  return createSlack(config.slack, { features, wording, log })
}

const cards =
  ({ actions, afterCommit, wording, log }: Parts): Feature =>
  (app) =>
    listenToCards(app, {
      acknowledge: async (act) => asActed(await acknowledgeCase(actions, act)),
      resolve: async (act) => asActed(await resolveCase(actions, act)),
      ...{ afterCommit, wording, log },
    })

const asActed = (acted: CaseActed): Acted => acted as Acted
