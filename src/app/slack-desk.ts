import { toE164 } from '../channels/sms/number.ts'
import { firstLocal, type Repeats } from '../core/plan-times.ts'
import { accessTo, share } from '../db/access.ts'
import { audit } from '../db/audit.ts'
import { addNextStep, rateBelief } from '../db/beliefs.ts'
import { resolveCase, unacknowledgeCase } from '../db/case-actions.ts'
import { countCitizens, leadsOf, moveCaseload } from '../db/caseload.ts'
import { moveStatus } from '../db/citizen-status.ts'
import { AddressTaken, addCitizen, findCitizen, showCitizen } from '../db/citizens.ts'
import { findColleague, standIn } from '../db/colleagues.ts'
import { removeCover } from '../db/covers.ts'
import { listCases } from '../db/escalation-load.ts'
import { answered } from '../db/person-talk.ts'
import { addPlanItem, listPlanItems, removePlanItem, SamePlanItem } from '../db/plan-items.ts'
import { movePlanItem } from '../db/plan-move.ts'
import { armJobs } from '../db/reminder-jobs.ts'
import { readDateRange } from '../language/date-range.ts'
import { newToken } from '../lib/ids.ts'
import { maskNumbers } from '../lib/mask.ts'
import type { CommandDeps } from '../slack/commands.ts'
import type { Doing } from '../slack/desk.ts'
import type { SlackParts } from './slack-parts.ts'

type Desk = Omit<
  CommandDeps,
  | 'languageOf'
  | 'wording'
  | 'log'
  | 'left'
  | 'how'
  | 'citizenOf'
  | 'link'
  | 'look'
  | 'way'
  | 'draft'
  | 'send'
  | 'handBack'
  | 'silenceHours'
>

const forbidden = { done: false, why: 'forbidden' } as const
/** The sentence for what a case refuses, where it has another name. */
const WHY: Partial<Record<string, string>> = { reopened: 'news' }
/** A week to look at, and a little more. */
const WEEK_HOURS = 8 * 24

