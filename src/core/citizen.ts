/** The ways a citizen can be reached. `phone` is the simulator in the browser. */
export const CHANNELS = ['telegram', 'sms', 'phone'] as const
export type ChannelKind = (typeof CHANNELS)[number]

/** `unverified`: an address we were told but have not heard from. Only `ok` and `unverified` are sent to. */
export type ChannelState = 'ok' | 'blocked' | 'undeliverable' | 'unverified'

export const LANGUAGES = ['da', 'en', 'ar', 'uk', 'pl', 'tr'] as const
export type Language = (typeof LANGUAGES)[number]

export const CITIZEN_STATUSES = ['invited', 'active', 'paused', 'stopped', 'ended'] as const
/** `stopped`: the citizen said STOP, only their own START resumes. `ended`: the enrolment is over. */
export type CitizenStatus = (typeof CITIZEN_STATUSES)[number]

/** A local wall-clock time, `HH:MM`. */
export type LocalTime = string

/** Local times between which nothing is started; `from` > `to` spans midnight. Replies are never bound by them. */
export interface QuietHours {
  from: LocalTime
  to: LocalTime
}

/** What decisions may know of a citizen. Names, numbers and free text are not in here. */
export interface Citizen {
  id: string
  alias: string
  status: CitizenStatus
  language: Language
  /** IANA zone. */
  zone: string
  quiet: QuietHours
  /** When the citizen wants the day's plan. */
  planAt: LocalTime
  caseworkerId: string
}
