import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../lib/log.ts'
import { webApiErrorOf } from './web-api-error.ts'

export interface GoneDeps {
  /** The colleague behind this Slack user loses access at once; their cases go on to others. */
  left(slackUser: string, why: string): Promise<unknown>
  log: Log
}

const Changed = z.object({
  event: z.object({ user: z.object({ id: z.string(), deleted: z.boolean().default(false) }) }),
})

/** Slack tells that an account was deactivated. https://docs.slack.dev/reference/events/user_change */
export const listenToLeaving = (app: App, { left }: GoneDeps): void => {
  app.event('user_change', async ({ body }) => {
    const changed = Changed.safeParse(body)
    if (changed.success && changed.data.event.user.deleted) await left(changed.data.event.user.id, 'user_change')
  })
}

/** What says for certain that there is no such account any more; anything else is trouble on the way. */
const NO_ACCOUNT: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible', 'account_inactive'])

/**
 * Asked before anything of a citizen is opened: an event may have been missed. With Slack in trouble the answer is no,
 * nobody is gone: who pressed came from Slack a moment ago.
 */
export const isGone = async (client: App['client'], slackUser: string, { left, log }: GoneDeps): Promise<boolean> => {
  try {
    const { user } = await client.users.info({ user: slackUser })
    if (!user?.deleted) return false
  } catch (error) {
    const { code } = webApiErrorOf(error)
    if (!NO_ACCOUNT.has(code)) {
      log.warn({ code }, 'could not ask Slack about an account')
      return false
    }
  }
  await left(slackUser, 'users.info')
  return true
}
