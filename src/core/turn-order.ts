import type { Position } from './dialog.ts'
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
