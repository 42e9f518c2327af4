import type { Language } from './citizen.ts'

/**
 * What the companion wants to say: a key into `content/`, never a sentence.
 * Instruments and exercises are in the same catalogue under `instrument.<name>.…` and `exercise.<name>.…`.
 */
export interface Say {
  key: string
  /** Filled into the text. Common ones ({name}, {caseworker}, {sender}, …) are added when it is rendered. */
  params?: Record<string, string | number>
  /** Makes it a closed question: buttons where the channel has them, words or digits where not. */
  choices?: ChoiceRef[]
  /** In place of the citizen's own: who writes of danger in another language is answered in that one. */
  language?: Language
}

/** `value` is what comes back (a bare score for scales, a word otherwise); `key` names its label in `content/`. */
export interface ChoiceRef {
  value: string
  key: string
  params?: Record<string, string | number>
}

/** A message as the citizen sees it. */
export interface Rendered {
  text: string
  choices: Choice[]
}

export interface Choice {
  label: string
  value: string
}

/** What a message is for. Decides its priority, its late policy and whether a rhythm limit applies. */
export const MESSAGE_KINDS = [
  'safety', // the answer to S1–S3, and what a person did about it
  'reply', // any other answer to something the citizen wrote
  'person', // a caseworker's own words
  'invitation',
  'plan', // the day's plan
  'reminder', // before a plan item
  'check-in',
  'nudge',
  'exercise', // a prompt
  'notice', // "I pause now", "your time was moved"
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** Lower goes first. Replies overtake bulk. */
export const PRIORITY: Record<MessageKind, number> = {
  safety: 0,
  person: 1,
  reply: 1,
  invitation: 3,
  reminder: 4,
  'check-in': 5,
  plan: 5,
  nudge: 6,
  exercise: 6,
  notice: 6,
}

export const MESSAGE_STATES = [
  'queued',
  'held', // waits for quiet hours, a running conversation or a person who writes
  'sending', // the provider is being asked
  'sent',
  'delivered',
  'failed',
  'expired',
  'cancelled',
  'unknown', // a crash between `sending` and the provider's answer
] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** What to do with a message that could not leave in time. */
export type LatePolicy =
  | 'send' // whenever it can
  | 'hold' // at the end of quiet hours, merged with others held
  | 'drop' // not at all
