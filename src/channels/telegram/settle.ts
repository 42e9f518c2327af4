import type { Api } from 'grammy'
import type { Inbound } from '../../core/traffic.ts'
import type { Log } from '../../lib/log.ts'
import type { Settled } from '../channel.ts'
import { reasonOf } from './answers.ts'
import { callSignal } from './api.ts'
import type { Tap, TelegramInbound } from './inbound.ts'
import { chatId, MAX_TEXT } from './send.ts'

/** Telegram's limit for the line over the chat. */
const MAX_TOAST = 200

const NO_BUTTONS = { inline_keyboard: [] }

/**
 * After the commit: stops the button's spinner and takes the buttons from the answered question, with the choice
 * written under it. Both at once, each best effort: what fails is logged and the answer stands all the same.
 */
export const settle = async (
  { api, log, timeoutMs }: { api: Api; log: Pick<Log, 'debug'>; timeoutMs: number },
  inbound: Inbound,
  settled: Settled,
): Promise<void> => {
  const { tap }: { tap?: Tap } = inbound as TelegramInbound
  const done = await Promise.allSettled([
    tap && answerTap(api, tap, settled.toast, timeoutMs),
    settled.question && editQuestion(api, inbound, tap, settled.question, timeoutMs),
  ])
  for (const one of done)
    if (one.status === 'rejected') log.debug({ channel: 'telegram', reason: reasonOf(one.reason) }, 'not settled')
}

const answerTap = (api: Api, tap: Tap, toast: string | undefined, timeoutMs: number): Promise<unknown> =>
  api.answerCallbackQuery(
    tap.id,
    toast ? { text: toast.slice(0, MAX_TOAST).toWellFormed() } : {},
    callSignal(timeoutMs),
  )

const editQuestion = async (
  api: Api,
  inbound: Inbound,
  tap: Tap | undefined,
  question: NonNullable<Settled['question']>,
  timeoutMs: number,
): Promise<void> => {
  const chat = chatId(inbound.address)
  const messageId = Number(question.providerId ?? inbound.onMessage)
  if (chat === undefined || !Number.isSafeInteger(messageId)) return
  const text = question.text ?? tap?.text
  const chosen = question.chosen ?? tap?.label
  const words = text && chosen ? `${text}\n\n✓ ${chosen}`.toWellFormed() : undefined
  if (words !== undefined && words.length <= MAX_TEXT)
    await api.editMessageText(
      chat,
      messageId,
      words,
      { link_preview_options: { is_disabled: true }, reply_markup: NO_BUTTONS },
      callSignal(timeoutMs),
    )
  else await api.editMessageReplyMarkup(chat, messageId, { reply_markup: NO_BUTTONS }, callSignal(timeoutMs))
}
