import type { Log } from '../lib/log.ts'
import { tell } from './ask.ts'
import { wordsFor } from './form.ts'
import { type Wording, wordingFor } from './notice.ts'
import type { SlackClient } from './slack.ts'
import { escaped } from './words.ts'

/** What became of words that a colleague wrote outside a case, where no card tells it. */
export interface Outcome {
  /** Slack user id of who wrote them. */
  slack: string
  language: 'da' | 'en'
  alias: string
  state: 'delivered' | 'failed'
}

/** Told to who wrote it alone. */
export const tellOutcome = (
  client: SlackClient,
  { slack, language, alias, state }: Outcome,
  { wording, log }: { wording: Wording; log: Log },
): Promise<void> => {
  const text = escaped(wordsFor(wordingFor(wording, language))(`reply.${state}`, { alias }))
  return tell(client, { by: slack }, { text }, log)
}
