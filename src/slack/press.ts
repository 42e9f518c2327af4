import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Language } from '../core/citizen.ts'
import type { Log } from '../lib/log.ts'
import { readBlockId, settled } from './card.ts'
import type { Wording } from './notice.ts'
import { webApiErrorOf } from './web-api-error.ts'
import { escaped } from './words.ts'

/** What became of a person's press; the names are those of `db/case-actions.ts`. */
export type Acted =
  | { done: true; case: Case }
  | { done: false; why: 'gone' | 'forbidden' | 'acute' | 'unseen' | 'not-assessed' }
  | { done: false; why: 'too-late' | 'reopened'; first: { name: string; slack: string } | null }

/** Where a press came from, so that who pressed can be answered there. */
export const Place = z.object({ user: z.string(), channel: z.string(), ts: z.string() })
export type Place = z.infer<typeof Place>

/** A press as Slack tells of it; what we do not use is not looked at. */
const Press = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string().default(''),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), text: z.string().default('') }),
  actions: z.tuple([
    z.object({
      block_id: z.string(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ]),
})

const From = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string() }).nullish(),
})

/** One press on a case of ours. */
export interface CasePress {
  caseId: string
  /** The version of the case that was drawn where they pressed. */
  seenVersion: number
  /** Slack user id. */
  by: string
  place: Place
  text: string
  triggerId: string
  /** What was chosen in a list. */
  value: string | undefined
}

/** Undefined: none of ours, or changed on the way. */
export const readPress = (body: unknown): CasePress | undefined => {
  const parsed = Press.safeParse(body)
  if (!parsed.success) return undefined
  const { user, trigger_id, channel, message, actions } = parsed.data
  const drawn = readBlockId(actions[0].block_id)
  return (
    drawn && {
      caseId: drawn.caseId,
      seenVersion: drawn.version,
      by: user.id,
      place: { user: user.id, channel: channel.id, ts: message.ts },
      text: message.text,
      triggerId: trigger_id,
      value: actions[0].selected_option?.value,
    }
  )
}

/** Where a press came from that is none of ours; undefined where there is nowhere to answer. */
export const placeOf = (body: unknown): Place | undefined => {
  const from = From.safeParse(body)
  return from.success
    ? { user: from.data.user.id, channel: from.data.channel.id, ts: from.data.message?.ts ?? '' }
    : undefined
}

type Client = App['client']

/** What who pressed is told when it did not count. Undefined where there is nothing to say: they have it already. */
export const refusalOf = (
  acted: Exclude<Acted, { done: true }>,
  by: string,
  { text, language }: Wording,
): string | undefined => {
  if (acted.why === 'reopened') return text('staff.news', {}, language)
  if (acted.why !== 'too-late') return text(`staff.${acted.why}`, {}, language)
  if (!acted.first) return text('staff.already', {}, language)
  return acted.first.slack === by ? undefined : text('staff.lost-race', { who: acted.first.name }, language)
}

/** A line only they see. */
export const whisper = async (client: Client, { channel, user }: Place, text: string, log: Log): Promise<void> => {
  try {
    await client.chat.postEphemeral({ channel, user, text: escaped(text) })
  } catch (error) {
    log.warn({ code: webApiErrorOf(error).code }, 'could not tell who pressed that it did not count')
  }
}

/** A direct message keeps its words and loses its buttons; the card is drawn by its notice. */
export const settleDirect = async (client: Client, { channel, ts }: Place, text: string, log: Log): Promise<void> => {
  // Slack's ids of direct conversations begin with D.
  if (!channel.startsWith('D')) return
  try {
    await client.chat.update({ channel, ts, ...settled(text) })
  } catch (error) {
    log.warn({ code: webApiErrorOf(error).code }, 'could not take the button off a direct message')
  }
}

type View = Parameters<Client['views']['open']>[0]['view']

/** Opens a window; when Slack no longer lets us (three seconds are over), a direct line says to press again. */
export const openView = async (
  client: Client,
  press: Pick<CasePress, 'triggerId' | 'by'>,
  view: View,
  { wording, log }: { wording: Wording; log: Log },
): Promise<void> => {
  try {
    await client.views.open({ trigger_id: press.triggerId, view })
  } catch (error) {
    const { code } = webApiErrorOf(error)
    log.warn({ code }, 'a window could not be opened')
    const line = wording.text('staff.press-again', {}, wording.language)
    await client.chat.postMessage({ channel: press.by, text: escaped(line) }).catch((failed: unknown) => {
      log.warn({ code: webApiErrorOf(failed).code }, 'could not tell that a window did not open')
    })
  }
}

/** Who reads what a press leads to. */
export interface Reader {
  languageOf(slackUser: string): Promise<Language>
}
