import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import type { Choice } from '../../core/message.ts'

/** Telegram's limit on `callback_data`. */
const MAX_DATA_BYTES = 64
/** Telegram shows at most eight buttons in a row. */
const MAX_ROW = 8

/** How many buttons of a length (in characters of the longest label) fit beside each other on a small phone. */
const PER_ROW: readonly { upTo: number; fit: number }[] = [
  { upTo: 3, fit: MAX_ROW },
  { upTo: 8, fit: 3 },
  { upTo: 14, fit: 2 },
]

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What a button says of itself: the outbox id of its question in 22 characters, and the value. */
export const tapData = (outboxId: string, value: string): string =>
  `${UUID.test(outboxId) ? Buffer.from(outboxId.replaceAll('-', ''), 'hex').toString('base64url') : ''}.${value}`

/** Reads `tapData` back. Data that is not ours is taken as a bare value. */
export const readTap = (data: string): { outboxId?: string; value: string } => {
  const dot = data.indexOf('.')
  const value = data.slice(dot + 1)
  if (dot !== 22) return { value: dot === 0 ? value : data }
  const hex = Buffer.from(data.slice(0, dot), 'base64url').toString('hex')
  return { outboxId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), value }
}

/** Buttons for a closed question: scales in even rows, words beside each other, long labels one a row. */
export const keyboard = (outboxId: string, choices: readonly Choice[]): InlineKeyboardMarkup => {
  const longest = Math.max(...choices.map(({ label }) => [...label].length))
  const fit = PER_ROW.find(({ upTo }) => longest <= upTo)?.fit ?? 1
  const perRow = Math.ceil(choices.length / Math.ceil(choices.length / fit))
  const buttons = choices.map(
    ({ label, value }): InlineKeyboardButton => ({
      text: label.toWellFormed(),
      callback_data: tapData(outboxId, value.toWellFormed()),
    }),
  )
  return {
    inline_keyboard: Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
      buttons.slice(row * perRow, (row + 1) * perRow),
    ),
  }
}

/** Every label says something and every value fits into a button. */
export const fitsButtons = (outboxId: string, choices: readonly Choice[]): boolean =>
  choices.every(
    ({ label, value }) => label.trim() !== '' && Buffer.byteLength(tapData(outboxId, value)) <= MAX_DATA_BYTES,
  )