/** What colleagues do from Slack, over the database: each asks anew who they are, and writes down what was done. */
export const createDesk = (parts: SlackParts): Desk => {
  const { config, content, actions, database, room, afterCommit } = parts
  const { sql, clock } = actions
  const { vault } = database
  const { zone } = config
  const today = () => clock.now().toZonedDateTimeISO(zone).toPlainDate()

  /** Their own, one they stand in for, or one shared as a whole: who had a case by the chain decides about the case alone. */
  const deciding = async ({ by, citizenId }: Doing) => {
    const asked = await accessTo(sql, { by, citizenId, now: clock.now(), zone })
    const may = asked.talk && asked.act && asked.because !== 'chain'
    return may && asked.who ? { who: asked.who, alias: asked.alias } : undefined
  }
  const caseOf = async (citizenId: string) => (await listCases(sql, { citizenId, state: 'unresolved', limit: 1 }))[0]
  const noted = (action: string, by: string, citizenId?: string, why?: string) =>
    audit(sql, { actor: by, action, at: clock.now(), ...(citizenId && { citizenId }), ...(why && { why }) })
  const local = (date: string, time: string) => Temporal.PlainDateTime.from(`${date}T${time}`)
  const itemOf = async (citizenId: string, itemId: string) =>
    (await listPlanItems(sql, vault, citizenId)).find(({ id }) => id === itemId)
  /** What repeats is not begun on a day on which it never comes. */
  const begins = (at: Temporal.PlainDateTime, repeats: Repeats) =>
    firstLocal(at, repeats, content.rules.closingDays).equals(at)
  const isPast = (at: Temporal.PlainDateTime, theirs: string) =>
    Temporal.Instant.compare(at.toZonedDateTime(theirs).toInstant(), clock.now()) <= 0

  return {
    async mayDecide(it) {
      const may = await deciding(it)
      return may && { alias: may.alias }
    },
    isColleague: async (slackUser) => (await findColleague(sql, slackUser))?.active === true,
    async citizenNamed({ by, alias }) {
      const citizenId = await findCitizen(sql, alias)
      if (!citizenId) return undefined
      const { see } = await accessTo(sql, { by, citizenId, now: clock.now(), zone })
      return see === 'nothing' ? undefined : citizenId
    },

    hasCase: async (citizenId) => (await caseOf(citizenId)) !== undefined,
    async setStatus({ deed, caseEnd, ...it }) {
      const may = await deciding(it)
      if (!may) return forbidden
      const open = deed === 'end' ? await caseOf(it.citizenId) : undefined
      if (open && !caseEnd) return { done: false, why: 'status.end.first' }
      if (open && caseEnd && caseEnd !== 'hand-over') {
        const seenVersion = open.version
        const closed = await resolveCase(actions, { caseId: open.id, by: it.by, outcome: caseEnd, seenVersion })
        if (!closed.done && closed.why !== 'too-late') return { done: false, why: WHY[closed.why] ?? closed.why }
      }
      // Nobody has it yet, or it is put aside: it goes on by itself.
      if (open?.state === 'acknowledged' && caseEnd === 'hand-over')
        await unacknowledgeCase(actions, { caseId: open.id, by: it.by })
      const { done } = await moveStatus(
        sql,
        vault,
        { citizenId: it.citizenId, move: deed, now: clock.now() },
        {
          ...parts.caseParts,
          answered: (t, citizenId, at) => answered(t, citizenId, at, zone),
          arm: (t, citizenId, at) => armJobs(t, citizenId, at, content.rules.rhythm.pauseAfterDays),
        },
      )
      if (!done) return { done: false, why: 'status.not-now' }
      await noted(deed, may.who.id, it.citizenId)
      await afterCommit()
      return { done: true, alias: may.alias }
    },

    async rate({ rating, ...it }) {
      const may = await deciding(it)
      if (!may) return undefined
      await noted('belief', may.who.id, it.citizenId)
      return rateBelief(sql, vault, { citizenId: it.citizenId, caseworkerId: may.who.id, rating }, clock.now())
    },
    async nextStep({ by, citizenId, id, text }) {
      const who = await findColleague(sql, by)
      if (who?.active)
        await addNextStep(sql, vault, { id, citizenId, caseworkerId: who.id, text: maskNumbers(text).text })
    },

    async shareWith({ by, citizenId, with: other, what, until }) {
      const [may, colleague] = [await deciding({ by, citizenId }), await findColleague(sql, other)]
      if (!may) return forbidden
      if (!colleague?.active || colleague.id === may.who.id) return { done: false, why: 'share.unknown' }
      if (until < today().toString()) return { done: false, why: 'share.past' }
      await share(sql, { citizenId, caseworkerId: colleague.id, what, until, byId: may.who.id }, clock.now())
      return { done: true, alias: may.alias, who: colleague.name }
    },

    async week(it) {
      if (!(await deciding(it))) return []
      const until = clock.now().add({ hours: WEEK_HOURS })
      const items = await listPlanItems(sql, vault, it.citizenId)
      const shown = config.slack?.details === 'modal'
      return items
        .filter(
          ({ startsAt }) =>
            Temporal.Instant.compare(startsAt, until) < 0 && Temporal.Instant.compare(startsAt, clock.now()) > 0,
        )
        .map(({ id, startsAt, every, what }) => ({ id, at: startsAt, every, what: shown ? what : undefined }))
    },
    async addItem({ by, citizenId, date, time, what, place, every }) {
      const may = await deciding({ by, citizenId })
      const citizen = may && (await showCitizen(sql, vault, citizenId))
      if (!may || !citizen) return forbidden
      const startsLocal = local(date, time)
      if (isPast(startsLocal, citizen.zone)) return { done: false, why: 'plan.past' }
      if (!begins(startsLocal, { every: every ?? null, absence: 'none' })) return { done: false, why: 'plan.closed' }
      await addPlanItem(
        sql,
        vault,
        {
          ...{ citizenId, what: maskNumbers(what).text, startsLocal, absence: 'none' },
          ...{ person: { zone: citizen.zone, quiet: citizen.quiet }, rules: content.rules },
          ...(place && { place: maskNumbers(place).text }),
          ...(every && { every }),
        },
        clock.now(),
      ).catch((error: unknown) => {
        // Sent again, or wanted twice: it is in the plan, which is what was asked for.
        if (!(error instanceof SamePlanItem)) throw error
      })
      await noted('plan-add', may.who.id, citizenId)
      return { done: true, alias: may.alias }
    },
    async moveItem({ by, citizenId, itemId, date, time }) {
      const may = await deciding({ by, citizenId })
      const citizen = may && (await showCitizen(sql, vault, citizenId))
      if (!may || !citizen) return forbidden
      const startsLocal = local(date, time)
      if (isPast(startsLocal, citizen.zone)) return { done: false, why: 'plan.past' }
      const item = await itemOf(citizenId, itemId)
      if (item && !begins(startsLocal, item)) return { done: false, why: 'plan.closed' }
      const moved = await movePlanItem(
        sql,
        {
          ...{ id: itemId, citizenId, startsLocal, remindBefore: content.rules.remindBefore },
          person: { zone: citizen.zone, quiet: citizen.quiet },
        },
        clock.now(),
      )
      if (!moved) return { done: false, why: 'gone' }
      await noted('plan-move', may.who.id, citizenId)
      return { done: true, alias: may.alias }
    },
    async cancelItem({ by, citizenId, itemId }) {
      const may = await deciding({ by, citizenId })
      if (!may) return forbidden
      if (!(await itemOf(citizenId, itemId)) || !(await removePlanItem(sql, itemId)))
        return { done: false, why: 'gone' }
      await noted('plan-cancel', may.who.id, citizenId)
      return { done: true, alias: may.alias }
    },

    async invite({ by, phone: typed, language, channel }) {
      const who = await findColleague(sql, by)
      if (!who?.active) return forbidden
      const phone = toE164(typed)
      if (!phone) return { done: false, why: 'invite.no-number' }
      const token = newToken()
      const say = { key: 'invitation.sms', params: { token, caseworker: who.name.split(' ')[0] ?? '' } }
      const sent = config.sms !== undefined
      try {
        const citizen = { name: '', phone, caseworkerId: who.id, channel, language, zone, token }
        const { id, alias } = await addCitizen(
          sql,
          vault,
          { ...citizen, ...(sent && { invitation: say }) },
          clock.now(),
        )
        await noted('invite', who.id, id)
        await afterCommit()
        const link = await room.link({ by: who.id, citizenId: id, what: 'invite' })
        return link.ok ? { done: true, sent, ...link, alias } : forbidden
      } catch (error) {
        // Whose it is stays unsaid: they may be another team's.
        if (error instanceof AddressTaken) return { done: false, why: 'invite.taken' }
        throw error
      }
    },

    readDates(text) {
      const dates = readDateRange(text, today())
      return dates && { from: dates.from.toString(), to: dates.to.toString() }
    },
    async addAbsence({ by, cover, from, to }) {
      const [who, other] = [await findColleague(sql, by), await findColleague(sql, cover)]
      if (!who?.active) return forbidden
      if (!other?.active || other.id === who.id) return { done: false, why: 'share.unknown' }
      if (to < today().toString()) return { done: false, why: 'share.past' }
      const days = { caseworkerId: who.id, byId: other.id, from, to }
      const { id, cases, others } = await standIn(sql, days, clock.now(), actions.policy)
      await noted('cover', who.id, undefined, `by ${other.id} ${from}–${to}`)
      await actions.armed?.(cases.flatMap(({ followUps }) => followUps))
      if (cases.length > 0) await afterCommit()
      return { done: true, id, who: other.name, away: who.name, cases: cases.length, others }
    },
    async removeAbsence({ by, id }) {
      const who = await findColleague(sql, by)
      if (!who?.active || !(await removeCover(sql, { id, caseworkerId: who.id }))) return false
      await noted('cover-removed', who.id)
      return true
    },

    async askTakeover({ by, from }) {
      const [who, left] = [await findColleague(sql, by), await findColleague(sql, from)]
      if (!who?.active || !left || left.teamId !== who.teamId) return { ok: false, why: 'forbidden' }
      if (left.active) return { ok: false, why: 'takeover.not-left' }
      const citizens = await countCitizens(sql, left.id)
      if (citizens === 0) return { ok: false, why: 'takeover.nobody' }
      const leads = await leadsOf(sql, who.teamId)
      return { ok: true, fromId: left.id, toId: who.id, who: who.name, from: left.name, citizens, leads }
    },
    async takeOver({ by, fromId, toId }) {
      const [lead, left, to] = [
        await findColleague(sql, by),
        await findColleague(sql, fromId),
        await findColleague(sql, toId),
      ]
      const leads = lead?.active && lead.role === 'lead' && lead.teamId === left?.teamId && lead.teamId === to?.teamId
      if (!leads || !left || !to) return forbidden
      if (left.active || !to.active) return { done: false, why: 'takeover.not-left' }
      const taken = { fromId, toId, by: lead.id }
      const { citizens, followUps } = await moveCaseload(sql, taken, clock.now(), actions.policy)
      if (citizens === 0) return { done: false, why: 'takeover.nobody' }
      await actions.armed?.(followUps)
      await afterCommit()
      return { done: true, citizens, who: to.name, slack: to.slack, from: left.name }
    },
  }
}
