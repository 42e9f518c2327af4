import type { Api } from 'grammy'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { type Channel, NotGenuine } from '../channel.ts'
import { reasonOf } from './answers.ts'
import { callSignal } from './api.ts'
import { type TelegramInbound, translate } from './inbound.ts'
import type { MenuCommand } from './menu.ts'
import { MAX_TEXT, sendMessage } from './send.ts'
import { settle } from './settle.ts'
import { fetchVoice } from './voice.ts'
import { SECRET_HEADER, verifyTelegramSecret } from './webhook.ts'

type LanguageCode = NonNullable<NonNullable<Parameters<Api['setMyCommands']>[1]>['language_code']>

export interface TelegramDeps {
  api: Api
  clock: Clock
  log: Pick<Log, 'info' | 'warn' | 'debug'>
  /** Messages a second, `TELEGRAM_RATE`; 0: unlimited. Telegram's own limit is 30. */
  rate: number
  /** The longest one call may take, in milliseconds. */
  timeoutMs?: number
}

/** One language of the menu; without `language` it is everybody else's. */
export interface Menu {
  language?: LanguageCode
  /** A line of at most 256 characters for each command that shall be shown. */
  lines: Partial<Record<MenuCommand, string>>
}

export interface TelegramChannel extends Channel {
  /** An update as Inbound; undefined: ignored. Throws MalformedInbound (400). */
  translate(update: unknown): TelegramInbound | undefined
  /** A webhook call. Throws NotGenuine (401) before it looks at the body, MalformedInbound (400). */
  webhook(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body: unknown,
    secret: string,
  ): TelegramInbound | undefined
  /** Shows the commands behind Telegram's menu button. Best effort: a server that cannot is only logged. */
  showMenu(menus: readonly Menu[]): Promise<void>
}

/** Telegram: sends by grammy's `Api`, reads updates that polling or a webhook brings. */
export const createTelegram = ({ api, clock, log, rate, timeoutMs = 10_000 }: TelegramDeps): TelegramChannel => ({
  kind: 'telegram',
  // Source: core.telegram.org/bots/faq "My bot is hitting limits": 30 a second in all, one a second in a chat.
  limits: { perSecond: rate, perAddress: rate === 0 ? 0 : 1, maxText: MAX_TEXT },
  concurrency: 16,

  send: (outgoing) => sendMessage({ api, clock, timeoutMs }, outgoing),
  settle: (inbound, settled) => settle({ api, log, timeoutMs }, inbound, settled),
  translate: (update) => translate(update, clock.now()),
  fetchVoice: (voice, signal) => fetchVoice({ api, log }, voice, signal),

  webhook(headers, body, secret) {
    if (!verifyTelegramSecret(headers[SECRET_HEADER], secret)) throw new NotGenuine('telegram')
    return translate(body, clock.now())
  },

  async showMenu(menus) {
    for (const { language, lines } of menus) {
      const commands = Object.entries(lines).map(([command, description]) => ({ command, description }))
      try {
        await api.setMyCommands(commands, language ? { language_code: language } : undefined, callSignal(timeoutMs))
      } catch (error) {
        log.info({ channel: 'telegram', reason: reasonOf(error) }, 'the menu is not shown')
      }
    }
  },
})
