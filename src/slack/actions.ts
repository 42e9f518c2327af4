import type { App } from '@slack/bolt'
import { z } from 'zod'
import { type Case, OUTCOMES, type Outcome } from '../core/case.ts'
import type { Log } from '../lib/log.ts'
import { ACTION, readBlockId, settled } from './card.ts'
import type { Wording } from './notice.ts'
import { webApiErrorOf } from './web-api-error.ts'
import { escaped } from './words.ts'

/** What became of a person's press; the names are those of `db/case-actions.ts`. */
export type Acted =
  | { done: true; case: Case }
  | { done: false; why: 'gone' | 'forbidden' | 'acute' | 'not-assessed' }
  | { done: false; why: 'too-late' | 'reopened'; first: { name: string; slack: string } | null }

export interface ActionDeps {
  /** `by` is the Slack user's id. */
  acknowledge(act: { caseId: string; by: string; seenVersion: number }): Promise<Acted>
  resolve(act: { caseId: string; by: string; outcome: Outcome; seenVersion: number }): Promise<Acted>
  /** Something was written: cards are drawn anew, the citizen is told. */
  afterCommit(): Promise<unknown>
  log: Log
  wording: Wording
}

/** A press as Slack tells of it; what we do not use is not looked at. */
const Press = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), text: z.string().default('') }),
  actions: z.tuple([
    z.object({
      block_id: z.string(),
      selected_option: z.object({ value: z.enum(OUTCOMES) }).optional(),
    }),
  ]),
})
type Press = z.infer<typeof Press>

/** Hangs our buttons on the app. The state decides; who comes second, or may not, is told so and nobody else. */
export const listenToCards = (app: App, deps: ActionDeps): void => {
  app.action(ACTION.open, ({ ack }) => ack())
  app.action(ACTION.acknowledge, ({ ack, body, client }) =>
    pressed(body, client, ack, deps, (caseId, press, seenVersion) =>
      deps.acknowledge({ caseId, by: press.user.id, seenVersion }),
    ),
  )
  app.action(ACTION.resolve, ({ ack, body, client }) =>
    pressed(body, client, ack, deps, async (caseId, { user, actions: [action] }, seenVersion) => {
      const outcome = action.selected_option?.value
      return outcome && deps.resolve({ caseId, by: user.id, outcome, seenVersion })
    }),
  )
}

type Act = (caseId: string, press: Press, version: number) => Promise<Acted | undefined>

const pressed = async (
  body: unknown,
  client: App['client'],
  ack: () => Promise<void>,
  deps: ActionDeps,
  act: Act,
): Promise<void> => {
  const parsed = Press.safeParse(body)
  const drawn = parsed.success ? readBlockId(parsed.data.actions[0].block_id) : undefined
  if (!parsed.success || !drawn) {
    deps.log.warn('a press from Slack that is none of ours')
    await ack()
    return
  }
  const press = parsed.data
  // Answered when it is written: a press that could not be is shown as failed to who pressed.
  const acted = await act(drawn.caseId, press, drawn.version)
  await ack()
  if (!acted) return
  if (acted.done) await deps.afterCommit()
  else {
    const refusal = refusalOf(acted, press, deps.wording)
    if (refusal) await whisper(client, press, refusal, deps.log)
  }
  if (acted.done || acted.why === 'too-late' || acted.why === 'gone') await settleDirect(client, press, deps.log)
}

/** Undefined where there is nothing to say: a double click by the one who has it already. */
const refusalOf = (
  acted: Exclude<Acted, { done: true }>,
  { user }: Press,
  { text, language }: Wording,
): string | undefined => {
  if (acted.why === 'reopened') return text('staff.card.waiting', {}, language)
  if (acted.why !== 'too-late') return text(`staff.${acted.why}`, {}, language)
  if (!acted.first) return text('staff.gone', {}, language)
  return acted.first.slack === user.id ? undefined : text('staff.lost-race', { who: acted.first.name }, language)
}

const whisper = async (client: App['client'], { channel, user }: Press, text: string, log: Log): Promise<void> => {
  try {
    await client.chat.postEphemeral({ channel: channel.id, user: user.id, text: escaped(text) })
  } catch (error) {
    log.warn({ code: webApiErrorOf(error).code }, 'could not tell who pressed that it did not count')
  }
}

/** A direct message keeps its words and loses its button; the card is drawn by its notice. */
const settleDirect = async (client: App['client'], press: Press, log: Log): Promise<void> => {
  // Slack's ids of direct conversations begin with D.
  if (!press.channel.id.startsWith('D')) return
  try {
    await client.chat.update({ channel: press.channel.id, ts: press.message.ts, ...settled(press.message.text) })
  } catch (error) {
    log.warn({ code: webApiErrorOf(error).code }, 'could not take the button off a direct message')
  }
}
