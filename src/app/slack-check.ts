import { compareScopes, SCOPES } from '../slack/scopes.ts'
import type { Slack } from '../slack/slack.ts'
import { webApiErrorOf } from '../slack/web-api-error.ts'

/** What became of asking Slack who we are. `says` is a sentence on what is, or what to change. */
export interface SlackChecked {
  state: 'ok' | 'warning' | 'failed'
  says: string
}

const TOKEN_FAULTS: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
])

/** Asks Slack with the bot's token, and compares its rights with what `slack-manifest.yaml` asks for. */
export const checkSlack = async (slack: Pick<Slack, 'client'>): Promise<SlackChecked> => {
  try {
    const client = await slack.client()
    const { team, user, response_metadata } = await client.auth.test()
    const as = `as ${user ?? '?'} in ${team ?? '?'}`
    const granted = response_metadata?.scopes
    if (!granted) return { state: 'ok', says: `${as}; Slack did not say which rights the token has` }
    const { missing, beyond } = compareScopes(granted)
    if (missing.length > 0)
      return {
        state: 'failed',
        says: `The token lacks ${missing.map((scope) => `${scope} (${SCOPES[scope]})`).join(' and ')}; take slack-manifest.yaml anew under App Manifest and install the app again.`,
      }
    if (beyond.length > 0)
      return {
        state: 'warning',
        says: `The token may do more than Makker needs: ${beyond.join(', ')}; take that away under OAuth & Permissions.`,
      }
    return { state: 'ok', says: `${as}, with ${granted.join(', ')}` }
  } catch (error) {
    const { code } = webApiErrorOf(error)
    return TOKEN_FAULTS.has(code)
      ? {
          state: 'failed',
          says: `Slack refuses the token (${code}); copy the Bot User OAuth Token into SLACK_BOT_TOKEN, or install the app again.`,
        }
      : { state: 'failed', says: `Slack does not answer (${code}); cases wait until it does.` }
  }
}
