import { createHash, timingSafeEqual } from 'node:crypto'
import type { Api } from 'grammy'
import { callSignal } from './api.ts'
import { UPDATE_KINDS } from './inbound.ts'

/** The header that carries the secret given to `setWebhook`. */
export const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/** Compared by digest, so that neither content nor length shows in the time it takes. An empty secret matches nothing. */
export const verifyTelegramSecret = (header: string | readonly string[] | undefined, secret: string): boolean =>
  typeof header === 'string' && secret !== '' && timingSafeEqual(digest(header), digest(secret))

/** Asks Telegram to call `url` (https) with `secret` (A–Z a–z 0–9 _ -, 1–256). What waits at Telegram is kept. */
export const setTelegramWebhook = async (api: Api, { url, secret }: { url: string; secret: string }): Promise<void> => {
  await api.setWebhook(url, { secret_token: secret, allowed_updates: [...UPDATE_KINDS] }, callSignal(10_000))
}
