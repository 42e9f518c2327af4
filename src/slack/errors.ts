import type { NoticeResult } from './notice.ts'
import { webApiErrorOf } from './web-api-error.ts'

/**
 * What Slack will say however often we ask; everything else is tried again.
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors
 */
const FINAL: ReadonlySet<string> = new Set([
  'account_inactive',
  'cannot_dm_bot',
  'channel_not_found',
  'ekm_access_denied',
  'invalid_auth',
  'invalid_blocks',
  'is_archived',
  'messages_tab_disabled',
  'missing_scope',
  'msg_too_long',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'not_in_channel',
  'org_login_required',
  'restricted_action',
  'token_expired',
  'token_revoked',
  'user_disabled',
  'user_not_found',
])

/** A card is not there any more, or is not ours: it is posted again. */
const CARD_GONE: ReadonlySet<string> = new Set([
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'is_archived',
  'message_not_found',
])

export const isCardGone = (error: unknown): boolean => CARD_GONE.has(webApiErrorOf(error).code)

/** Any thrown thing as what is to be done about it. The reason is a code, never a text that may hold more. */
export const resultOf = (error: unknown): NoticeResult => {
  const { code, retryAfter } = webApiErrorOf(error)
  if (FINAL.has(code)) return { outcome: 'refused', reason: code }
  return { outcome: 'retry', reason: code, ...(retryAfter !== undefined && { afterSeconds: retryAfter }) }
}
