import type { Api } from 'grammy'
import type { Outgoing, SendResult } from '../../core/traffic.ts'
import type { Clock } from '../../lib/clock.ts'
import { classify } from './answers.ts'
import { callSignal } from './api.ts'
import { fitsButtons, keyboard } from './keyboard.ts'

/** Telegram's limit for one message, in UTF-16 units (its own count is never larger). */
export const MAX_TEXT = 4096

/** A private chat's id: a positive integer of at most 52 bits. Groups are negative; we never write to them. */
export const chatId = (address: string): number | undefined => {
  const id = /^[1-9][0-9]{0,15}$/.test(address) ? Number(address) : Number.NaN
  return Number.isSafeInteger(id) ? id : undefined
}

/**
 * One `sendMessage`. Plain text without parse_mode, so nothing in it can be read as markup; link previews are off,
 * because fetching them would tell a third party what we sent.
 */
export const sendMessage = async (
  { api, clock, timeoutMs }: { api: Api; clock: Clock; timeoutMs: number },
  { id, address, message }: Outgoing,
): Promise<SendResult> => {
  const chat = chatId(address)
  const text = message.text.toWellFormed()
  if (chat === undefined) return { outcome: 'refused', reason: 'unknown-number' }
  if (text.length > MAX_TEXT) return { outcome: 'refused', reason: 'too-long' }
  if (text.trim() === '' || !fitsButtons(id, message.choices)) return { outcome: 'refused', reason: 'rejected' }

  const signal = callSignal(timeoutMs)
  try {
    const sent = await api.sendMessage(
      chat,
      text,
      {
        link_preview_options: { is_disabled: true },
        ...(message.choices.length > 0 ? { reply_markup: keyboard(id, message.choices) } : {}),
      },
      signal,
    )
    // Telegram has no delivery reports: its "ok" is the delivery (the chat is on Telegram's servers).
    return { outcome: 'sent', delivered: true, providerId: String(sent.message_id) }
  } catch (error) {
    return classify(error, clock.now(), signal.aborted)
  }
}
