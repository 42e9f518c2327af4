import {
  acknowledgeCase,
  type CaseActed,
  lookToClose,
  meetCase,
  reopenCase,
  resolveCase,
  snoozeCase,
  stillOnCase,
  unacknowledgeCase,
} from '../db/case-actions.ts'
import { languageOf } from '../db/caseworkers.ts'
import { showCitizen } from '../db/citizens.ts'
import { listenToCards } from '../slack/actions.ts'
import { listenToCommands } from '../slack/commands.ts'
import { listenToDetails } from '../slack/details.ts'
import { listenToQuestions } from '../slack/digest.ts'
import { listenToLeaving } from '../slack/gone.ts'
import { listenToHome } from '../slack/home.ts'
import type { Acted } from '../slack/press.ts'
import { listenToReplies } from '../slack/reply.ts'
import { createSlack, type Feature, type Slack } from '../slack/slack.ts'
import { createDesk } from './slack-desk.ts'
import { homeFacts } from './slack-home.ts'
import type { SlackParts } from './slack-parts.ts'

/** The caseworkers' app with all it listens to; undefined where no workspace is configured. */
export const openSlack = (parts: SlackParts): Slack | undefined => {
  const { config, log, wording } = parts
  if (!config.slack) return undefined
  // One line a feature: its file in `slack/`, satisfied by the database and the content.
  const features: Feature[] = [cards(parts), looking(parts), homes(parts), commands(parts)]
  return createSlack(config.slack, { features, wording, log })
}

const cards =
  ({ actions, database, afterCommit, wording, log }: SlackParts): Feature =>
  (app) =>
    listenToCards(app, {
      acknowledge: (act) => asActed(acknowledgeCase(actions, act)),
      unacknowledge: (act) => asActed(unacknowledgeCase(actions, act)),
      stillOnIt: (act) => asActed(stillOnCase(actions, act)),
      reopen: (act) => asActed(reopenCase(actions, act)),
      snooze: (act) => asActed(snoozeCase(actions, act)),
      meeting: (act) => asActed(meetCase(actions, act)),
      resolve: (act) => asActed(resolveCase(actions, act)),
      async ending(act) {
        const seen = await lookToClose(actions, act)
        if (seen === 'gone' || seen === 'forbidden') return { ok: false, why: seen }
        const citizen = await showCitizen(actions.sql, database.vault, seen.case.citizenId)
        return { ok: true, ...seen, caseRef: citizen?.caseRef ?? null }
      },
      languageOf: (slackUser) => languageOf(actions.sql, slackUser),
      ...{ afterCommit, wording, log },
    })

/** Details, replies, and what ends both. */
const looking =
  ({ config, content, actions, room, wording, log }: SlackParts): Feature =>
  (app) => {
    const languageFor = (slackUser: string) => languageOf(actions.sql, slackUser)
    const gone = { left: (slackUser: string, why: string) => room.left(slackUser, why), log }
    listenToDetails(app, { ...room, ...gone, how: config.slack?.details ?? 'link', languageOf: languageFor, wording })
    const { silenceHours } = content.rules.person
    listenToReplies(app, { ...room, ...gone, silenceHours, languageOf: languageFor, wording })
    listenToLeaving(app, gone)
  }

/** `/makker`, the shortcuts, and what can be chosen on the Home tab. */
const commands =
  (parts: SlackParts): Feature =>
  (app) => {
    const { config, content, actions, room, wording, log } = parts
    const deps = {
      ...room,
      ...createDesk(parts),
      how: config.slack?.details ?? 'link',
      silenceHours: content.rules.person.silenceHours,
      left: (user: string, why: string) => room.left(user, why),
      languageOf: (slackUser: string) => languageOf(actions.sql, slackUser),
      ...{ wording, log },
    }
    listenToCommands(app, deps)
    listenToQuestions(app, deps)
  }

/** The Home tab. */
const homes =
  (parts: SlackParts): Feature =>
  (app) => {
    const { room, wording, log } = parts
    listenToHome(app, { home: homeFacts(parts), left: (user, why) => room.left(user, why), wording, log })
  }

const asActed = (acting: Promise<CaseActed>): Promise<Acted> => acting
