import { normaliseSms, segmentsOf } from '../channels/sms/text.ts'
import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import { DUTY, type LookReason } from '../core/access.ts'
import type { CasePage, Draft } from '../core/case-page.ts'
import type { ChannelKind, Language } from '../core/citizen.ts'
import { type Asked, accessTo } from '../db/access.ts'
import { audit } from '../db/audit.ts'
import type { CaseActionDeps } from '../db/case-actions.ts'
import { type CaseLink, makeLink } from '../db/case-links.ts'
import { loadCasePage } from '../db/case-page.ts'
import { type CitizenView, showCitizen } from '../db/citizens.ts'
import { type Deactivated, deactivate, findColleague } from '../db/colleagues.ts'
import { findCase } from '../db/escalation-load.ts'
import {
  answerSeen,
  handBack,
  lastHeard,
  type TalkDeps,
  type Talked,
  talksOver,
  writeAsPerson,
} from '../db/person-talk.ts'
import { sentence } from '../lib/errors.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { maskNumbers } from '../lib/mask.ts'
import type { Database } from './database.ts'

/** Who (a caseworker's id or Slack id) about whom. */
export interface About {
  by: string
  citizenId: string
  caseId?: string
  reason?: LookReason
}

/** `no-reason`: a lead, who has to say why first. */
export type Refused = { ok: false; why: 'forbidden' | 'gone' } | { ok: false; why: 'no-reason'; alias: string }

/** What a colleague's message may not be. */
export type NotDrafted = { ok: false; why: 'forbidden' | 'empty' | 'too-long' | 'no-channel' | 'stopped' }

/** Where colleagues look at citizens and write with them: one for the page, Slack and the command line. */
export interface CaseRoom {
  /** The citizen of a case. */
  citizenOf(caseId: string): Promise<string | undefined>
  access(it: About): Promise<Asked>
  /** Somebody took something away with them. */
  logged(it: About & { action: string }): Promise<void>
  /** A link for this colleague alone. */
  link(
    it: About & { what: CaseLink['what'] },
  ): Promise<{ ok: true; alias: string; url: string; code: string; minutes: number } | Refused>
  /** Everything they may see; that they looked is logged. */
  look(it: About & { how: 'page' | 'modal' }): Promise<{ ok: true; page: CasePage } | Refused>
  /** How a message would leave; undefined: they may not write with this citizen. */
  way(it: About): Promise<{ alias: string; channel: ChannelKind | undefined; language: Language } | undefined>
  draft(it: About & { text: string }): Promise<({ ok: true } & Draft) | NotDrafted>
  /** `text` as it was typed: masked and credited here again, since what comes back from a form is not what left. */
  send(it: About & { id: string; text: string }): Promise<Talked | { done: false; why: NotDrafted['why'] }>
  /** Where a person's time with a citizen has passed, the card says so. */
  talksOver(): Promise<void>
  /** `by` undefined: whoever may use the command line. */
  handBack(it: { by: string | undefined; citizenId: string }): Promise<Talked>
  /** Their Slack user, or they themselves, are gone: everything ends at once. */
  left(idOrSlack: string, why: string, by?: string): Promise<Deactivated | undefined>
}

/** Six parts of an SMS, or a short message elsewhere. */
const LONGEST = 900
const LINK_MINUTES = 5

interface Parts {
  config: Config
  content: Content
  log: Log
  database: Pick<Database, 'db' | 'vault'>
  actions: CaseActionDeps
  afterCommit(): Promise<unknown>
}

