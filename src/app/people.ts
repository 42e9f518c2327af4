import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import { taskOf } from '../core/case-task.ts'
import type { CasePolicy } from '../core/chain.ts'
import { scoreOf } from '../core/instrument.ts'
import { judge } from '../core/rules-engine.ts'
import { type CaseActionDeps, climbCase } from '../db/case-actions.ts'
import { caseParts } from '../db/escalations.ts'
import { claimNotices, holdNotices } from '../db/staff-notices.ts'
import { noticeDropped, noticeLater, noticeRung, noticeSent, renewLease } from '../db/staff-notices-told.ts'
import { stillWanted } from '../db/staff-notices-wanted.ts'
import type { Assess } from '../dialogs/facts.ts'
import { runDigests } from '../jobs/digest.ts'
import { punctual } from '../jobs/follow-up.ts'
import type { Queues } from '../jobs/queues.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Wording } from '../slack/notice.ts'
import { type NoticeStore, type NotifyDeps, sendNotices } from '../slack/notify.ts'
import type { Slack } from '../slack/slack.ts'
import { type CaseRoom, createCaseRoom } from './case-room.ts'
import type { Channels } from './channels.ts'
import type { Database } from './database.ts'
import { createDigests } from './digests.ts'
import { createDutyLink } from './duty-link.ts'
import { hoursIn } from './hours.ts'
import { inTurns } from './in-turns.ts'
import { openSlack } from './slack.ts'
import { watchHomes } from './slack-home.ts'
import { createWordsNews } from './words-news.ts'

/** What a finished check-in leads to: the pure verdict as a dialog's effects. */
export const assess: Assess = (instrument, answers, earlier, rules, now) => {
  const sum = scoreOf(instrument, answers)
  const fact = { instrument: instrument.name, at: now, answers: [...answers], ...(sum !== undefined && { score: sum }) }
  const verdict = judge(fact, earlier, rules)
  return {
    effects: [
      ...verdict.raise.map((news) => ({ do: 'raise' as const, ...news })),
      ...verdict.notes.map((what) => ({ do: 'tell-caseworker' as const, what })),
    ],
    low: verdict.raise.some((news) => news.class === 'low-score'),
  }
}

/** Cases and the people who are called: the policy, the actions, Slack, and what sends notices. */
export interface People {
  policy: CasePolicy
  actions: CaseActionDeps
  parts: ReturnType<typeof caseParts>
  slack: Slack | undefined
  /** Where colleagues look at citizens and write with them. */
  room: CaseRoom
  climb(caseId: string): ReturnType<typeof climbCase>
  /** Sends what waits for people at work, and what became of their own words; returns how much went out. What waits for its turn goes later by itself. */
  notify(): Promise<number>
  /** Sends the summaries of the week and the questions of the quarter that are due; returns how many. */
  digests(): Promise<number>
  /** Nothing goes by itself any more, and what is being sent is noted first. Bounded in time. */
  close(): Promise<void>
}

/** Slack takes a message a second in each channel: https://docs.slack.dev/apis/web-api/rate-limits */
const SLACK_RATE = 1
/** So many rounds at once: one that waits for a slow Slack holds nobody up. */
const LANES = 4

export const createPeople = (
  {
    config,
    content,
    clock,
    log,
    worker,
    channels,
    queues,
  }: {
    config: Config
    content: Content
    clock: Clock
    log: Log
    worker: string
    channels: Channels
    queues: Pick<Queues, 'add'>
  },
  database: Pick<Database, 'db' | 'vault'>,
  afterCommit: () => Promise<unknown>,
): People => {
  const { sql } = database.db
  const policy: CasePolicy = { rules: content.rules, hours: hoursIn(content, config.zone) }
  const actions: CaseActionDeps = {
    ...{ sql, clock, policy },
    armed: (followUps) => queues.add(...followUps.map((one) => punctual(one, clock.now()))),
  }
  const parts = caseParts(policy)
  const wording: Wording = {
    text: (key, params, language) =>
      content.render({ key, params }, { language, channel: 'telegram', params: {} }).text,
    language: 'da',
    zone: config.zone,
    caseUrl: (caseId) => `${config.web.publicUrl}/#case-${caseId}`,
    task: (it) => taskOf(it, policy),
  }
  const room = createCaseRoom({ config, content, log, database, actions, afterCommit })
  const slackParts = { config, content, log, wording, actions, caseParts: parts, database, room, afterCommit }
  const slack = openSlack(slackParts)
  const digests = slack && createDigests(slackParts, slack)
  const homes = watchHomes({ config, content, database, actions, wording, log }, slack)
  const phoneEnd = createDutyLink({ config, content, sql, clock })
  const phone = dutyPhone(channels, content.rules.afterHours.dutyPhone)
  // A demo's Slack is an emulator, and its time jumps.
  const perSecond = config.demo ? 0 : (config.slack?.rate ?? SLACK_RATE)
  const wall = systemClock
  let closing = false
  const notices: NoticeStore = {
    claim: async (now, lease, limit) =>
      closing
        ? { notices: [] }
        : claimNotices(sql, { worker, now, lease, limit, pace: { perSecond, wall: wall.now() } }),
    async sent(notice, ...how) {
      await noticeSent(sql, notice, ...how)
      if (notice.kind === 'card') await homes.changed(notice.case.id)
    },
    renew: renewLease.bind(undefined, sql),
    later: noticeLater.bind(undefined, sql),
    hold: (notice, seconds) => holdNotices(sql, notice, wall.now().add({ seconds: Math.ceil(seconds) }), wall.now()),
    rung: noticeRung.bind(undefined, sql),
    dropped: noticeDropped.bind(undefined, sql),
    stillWanted: stillWanted.bind(undefined, sql),
  }
  const tellOfWords = createWordsNews({ sql, clock, policy, log, wording, slack })
  const turn = inTurns(LANES, async (again) => {
    // First: what it draws leaves with the rest.
    const told = await tellOfWords()
    return told + (await sendNotices({ clock, log, notices, slack, wording, again, phoneEnd, ...(phone && { phone }) }))
  })
  return {
    policy,
    actions,
    parts,
    slack,
    room,
    climb: (caseId) => climbCase(actions, caseId),
    notify: turn.run,
    digests: async () => (digests ? runDigests(digests) : 0),
    async close() {
      closing = true
      await turn.close()
      homes.close()
    },
  }
}

/** The duty phone is written to through the citizens' own gateway. */
const dutyPhone = ({ sms }: Channels, fixed: string | undefined): NotifyDeps['phone'] =>
  sms
    ? async ({ id, text, number }) => {
        const address = number ?? fixed
        if (!address) return { outcome: 'refused', reason: 'no-duty-phone' }
        const result = await sms.send({ id, address, message: { text, choices: [] } })
        return result.outcome === 'sent' ? { outcome: 'sent' } : result
      }
    : undefined
