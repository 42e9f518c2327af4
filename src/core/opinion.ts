import type { ReasonClass, RiskLevel } from './heard.ts'

/** What a language model may recognise in words that answered nothing; each leads to an answer that is there anyway. */
export const INTENTS = [
  'week', // what is in the plan
  'next', // when, where, which bus: the next plan item
  'move', // move or cancel an appointment
  'call', // wants to be rung
  'exercise',
  'robot', // is anybody there, who are you
  'my-data',
  'stop', // wants no more messages: it is asked, never done
  'none',
] as const
export type Intent = (typeof INTENTS)[number]

/** The reasons a model may raise with. The others are for scores, for silence and for the citizen's own call. */
export const OPINION_CLASSES = [
  'death-wish',
  'self-harm',
  'violence',
  'threat',
  'child',
  'shelter',
  'food',
  'relapse',
  'hopeless',
  'other',
] as const satisfies readonly ReasonClass[]

/** What a language model makes of a text, checked against the house's rules already. It may raise; it lowers nothing. */
export interface Opinion {
  risk?: { level: RiskLevel; class: ReasonClass }
  intent?: Intent
  /** The name of one of the content's own sentences, `reflect.<name>`. */
  reflection?: string
  /** One sentence of the model's own, in the citizen's language; in place of the content's. */
  sentence?: string
}

/** A spoken message at the provider. */
export interface VoiceRef {
  /** The provider's id of the file. */
  id: string
  /** Bytes, as far as the provider says. */
  bytes?: number
  /** A MIME type, such as `audio/ogg`. */
  type?: string
}