export const createCaseRoom = ({ config, content, log, database, actions, afterCommit }: Parts): CaseRoom => {
  const { vault } = database
  const { sql, clock, policy } = actions
  const { zone } = config
  const { silenceHours, segmentPrice } = content.rules.person
  const talk: TalkDeps = { sql, vault, clock, policy, silenceHours }
  const access = (it: About): Promise<Asked> => accessTo(sql, { ...it, now: clock.now(), zone })
  const told = async (done: Talked): Promise<Talked> => {
    if (!done.done) return done
    await actions.armed?.(done.after.followUps)
    await afterCommit()
    return done
  }
  const refusal = (asked: Asked): Refused =>
    asked.withReason && asked.see === 'state'
      ? { ok: false, why: 'no-reason', alias: asked.alias }
      : { ok: false, why: 'forbidden' }
  /** May they see more than that there is something? */
  const sees = ({ see }: Asked): boolean => see === 'content' || see === 'plan'

  const room: CaseRoom = {
    citizenOf: async (caseId) => (await findCase(sql, caseId))?.citizenId,
    access,
    logged: ({ by, action, citizenId, caseId, reason }) =>
      audit(sql, {
        ...{ actor: by, action, citizenId, at: clock.now() },
        ...(caseId && { caseId }),
        ...(reason && { why: reason }),
      }),

    async link({ what, ...it }) {
      const asked = await access(it)
      if (!sees(asked) || !asked.who || (what !== 'case' && asked.see !== 'content')) return refusal(asked)
      const { token, code } = await makeLink(
        sql,
        {
          caseworkerId: asked.who.id,
          citizenId: it.citizenId,
          caseId: it.caseId ?? asked.case?.id ?? null,
          what,
          why: it.reason ?? null,
        },
        clock.now(),
      )
      await audit(sql, {
        ...{ actor: asked.who.id, action: `${what}-link`, citizenId: it.citizenId, at: clock.now() },
        ...(asked.case && { caseId: asked.case.id }),
        ...(it.reason && { why: it.reason }),
      })
      return { ok: true, alias: asked.alias, url: `${config.web.publicUrl}/case/${token}`, code, minutes: LINK_MINUTES }
    },

    async look({ how, ...it }) {
      const asked = await access(it)
      if (!sees(asked)) return refusal(asked)
      const heardAt = asked.talk ? await lastHeard(sql, it.citizenId) : null
      const page = await loadCasePage(sql, vault, it.citizenId, asked, asked.case)
      if (!page) return { ok: false, why: 'gone' }
      await audit(sql, {
        ...{ actor: asked.who?.id ?? DUTY, action: 'look', citizenId: it.citizenId, at: clock.now() },
        ...(asked.case && { caseId: asked.case.id }),
        why: [asked.because, how, it.reason].filter(Boolean).join(' '),
      })
      if (asked.talk && page.talk.answeredAt) {
        const { notices } = await answerSeen(talk, it.citizenId, heardAt)
        // Who reads does not wait for Slack.
        if (notices)
          afterCommit().catch((error: unknown) => log.warn({ problem: sentence(error) }, 'a further answer waits'))
      }
      return { ok: true, page }
    },

    async way(it) {
      const asked = await access(it)
      const citizen = asked.talk ? await showCitizen(sql, vault, it.citizenId) : undefined
      const { alias, language } = citizen ?? {}
      return alias && language ? { alias, language, channel: firstChannel(citizen) } : undefined
    },

    async draft({ text: raw, ...it }) {
      const asked = await access(it)
      const citizen = asked.talk ? await showCitizen(sql, vault, it.citizenId) : undefined
      if (!citizen || !asked.who) return { ok: false, why: 'forbidden' }
      const { text, removed } = maskNumbers(raw.trim().replace(/\r\n?/g, '\n'))
      if (text === '') return { ok: false, why: 'empty' }
      if (text.length > LONGEST) return { ok: false, why: 'too-long' }
      if ((citizen.status === 'stopped' || citizen.status === 'ended') && !isOpenCase(asked))
        return { ok: false, why: 'stopped' }
      const channel = firstChannel(citizen)
      if (!channel) return { ok: false, why: 'no-channel' }
      const { language } = citizen
      const said = content.render(
        {
          key: 'person.prefix',
          // An @ in front would be taken for the key of a text.
          params: { caseworker: asked.who.name.split(' ')[0] ?? '', text: text.replace(/^@/, ' @') },
        },
        { language, channel, params: {} },
      ).text
      const whole = channel === 'sms' ? normaliseSms(said) : said
      const segments = channel === 'sms' ? segmentsOf(whole).segments : null
      return {
        ok: true,
        ...{ id: newId(), text: whole, masked: removed.length > 0, channel, language, segments },
        price: segments === null ? null : segments * segmentPrice,
      }
    },

    async send(it) {
      const draft = await room.draft(it)
      if (!draft.ok) return { done: false, why: draft.why }
      return told(await writeAsPerson(talk, { ...it, text: draft.text }))
    },
    async talksOver() {
      if (await talksOver(talk)) await afterCommit()
    },
    handBack: async (it) => told(await handBack(talk, it)),

    async left(idOrSlack, why, by = 'slack') {
      const who = await findColleague(sql, idOrSlack)
      if (!who?.active) return undefined
      const done = await deactivate(sql, { id: who.id, by, why }, clock.now(), policy)
      if (done?.heir === null)
        log.error({ caseworker: who.id }, 'nobody is left who could have the cases of who has left')
      if (done) {
        await actions.armed?.(done.cases.flatMap(({ followUps }) => followUps))
        await afterCommit()
      }
      return done
    },
  }
  return room
}

const firstChannel = (citizen: CitizenView | undefined): ChannelKind | undefined =>
  citizen?.channels.find(({ state }) => state === 'ok' || state === 'unverified')?.channel

const isOpenCase = ({ case: it }: Asked): boolean => it !== undefined && it.state !== 'resolved'
