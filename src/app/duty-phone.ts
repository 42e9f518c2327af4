import { senderToE164, toE164 } from '../channels/sms/number.ts'
import type { Content } from '../content/load.ts'
import type { Inbound } from '../core/traffic.ts'
import { acknowledgeOnDuty } from '../db/case-actions.ts'
import { dutyNumbers } from '../db/duty.ts'
import { caseByCode, codeOf } from '../db/duty-codes.ts'
import { findCase } from '../db/escalation-load.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Channels } from './channels.ts'
import type { People } from './people.ts'

interface Parts {
  content: Content
  log: Log
  channels: Pick<Channels, 'sms'>
  people: People
  /** Something was written: the citizen is told, cards are drawn anew. */
  afterCommit(): Promise<unknown>
}

/** "JA 4821", as people write it. */
const ANSWER = /^\W*(?:ja|yes|ok)?\W*(\d{4})\W*$/iu

/**
 * The one on duty answers by SMS. Looked at before any turn: whoever holds that phone is a colleague, never a citizen and
 * never a stranger, whatever they write.
 */
export const createDutyPhone = ({ content, log, channels, people, afterCommit }: Parts) => {
  const { actions } = people
  const { sql, clock } = actions
  const fixed = content.rules.afterHours.dutyPhone && toE164(content.rules.afterHours.dutyPhone)
  const text = (key: string, params: Record<string, string> = {}) =>
    content.render({ key: `staff.${key}`, params }, { language: 'da', channel: 'sms', params: {} }).text

  /** A line that is no news of a case: losing it loses nothing. */
  const answer = async (address: string, line: string): Promise<void> => {
    const sent = await channels.sms?.send({ id: newId(), address, message: { text: line, choices: [] } })
    if (sent?.outcome !== 'sent') log.warn('the duty phone could not be answered')
  }

  /** What they have not read yet, and the digits that count now. */
  const news = async (caseId: string): Promise<string> => {
    const it = await findCase(sql, caseId)
    const code = await codeOf(sql, caseId)
    const last = it?.reasons.at(-1)?.class
    return text('duty-news', { ...(code && { code }), ...(last && { class: text(`class.${last}`) }) })
  }

  return {
    /** @returns false: not the duty phone; the turn has it. */
    async hears({ channel, kind, address, text: said }: Inbound): Promise<boolean> {
      if (channel !== 'sms' || kind !== 'text') return false
      const from = senderToE164(address) ?? address
      const rota = await dutyNumbers(sql, clock.now())
      if (from !== fixed && !rota.has(from)) return false
      const code = ANSWER.exec(said)?.[1]
      const caseId = code && (await caseByCode(sql, code))
      if (!caseId) {
        await answer(address, text('duty-unknown'))
        return true
      }
      const acted = await acknowledgeOnDuty(actions, { caseId, code, by: rota.get(from) ?? null, name: text('duty') })
      if (acted.done) await afterCommit()
      // To the very phone that answered: the news may have rung another, or none.
      else if (acted.why === 'reopened') await answer(address, await news(caseId))
      else await answer(address, text('duty-late', { who: ('first' in acted && acted.first?.name) || text('duty') }))
      return true
    },
  }
}
