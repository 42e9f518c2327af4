import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { parse } from 'yaml'
import { taskOf } from '../../src/core/case-task.ts'
import {
  acknowledgeCase,
  lookToClose,
  meetCase,
  reopenCase,
  resolveCase,
  snoozeCase,
  stillOnCase,
  unacknowledgeCase,
} from '../../src/db/case-actions.ts'
import { addCaseworker, languageOf } from '../../src/db/caseworkers.ts'
import { findCase } from '../../src/db/escalation-load.ts'
import { caseParts } from '../../src/db/escalations.ts'
import { claimNotices, holdNotices } from '../../src/db/staff-notices.ts'
import { noticeDropped, noticeLater, noticeRung, noticeSent, renewLease } from '../../src/db/staff-notices-told.ts'
import { stillWanted } from '../../src/db/staff-notices-wanted.ts'
import { ManualClock, systemClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { type CardDeps, listenToCards } from '../../src/slack/actions.ts'
import type { Wording } from '../../src/slack/notice.ts'
import { type NotifyDeps, sendNotices } from '../../src/slack/notify.ts'
import { createSlack, type Feature, type Slack, type SlackConfig } from '../../src/slack/slack.ts'
import { withDuty as policy } from '../support/cases.ts'
import { freshDb } from '../support/db.ts'
import { type SignedRequest, type SlackMessage, startSlack } from '../support/slack.ts'

export const LOW = { level: 'today', class: 'low-score' } as const
export const S2 = { level: 'today', class: 'food', risk: 'S2' } as const
export const S3 = { level: 'acute', class: 'self-harm', risk: 'S3' } as const
/** Monday 10:00 in Copenhagen. */
export const MONDAY = '2026-11-23T09:00:00Z'

const catalogues = Object.fromEntries(
  ['da', 'en'].map((language) => [
    language,
    parse(readFileSync(new URL(`../../content/messages/${language}.yaml`, import.meta.url), 'utf8')),
  ]),
)
/** The words of the content folder. */
export const text: Wording['text'] = (key, params, language) => {
  let found = catalogues[language]
  for (const part of key.split('.')) found = found?.[part]
  const words: string | undefined = typeof found === 'object' ? found?.text : found
  if (words === undefined) throw new RangeError(`no text ${key}`)
  return String(new IntlMessageFormat(words, language).format(params))
}
export const wording: Wording = {
  text,
  language: 'da',
  zone: 'Europe/Copenhagen',
  caseUrl: (id) => `https://makker.example/cases/${id}`,
  task: (it) => taskOf(it, policy),
}

const NAMES = ['mette', 'bo', 'ulla'] as const
type Name = (typeof NAMES)[number]

/** Team Nord with Mette and Bo, Ulla of another team, and their Slack. */
export const openDesk = async () => {
  const clock = new ManualClock(MONDAY)
  const lines: string[] = []
  const log = createLog({ level: 'warn', to: { write: (line) => lines.push(line) } })
  const db = await freshDb()
  const town = await startSlack([...NAMES], ['team', 'nord'])
  const parts = caseParts(policy)
  const actions = { sql: db.sql, clock, policy }
  const people = {} as Record<Name, string>
  for (const name of NAMES)
    people[name] = await addCaseworker(
      db.sql,
      { name, slack: town.users[name]!, team: name === 'ulla' ? 'Syd' : 'Nord' },
      clock.now(),
    )
  const cards: CardDeps = {
    acknowledge: (act) => acknowledgeCase(actions, act),
    unacknowledge: (act) => unacknowledgeCase(actions, act),
    stillOnIt: (act) => stillOnCase(actions, act),
    reopen: (act) => reopenCase(actions, act),
    snooze: (act) => snoozeCase(actions, act),
    meeting: (act) => meetCase(actions, act),
    resolve: (act) => resolveCase(actions, act),
    async ending(act) {
      const seen = await lookToClose(actions, act)
      return typeof seen === 'string' ? { ok: false, why: seen } : { ok: true, ...seen, caseRef: '2026-1234' }
    },
    languageOf: (slackUser) => languageOf(db.sql, slackUser),
    afterCommit: () => notify(),
    ...{ wording, log },
  }
  const slackWith = (
    over: Partial<SlackConfig> = {},
    features: Feature[] = [(app) => listenToCards(app, cards)],
  ): Slack =>
    createSlack(
      {
        botToken: town.botToken,
        signingSecret: town.signingSecret,
        apiUrl: town.root,
        teamChannel: town.rooms.team!,
        ...over,
      },
      { features, wording, log },
    )
  const slack = slackWith()
  const deps = (over: Partial<NotifyDeps> & { perSecond?: number } = {}): NotifyDeps => ({
    ...{ clock, log, slack, wording },
    notices: {
      claim: (now, lease, limit) =>
        claimNotices(db.sql, {
          ...{ worker: 'test', now, lease, limit },
          pace: { perSecond: over.perSecond ?? 0, wall: systemClock.now() },
        }),
      sent: (notice, now, how) => noticeSent(db.sql, notice, now, how),
      renew: (notice, until) => renewLease(db.sql, notice, until),
      later: (notice, due, failure) => noticeLater(db.sql, notice, due, failure),
      hold: (notice, seconds) =>
        holdNotices(db.sql, notice, systemClock.now().add({ milliseconds: seconds * 1000 }), systemClock.now()),
      rung: (...how) => noticeRung(db.sql, ...how),
      dropped: (notice, why) => noticeDropped(db.sql, notice, why),
      stillWanted: (notice) => stillWanted(db.sql, notice),
    },
    ...over,
  })
  const notify = (over: Parameters<typeof deps>[0] = {}): Promise<number> => sendNotices(deps(over))
  const deliver = (request: SignedRequest) => slack.handle(request)
  await slack.start()

  let aliases = 0
  const raise = async (citizenId: string, news: Parameters<typeof parts.raise>[2]) => {
    const { caseId } = await db.sql.transaction().execute((tx) => parts.raise(tx, citizenId, news, clock.now()))
    return (await findCase(db.sql, caseId))!
  }
  return {
    ...{ clock, lines, log, db, town, parts, actions, people, cards, slack, slackWith, notify, deliver, raise },
    /** Each test looks at its own case only: nothing waits from the one before. */
    async clear() {
      clock.set(MONDAY)
      lines.length = 0
      town.door.fails(undefined)
      await db.sql.deleteFrom('escalation').execute()
      await db.sql.deleteFrom('token_bucket').execute()
    },
    async raised(news: Parameters<typeof parts.raise>[2] = LOW) {
      const id = newId()
      await db.sql
        .insertInto('citizen')
        .values({
          ...{ id, alias: `stork-${100 + aliases++}`, status: 'active', language: 'da', zone: 'Europe/Copenhagen' },
          ...{ caseworker_id: people.mette, created_at: MONDAY },
        })
        .execute()
      await db.sql.insertInto('conversation').values({ citizen_id: id }).execute()
      return raise(id, news)
    },
    caseOf: async (caseId: string) => (await findCase(db.sql, caseId))!,
    async cardOf(alias: string, room?: string): Promise<SlackMessage> {
      const found = (await town.cards(room)).filter((one) => one.colour && one.text.includes(alias))
      if (found.length !== 1) throw new Error(`${found.length} cards of ${alias}`)
      return found[0]!
    },
    directTo: async (name: Name, alias: string) =>
      (await town.directs(name)).filter((message) => message.text.includes(alias)),
    failures: () =>
      db.sql.selectFrom('staff_notice').select(['kind', 'state', 'attempts', 'failure']).orderBy('seq').execute(),
    async close() {
      await slack.stop()
      await town.stop()
    },
  }
}
export type Desk = Awaited<ReturnType<typeof openDesk>>

export const buttonsOf = (message: Pick<SlackMessage, 'blocks'>): string[] =>
  message.blocks.flatMap((block) => block.elements ?? []).map((element) => element.action_id)

/** All that can be read in a message. */
export const wordsIn = (message: Pick<SlackMessage, 'text' | 'blocks'>): string =>
  [message.text, ...message.blocks.map((block) => block.text?.text ?? '')].join('\n')
