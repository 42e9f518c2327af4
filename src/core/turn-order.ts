import type { Position } from './dialog.ts'
import type { Effect } from './effect.ts'
import type { RiskLevel } from './heard.ts'
import type { MessageKind, Rendered } from './message.ts'
import type { Inbound } from './traffic.ts'

/** One reply of a turn, in words already. */
export interface Reply {
  id: string
  kind: MessageKind
  message: Rendered
}

/** What one turn writes, all or nothing. */
export interface TurnOrder {
  inbound: Inbound
  inboxId: string
  citizenId: string
  /** The conversation's version that was read. */
  version: number
  /** The citizen's own. */
  key: Buffer
  now: Temporal.Instant
  /** Null: the citizen's words are not kept (a tap). */
  text: string | null
  kept: boolean
  risk: RiskLevel | null
  open: Position | undefined
  suspended: Position | undefined
  replies: readonly Reply[]
  channelId: string
  /** The channel is the row itself, so its replies are delivered when stored. */
  instant: boolean
  /** Who sends the replies, and until when nobody else may. */
  lease: { by: string; until: Temporal.Instant }
}

/** What a second look at an event that is in the inbox already writes, all or nothing. */
export interface SecondOrder
  extends Pick<TurnOrder, 'inboxId' | 'citizenId' | 'version' | 'key' | 'now' | 'open' | 'suspended' | 'replies'> {
  channel: TurnOrder['inbound']['channel']
  channelId: string
  lease: TurnOrder['lease']
  effects: readonly Effect[]
  /** When the event was heard: what comes of it stands at that moment, so that its words are found beside it. */
  heardAt: Temporal.Instant
  /** Replies of the first look that have not left: these take their place. */
  replaces: readonly string[]
  /** The level it is raised to; only once, and only to a higher one. */
  raises?: RiskLevel
  /** What a spoken message said; only once. */
  heard?: { text: string; risk: RiskLevel | null; kept: boolean }
}
