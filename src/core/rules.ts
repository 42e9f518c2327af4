/** Thresholds and times from `content/rules/`, readable by a citizen; see the level table in the docs. */
export interface Rules {
  who5: { low: number; veryLow: number; drop: number; bigDrop: number; newsWithinDays: number }
  weekly: { lowWellbeing: number }
  quietDays: number
  acute: { acknowledgeMinutes: number; everyMinutes: number }
  today: { everyHours: number; lateAfter: string; lateDue: string }
  /** Who has acknowledged is asked after this long whether they are still on it, and given as long to answer. */
  stillOnIt: { acuteMinutes: number; todayHours: number; soonDays: number }
  workingHours: { from: string; to: string; days: number[] }
  /** Dates without staff beside public holidays, `YYYY-MM-DD` or yearly `MM-DD`. */
  closingDays: string[]
  checkIn: { nudgeAfterHours: number; expireAfterHours: number }
  rhythm: { perDay: number; perWeek: number; silentDays: number; pauseAfterDays: number }
  /** How long before a plan item the reminder goes, ISO duration. */
  remindBefore: string
  /** A conversation with no word for this long is not running any more, ISO duration. */
  conversationIdle: string
  /** While a colleague writes with a citizen: silence after their last word, and what one part of an SMS costs in kroner, about. */
  person: { silenceHours: number; segmentPrice: number }
  /** After-hours cover: who can be reached when nobody is at work; `undecided` makes `doctor` fail. */
  afterHours: {
    cover: 'undecided' | 'none' | 'duty'
    dutyPhone?: string
    /** A local emergency service with people at every hour; before the region's lines. */
    emergency?: string
    /** Where somebody without a roof can ring for a bed at any hour. */
    shelter?: string
    /** Whose doctor on call is named, as in `content/helplines`. */
    region?: string
  }
}
