import { resultOf } from './errors.ts'
import { wordsFor } from './form.ts'
import { type NoticeResult, type Wording, wordingFor } from './notice.ts'
import type { SlackClient } from './slack.ts'
import { escaped } from './words.ts'

/** What became of words that a colleague wrote. */
export interface Outcome {
  /** Slack user id of who wrote them. */
  slack: string
  language: 'da' | 'en'
  alias: string
  state: 'delivered' | 'failed'
}

/** Told to who wrote it alone. One attempt; never throws. */
export const tellOutcome = async (
  client: SlackClient,
  { slack, language, alias, state }: Outcome,
  wording: Wording,
): Promise<NoticeResult> => {
  const text = escaped(wordsFor(wordingFor(wording, language))(`reply.${state}`, { alias }))
  try {
    await client.chat.postMessage({ channel: slack, text, unfurl_links: false })
    return { outcome: 'sent' }
  } catch (error) {
    return resultOf(error)
  }
}
