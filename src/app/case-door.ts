import { DUTY } from '../core/access.ts'
import { acknowledgeCase, type CaseActed, resolveCase } from '../db/case-actions.ts'
import { type CaseLink, lookAt, useLink } from '../db/case-links.ts'
import { showCitizen } from '../db/citizens.ts'
import { findColleague } from '../db/colleagues.ts'
import { exportCitizen } from '../db/export.ts'
import { invite } from '../db/joining.ts'
import { newToken } from '../lib/ids.ts'
import type { Acted, CaseDoor, Entered } from '../web/case/door.ts'
import { caseFile } from '../web/case/pdf.ts'
import { createWords } from '../web/console/words.ts'
import type { House } from './house.ts'

/** The citizen's whole file, as one document of each kind: for the page and the command line. */
export const fileOf = async (
  { db, vault, clock, config, content }: Pick<House, 'db' | 'vault' | 'clock' | 'config' | 'content'>,
  citizenId: string,
  format: 'pdf' | 'json',
  by: { name: string; language: 'da' | 'en' },
): Promise<{ name: string; type: string; body: Buffer } | undefined> => {
  const citizen = await showCitizen(db.sql, vault, citizenId)
  if (!citizen) return undefined
  const facts = await exportCitizen(db.sql, vault, citizenId)
  const date = clock.now().toZonedDateTimeISO(config.zone).toPlainDate().toString()
  const name = `makker-${citizen.alias}-${date}.${format}`
  if (format === 'json')
    return { name, type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(facts, null, 2)) }
  const text = (key: string, params: Record<string, string | number>, language: 'da' | 'en') =>
    content.render({ key, params }, { language, channel: 'phone', params: {} }).text
  const words = createWords({ text, zone: config.zone }, by.language, clock.now())
  return { name, type: 'application/pdf', body: await caseFile({ ...facts, citizen }, words, by.name) }
}

/** What stands behind the links in Slack: the colleague of the link, asked anew at each step whether they still may. */
export const createCaseDoor = (house: House): CaseDoor => {
  const { db, clock, config, content, caseActions, people, changes } = house
  const { room } = people
  /** A lead's reason, which the page need not know. */
  const reasons = new WeakMap<Entered, NonNullable<CaseLink['why']>>()
  const text: CaseDoor['text'] = (key, params, language) =>
    content.render({ key, params }, { language, channel: 'phone', params: {} }).text
  const onDuty = { id: DUTY, name: text('staff.duty', {}, 'da'), language: 'da' } as const
  const enter = async (link: CaseLink, until: Temporal.Instant): Promise<Entered | undefined> => {
    const colleague = link.caseworkerId ? await findColleague(db.sql, link.caseworkerId) : undefined
    const who = link.caseworkerId ? colleague?.active && colleague : onDuty
    return who ? { what: link.what, who, citizenId: link.citizenId, caseId: link.caseId, until } : undefined
  }
  const about = (entered: Entered) => {
    const reason = reasons.get(entered)
    const { who, citizenId, caseId } = entered
    return { by: who.id, citizenId, ...(caseId && { caseId }), ...(reason && { reason }) }
  }
  const after = async (acted: CaseActed): Promise<Acted> => {
    if (!acted.done) return tooBad(acted)
    house.time.dispatcher.poke()
    void people.notify().catch(() => {})
    changes.emit()
    return { done: true }
  }
  const caseAct = (entered: Entered, version: number) => ({
    caseId: entered.caseId ?? '',
    by: entered.who.id,
    seenVersion: version,
  })

  return {
    clock,
    zone: config.zone,
    secure: config.web.publicUrl.startsWith('https:'),
    silenceHours: content.rules.person.silenceHours,
    text,
    top(name) {
      const instrument = content.instruments.find((one) => one.name === name)
      if (!instrument) return 10
      return instrument.factor > 0 ? instrument.max * instrument.items * instrument.factor : instrument.max
    },

    async look(token, session) {
      const looked = await lookAt(db.sql, token, session, clock.now())
      if (looked.state === 'dead') return { state: 'dead' }
      const entered = await enter(looked.link, looked.state === 'session' ? looked.until : clock.now())
      if (!entered) return { state: 'dead' }
      if (looked.state === 'open') return { state: 'open', what: entered.what, who: entered.who }
      if (looked.link.why) reasons.set(entered, looked.link.why)
      return { state: 'session', entered }
    },

    async use(token, code) {
      const used = await useLink(db.sql, token, code, clock.now())
      return used.done ? { done: true, session: used.session } : { done: false, left: used.left }
    },

    async page(entered) {
      const looked = await room.look({ ...about(entered), how: 'page' })
      return looked.ok ? looked.page : undefined
    },
    async invitation(entered) {
      const asked = await room.access(about(entered))
      const citizen =
        asked.see === 'content' && asked.talk ? await showCitizen(db.sql, house.vault, entered.citizenId) : undefined
      if (citizen?.status !== 'invited') return undefined
      const token = newToken()
      await invite(db.sql, citizen.id, token, clock.now(), 1)
      await room.logged({ ...about(entered), action: 'invitation-shown' })
      const params = { token, caseworker: entered.who.name.split(' ')[0] ?? '' }
      const how = { language: citizen.language, channel: 'sms', params: { sender: config.municipality } } as const
      const { text } = content.render({ key: 'invitation.sms', params }, how)
      const bot = await house.telegramBot()
      const bySms = config.sms ? `SMSTO:${config.sms.from}:${token}` : token
      return { alias: citizen.alias, text, code: bot ? `https://t.me/${bot}?start=${token}` : bySms }
    },
    draft: (entered, text) => room.draft({ ...about(entered), text }),
    async send(entered, message) {
      const done = await room.send({ ...about(entered), ...message })
      return done.done ? { done: true } : { done: false, text: `reply.why.${done.why}` }
    },
    async handBack({ who, citizenId }) {
      const done = await room.handBack({ by: who.id, citizenId })
      return done.done ? { done: true } : { done: false, text: `reply.why.${done.why}` }
    },
    acknowledge: async (entered, version) => after(await acknowledgeCase(caseActions, caseAct(entered, version))),
    resolve: async (entered, { version, ...how }) =>
      after(await resolveCase(caseActions, { ...caseAct(entered, version), ...how })),

    async file(entered, format) {
      const asked = await room.access(about(entered))
      if (asked.see !== 'content' || !asked.who) return undefined
      await room.logged({ ...about(entered), action: `export-${format}` })
      return fileOf(house, entered.citizenId, format, entered.who)
    },
  }
}

const tooBad = (acted: CaseActed & { done: false }): Acted => {
  if (acted.why === 'too-late')
    return acted.first
      ? { done: false, text: 'lost-race', params: { who: acted.first.name } }
      : { done: false, text: 'gone' }
  return { done: false, text: acted.why === 'reopened' ? 'page.reopened' : acted.why }
}
