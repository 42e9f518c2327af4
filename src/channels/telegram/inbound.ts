import { z } from 'zod'
import type { Inbound } from '../../core/traffic.ts'
import { MalformedInbound } from '../channel.ts'
import { readTap } from './keyboard.ts'
import { readCommand } from './menu.ts'

/** Kinds of update that are asked for; all else stays with Telegram. */
export const UPDATE_KINDS = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

// As little as is read: what Telegram adds or changes elsewhere must not stop a person's message.
const chat = z.object({ id: z.int(), type: z.string() })

/** Fields of a message that say "there is something that is not text". A message with none is Telegram's own notice. */
const VOICE = ['voice', 'audio', 'video_note'] as const
const MEDIA = [
  ...['photo', 'video', 'animation', 'document', 'sticker', 'location', 'venue', 'contact', 'poll', 'dice'],
  ...['story', 'paid_media', 'checklist', 'game'],
] as const

/** Sound that can be fetched. What of it cannot be read must not stop the message. */
const sound = z
  .object({ file_id: z.string(), file_size: z.int().optional(), mime_type: z.string().optional() })
  .optional()
  .catch(undefined)

const message = z.looseObject({
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  voice: sound,
  audio: sound,
})

const callbackQuery = z.object({
  id: z.string(),
  from: z.object({ id: z.int() }),
  data: z.string().optional(),
  message: z
    .object({
      message_id: z.int().optional(),
      chat,
      text: z.string().optional(),
      reply_markup: z
        .object({
          inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string().optional() }))),
        })
        .optional()
        .catch(undefined),
    })
    .optional(),
})

const update = z.object({
  update_id: z.int(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: callbackQuery.optional(),
  my_chat_member: z.object({ chat, new_chat_member: z.object({ status: z.string() }) }).optional(),
})
type Update = z.infer<typeof update>

/** What the channel needs to tidy up after a tap; others have no use for it. */
export interface Tap {
  /** Of the callback query, to stop the button's spinner. */
  id: string
  /** The question's words and the tapped label, as the person saw them. */
  text?: string
  label?: string
}

export interface TelegramInbound extends Inbound {
  tap?: Tap
}

/** What became of the person's membership in their own private chat with us. */
const MEMBERSHIP: Record<string, 'blocked' | 'unblocked'> = { kicked: 'blocked', left: 'blocked', member: 'unblocked' }

/** An update as Inbound; undefined for what is none of our business (groups, channels, unknown kinds). Throws MalformedInbound. */
export const translate = (body: unknown, receivedAt: Temporal.Instant): TelegramInbound | undefined => {
  const parsed = update.safeParse(body)
  if (!parsed.success)
    throw new MalformedInbound(
      'telegram',
      parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`),
    )
  const found = read(parsed.data)
  if (found === undefined) return undefined
  const { address, ...rest } = found
  return {
    channel: 'telegram',
    eventId: String(parsed.data.update_id),
    receivedAt,
    ...rest,
    address: String(address),
    text: found.text.toWellFormed(),
  }
}

type Read = Pick<TelegramInbound, 'kind' | 'text' | 'value' | 'onMessage' | 'question' | 'tap' | 'voice'> & {
  address: number
}

const read = (update: Update): Read | undefined => {
  if (update.message) return written(update.message)
  if (update.edited_message) return edited(update.edited_message)
  if (update.callback_query) return tapped(update.callback_query)
  if (update.my_chat_member) return membership(update.my_chat_member)
  return undefined
}

const isPrivate = ({ type }: { type: string }): boolean => type === 'private'

const written = (message: z.infer<typeof update>['message'] & object): Read | undefined => {
  if (!isPrivate(message.chat)) return undefined
  const address = message.chat.id
  if (message.text !== undefined) return { address, ...readCommand(message.text) }
  // A caption is the person's own words and is screened like any other.
  const text = message.caption ?? ''
  if (VOICE.some((field) => field in message)) return { address, kind: 'voice', text, ...voiceOf(message) }
  if (text !== '' || MEDIA.some((field) => message[field] !== undefined)) return { address, kind: 'other', text }
  return undefined
}

const voiceOf = ({ voice, audio }: z.infer<typeof message>): Pick<Read, 'voice'> => {
  const found = voice ?? audio
  if (!found) return {}
  const { file_id: id, file_size: bytes, mime_type: type } = found
  return { voice: { id, ...(bytes !== undefined && { bytes }), ...(type !== undefined && { type }) } }
}

const edited = (message: z.infer<typeof update>['message'] & object): Read | undefined => {
  const text = message.text ?? message.caption
  // A live location is "edited" every few seconds.
  return isPrivate(message.chat) && text !== undefined ? { address: message.chat.id, kind: 'edited', text } : undefined
}

const tapped = ({ id, from, data, message }: z.infer<typeof callbackQuery>): Read | undefined => {
  if (data === undefined || (message && !isPrivate(message.chat))) return undefined
  const { outboxId, value } = readTap(data)
  const label = message?.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data === data)?.text
  const tap: Tap = { id }
  if (message?.text !== undefined) tap.text = message.text
  if (label !== undefined) tap.label = label
  const read: Read = { address: message?.chat.id ?? from.id, kind: 'choice', text: '', value, tap }
  // Known even when Telegram's answer to the send was lost, or is not written yet.
  if (outboxId !== undefined) read.question = outboxId
  if (message?.message_id !== undefined) read.onMessage = String(message.message_id)
  return read
}

const membership = ({ chat, new_chat_member }: z.infer<typeof update>['my_chat_member'] & object): Read | undefined => {
  const kind = MEMBERSHIP[new_chat_member.status]
  return isPrivate(chat) && kind ? { address: chat.id, kind, text: '' } : undefined
}
