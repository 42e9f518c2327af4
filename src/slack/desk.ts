import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../lib/log.ts'
import { type Ask, tell } from './ask.ts'
import { type Wording, wordingFor } from './notice.ts'
import { openView, type Reader } from './press.ts'
import { escaped } from './words.ts'

/** Who does something about which citizen. `by` is the Slack user's id. */
export interface Doing {
  by: string
  citizenId: string
}

/** What became of it; `why` is the key of a sentence under `staff`. */
export type Done<T = object> = ({ done: true; alias: string } & T) | { done: false; why: string }

/** What every window of the desk needs. */
export interface DeskDeps extends Reader {
  /** May they decide about this citizen: their own, one they stand in for, or one shared as a whole? */
  mayDecide(it: Doing): Promise<{ alias: string } | undefined>
  wording: Wording
  log: Log
}

/** What a window about a citizen remembers. Whether they may is asked anew when it comes back. */
export const About = z.object({ citizenId: z.uuid(), alias: z.string(), channel: z.string().optional() })
export type About = z.infer<typeof About>

/** Opens what `draw` makes, for who may decide about the citizen; all others are told no. */
export const openAbout = async (
  client: App['client'],
  ask: Ask & { of: { citizenId: string } },
  deps: DeskDeps,
  draw: (about: About, w: Wording) => Promise<types.ModalView | undefined> | types.ModalView | undefined,
): Promise<void> => {
  const w = wordingFor(deps.wording, await deps.languageOf(ask.by))
  const may = await deps.mayDecide({ by: ask.by, citizenId: ask.of.citizenId })
  const view = may && (await draw({ ...ask.of, alias: may.alias, ...(ask.channel && { channel: ask.channel }) }, w))
  if (view) return openView(client, ask, view, { wording: w, log: deps.log })
  await tell(client, ask, { text: escaped(w.text('staff.forbidden', {}, w.language)) }, deps.log)
}

/** Says what was done, or why not, to who did it and nobody else. */
export const tellDone = async (
  client: App['client'],
  to: { by: string; channel?: string | undefined },
  line: string,
  deps: Pick<DeskDeps, 'log'>,
): Promise<void> => tell(client, to, { text: escaped(line) }, deps.log)

export const wordingOf = async (deps: DeskDeps, by: string): Promise<Wording> =>
  wordingFor(deps.wording, await deps.languageOf(by))
