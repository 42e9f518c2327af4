import type { Position } from '../core/dialog.ts'
import type { Heard } from '../core/heard.ts'
import type { Inbound } from '../core/traffic.ts'
import { keep } from './free-text.ts'
import type { HearResult } from './hear.ts'
import { tokenIn } from './invitation.ts'

/** A turn's outcome. `stale`: a button that answers nothing any more. */
export interface Decision extends HearResult {
  stale?: boolean
}

/** Nothing is said, and nothing changes. */
export const nothing = (at: { open?: Position; suspended?: Position }): Decision => ({
  ...at,
  say: [],
  effects: [],
  kind: 'reply',
})

/** Buttons that are offered beside any question. */
export const ANYTIME: ReadonlySet<string> = new Set(['ring', 'ro', 'plan'])

/**
 * Events that are not a person's next words in the conversation, and so are not for the dialogs: a button of another
 * question, an edited message, a picture, a block. Undefined: it is for `hear`.
 * Risk is never overheard: a risky text goes to `hear` in whatever shape it comes.
 */
export const overhear = (
  inbound: Inbound,
  heard: Heard,
  at: { open?: Position; suspended?: Position },
  { stopped, joined, discreet }: { stopped: boolean; joined: boolean; discreet: boolean },
): Decision | undefined => {
  if (heard.risk) return undefined
  switch (inbound.kind) {
    case 'blocked':
      return { ...nothing(at), effects: [{ do: 'channel-state', state: 'blocked' }] }
    case 'unblocked':
      return { ...nothing(at), effects: [{ do: 'channel-state', state: 'ok' }] }
    case 'edited':
      return { ...nothing(at), effects: [{ do: 'keep-text' }] }
    case 'voice':
    case 'other':
      return {
        ...nothing(at),
        say: stopped
          ? []
          : [{ key: discreet ? 'media.plain' : inbound.kind === 'voice' ? 'voice.cannot' : 'media.cannot' }],
        // A caption is the person's own words.
        effects: inbound.text ? keep() : [],
      }
    case 'choice':
      // A second tap, or a button further up: it answers nothing, and says so over the chat only.
      // A person, an exercise or one's own plan may be asked for by any old button.
      if (inbound.value && ANYTIME.has(inbound.value)) break
      if (!at.open || (at.open.question && inbound.question && at.open.question !== inbound.question))
        return { ...nothing(at), stale: true }
      break
  }
  // The invitation once more, by its link or typed: no words for the caseworker.
  if (joined && tokenIn(inbound)) return { ...nothing(at), say: [{ key: 'invitation.already-joined' }] }
  return undefined
}
