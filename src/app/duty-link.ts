import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { StaffNotice } from '../core/staff-notice.ts'
import { makeLink } from '../db/case-links.ts'
import { whoKnows } from '../db/duty.ts'
import type { Sql } from '../db/pool.ts'
import type { Clock } from '../lib/clock.ts'

/** An SMS may take a while, and who is on duty may be driving. */
const LINK = { minutes: 30 }

type Receipt = Pick<StaffNotice, 'reason' | 'to' | 'language' | 'duty'> & {
  case: Pick<StaffNotice['case'], 'id' | 'citizenId'>
}

interface Parts {
  config: Pick<Config, 'web' | 'demo'>
  content: Content
  sql: Sql
  clock: Clock
}

/**
 * How an SMS to the duty phone ends. Whoever took a case by it must be able to call: they get a link of one use to the
 * citizen's page, opened by the four digits of the message before, so that neither SMS alone is worth anything. Where no
 * phone could open our pages, it says whom to ring. A call leads to the console, where there is one.
 */
export const createDutyLink =
  ({ config: { web, demo }, content, sql, clock }: Parts) =>
  async ({ reason, case: it, to, language, duty }: Receipt): Promise<string | undefined> => {
    if (reason !== 'thanks') return demo && `${web.publicUrl}/#case-${it.id}`
    const say = (key: string, params: Record<string, string | number>): string =>
      content.render({ key: `staff.${key}`, params }, { language, channel: 'sms', params: {} }).text
    if ((!web.isPublic && !demo) || !duty.code) {
      const knows = await whoKnows(sql, it.citizenId)
      return knows && say('duty-ring', { who: [knows.name, knows.phone].filter(Boolean).join(', ') })
    }
    const { token } = await makeLink(
      sql,
      { caseworkerId: to?.id ?? null, citizenId: it.citizenId, caseId: it.id, what: 'case', why: null },
      clock.now(),
      { code: duty.code, lives: LINK },
    )
    return say('duty-page', { url: `${web.publicUrl}/case/${token}`, ...LINK })
  }
