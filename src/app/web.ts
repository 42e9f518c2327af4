import { taskOf } from '../core/case-task.ts'
import type { MessageState } from '../core/message.ts'
import {
  acknowledgeCase,
  meetCase,
  reopenCase,
  resolveCase,
  snoozeCase,
  unacknowledgeCase,
} from '../db/case-actions.ts'
import { listCaseEvents } from '../db/case-events.ts'
import { listCaseworkers } from '../db/caseworkers.ts'
import { listCitizens, namesOf } from '../db/citizens.ts'
import { listCases } from '../db/escalation-load.ts'
import { countMessages, countOpenCases, upcoming, waitingMessages } from '../db/overview.ts'
import { readPhone } from '../db/phone.ts'
import { isAway } from '../db/pool.ts'
import { listStaffNotes } from '../db/staff-notes.ts'
import { detouredNotices, failingNotices } from '../db/staff-notices-failing.ts'
import { listMessages } from '../db/transcript.ts'
import { systemClock } from '../lib/clock.ts'
import type { ConsoleDeps, Views } from '../web/console/views.ts'
import { createMetrics } from '../web/metrics.ts'
import { createWeb, type WebDeps } from '../web/web.ts'
import { createCaseDoor } from './case-door.ts'
import type { House } from './house.ts'
import { createTelegramFaults } from './set-aside.ts'

/** More than a page shows. */
const CASES = 100
const NOTES = 50

const viewsOf = ({ db, vault, clock, config, people }: House): Views => ({
  task: (it) => taskOf(it, people.policy),
  events: (caseIds) => listCaseEvents(db.sql, caseIds),
  failing: () => failingNotices(db.sql),
  async town() {
    const today = clock.now().toZonedDateTimeISO(config.zone).toPlainDate().toString()
    const [all, caseworkers] = await Promise.all([listCitizens(db.sql), listCaseworkers(db.sql, today)])
    const onPhone = all.filter(({ channels }) => channels.some(({ channel }) => channel === 'phone'))
    const names = await namesOf(
      db.sql,
      vault,
      onPhone.map(({ id }) => id),
    )
    const staff = new Map(caseworkers.map(({ id, name }) => [id, name]))
    return {
      caseworkers,
      citizens: onPhone.map(({ id, alias, language, status, caseworker }) => ({
        ...{ id, alias, language, status },
        name: names.get(id) ?? alias,
        caseworkerName: staff.get(caseworker) ?? '',
      })),
    }
  },
  phone: (alias) => readPhone(db.sql, vault, alias),
  cases: () => listCases(db.sql, { limit: CASES }),
  notes: () => listStaffNotes(db.sql, { limit: NOTES }),
  async sent(limit) {
    const messages = await listMessages(db.sql, { direction: 'out', limit: limit * 2 })
    return messages
      .filter(({ state }) => state !== 'queued' && state !== 'held')
      .slice(0, limit)
      .map(({ sentAt, dueAt, state, ...message }) => ({
        ...message,
        at: sentAt ?? dueAt,
        state: state as MessageState,
      }))
  },
  next: (limit) => upcoming(db.sql, limit),
})

const consoleOf = (house: House, receive: ConsoleDeps['receive']): ConsoleDeps | undefined => {
  const { phone } = house.channels
  const { advance, caseActions, people, changes, content, config } = house
  if (!phone || !advance) return undefined
  /** What a press has written is told to everybody else: the citizen, Slack, other open consoles. */
  const acted = async <T extends { done: boolean }>(acting: Promise<T>): Promise<T> => {
    const result = await acting
    if (result.done) {
      house.time.dispatcher.poke()
      void people.notify().catch(() => {})
      changes.emit()
    }
    return result
  }
  return {
    clock: house.clock,
    phone,
    receive,
    views: viewsOf(house),
    actions: {
      acknowledge: (caseId, by, seenVersion) => acted(acknowledgeCase(caseActions, { caseId, by, seenVersion })),
      resolve: (caseId, by, how, seenVersion) => acted(resolveCase(caseActions, { caseId, by, ...how, seenVersion })),
      other: (caseId, by, act, seenVersion) => {
        const it = { caseId, by, seenVersion }
        if (act.do === 'snooze') return acted(snoozeCase(caseActions, { ...it, until: act.until }))
        if (act.do === 'meeting') return acted(meetCase(caseActions, { ...it, until: { minutes: act.minutes } }))
        return acted((act.do === 'unacknowledge' ? unacknowledgeCase : reopenCase)(caseActions, it))
      },
      advance,
    },
    changes,
    text: (key, params, language) => content.render({ key, params }, { language, channel: 'phone', params: {} }).text,
    zone: config.zone,
    municipality: config.municipality,
  }
}

const readyOf = ({ db, queues, channels }: House): WebDeps['ready'] => ({
  postgres: () => db.pool.query('select 1'),
  queue: async () => {
    if (!(await queues.ready())) throw new Error('the queue does not answer')
  },
  channels: async () => {
    if (channels.all.size === 0) throw new Error('no channel is configured')
  },
})

/** Opens the doors: webhooks, health, metrics, and in a demo the console. */
export const openWeb = async (house: House): Promise<{ url: string; stop(): Promise<void> }> => {
  const { config, db, clock, time, turns, channels, people, log } = house
  const metrics = createMetrics({
    clock,
    messages: () => countMessages(db.sql, systemClock.now().subtract({ hours: 24 })),
    waiting: () => waitingMessages(db.sql, clock.now()),
    queue: () => house.queues.counts(),
    lastTick: time.lastTick,
    openCases: () => countOpenCases(db.sql),
    staffTrouble: async () => ({
      failing: (await failingNotices(db.sql)).length,
      detoured: (await detouredNotices(db.sql, clock.now().subtract({ hours: 24 }))).length,
    }),
    modelCalls: () => house.model?.counts() ?? [],
  })
  const receive = metrics.timed(turns.receive)
  const secret = config.telegram?.webhookSecret
  const demo = consoleOf(house, receive)
  const web = createWeb({
    ...{ log, host: config.web.host, port: config.web.port, away: isAway, metrics, ready: readyOf(house) },
    channels: {
      receive,
      delivery: (status) => time.dispatcher.delivery(status),
      ...(channels.telegram &&
        secret && {
          telegram: { channel: channels.telegram.channel, secret, failed: createTelegramFaults(house).again },
        }),
      ...(channels.sms && { kannel: channels.sms }),
    },
    ...(people.slack && { slack: people.slack }),
    cases: createCaseDoor(house),
    ...(demo && { demo }),
  })
  const { url } = await web.listen()
  return { url, stop: () => web.stop() }
}
