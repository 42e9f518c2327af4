import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { CasePolicy } from '../core/chain.ts'
import { scoreOf } from '../core/instrument.ts'
import { judge } from '../core/rules-engine.ts'
import type { Hours } from '../core/working-hours.ts'
import { type CaseActionDeps, climbCase } from '../db/case-actions.ts'
import { caseParts } from '../db/escalations.ts'
import { claimNotices, noticeDropped, noticeLater, noticeSent, stillOpen } from '../db/staff-notices.ts'
import type { Assess } from '../dialogs/facts.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Wording } from '../slack/notice.ts'
import { type NotifyDeps, sendNotices } from '../slack/notify.ts'
import type { Slack } from '../slack/slack.ts'
import type { Channels } from './channels.ts'
import type { Database } from './database.ts'
import { openSlack } from './slack.ts'

/** When people are at work, in a zone. */
export const hoursIn = (content: Content, zone: string): Hours => ({
  from: content.rules.workingHours.from,
  to: content.rules.workingHours.to,
  days: content.rules.workingHours.days,
  closingDays: content.rules.closingDays,
  zone,
})

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
  climb(caseId: string): ReturnType<typeof climbCase>
  /** Sends what waits for people at work; returns how much went out. */
  notify(): Promise<number>
}

export const createPeople = (
  {
    config,
    content,
    clock,
    log,
    worker,
    channels,
  }: { config: Config; content: Content; clock: Clock; log: Log; worker: string; channels: Channels },
  { db }: Pick<Database, 'db'>,
  afterCommit: () => Promise<unknown>,
): People => {
  const { sql } = db
  const policy: CasePolicy = { rules: content.rules, hours: hoursIn(content, config.zone) }
  const actions: CaseActionDeps = { sql, clock, policy }
  const wording: Wording = {
    text: (key, params, language) =>
      content.render({ key, params }, { language, channel: 'telegram', params: {} }).text,
    language: 'da',
    zone: config.zone,
    caseUrl: (caseId) => `${config.web.publicUrl}/#case-${caseId}`,
    ...(content.rules.afterHours.dutyPhone && { duty: content.rules.afterHours.dutyPhone }),
  }
  const slack = openSlack({ config, log, wording, actions, afterCommit })
  const phone = dutyPhone(channels, content.rules.afterHours.dutyPhone)
  const notices = {
    claim: (now: Temporal.Instant, lease: Temporal.Instant, limit: number) =>
      claimNotices(sql, { worker, now, lease, limit }),
    sent: noticeSent.bind(undefined, sql),
    later: noticeLater.bind(undefined, sql),
    dropped: noticeDropped.bind(undefined, sql),
    stillOpen: stillOpen.bind(undefined, sql),
  }
  return {
    policy,
    actions,
    parts: caseParts(policy),
    slack,
    climb: (caseId) => climbCase(actions, caseId),
    notify: () => sendNotices({ clock, log, notices, slack, wording, ...(phone && { phone }) }),
  }
}

/** The duty phone is written to through the citizens' own gateway. */
const dutyPhone = ({ sms }: Channels, number: string | undefined): NotifyDeps['phone'] =>
  sms && number
    ? async ({ id, text }) => {
        const result = await sms.send({ id, address: number, message: { text, choices: [] } })
        return result.outcome === 'sent' ? { outcome: 'sent' } : result
      }
    : undefined
