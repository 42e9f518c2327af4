import type { Log } from '../lib/log.ts'
import type { SlackClient } from './slack.ts'
import { webApiErrorOf } from './web-api-error.ts'

/** Takes the cards of somebody who was erased away; returns how many could not be, with Slack away or changed. */
export const removeCards = async (
  client: SlackClient,
  cards: readonly { channel: string; ts: string }[],
  log: Log,
): Promise<number> => {
  let left = 0
  for (const card of cards) {
    try {
      await client.chat.delete(card)
    } catch (error) {
      const { code } = webApiErrorOf(error)
      if (code === 'message_not_found' || code === 'channel_not_found') continue
      log.error({ code, ...card }, 'the card of somebody who was erased could not be taken away')
      left++
    }
  }
  return left
}
