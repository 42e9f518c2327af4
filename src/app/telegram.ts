import { MENU, type MenuCommand } from '../channels/telegram/menu.ts'
import { startPolling } from '../channels/telegram/polling.ts'
import { setTelegramWebhook } from '../channels/telegram/webhook.ts'
import { tryLead } from '../db/leader.ts'
import { isAway } from '../db/pool.ts'
import { claimSetting, readSetting, writeSetting } from '../db/settings.ts'
import { sentence } from '../lib/errors.ts'
import { BOT_SETTING, type House } from './house.ts'
import { createTelegramFaults } from './set-aside.ts'

const OFFSET = 'telegram-offset'

/** Opens Telegram's way in: our own polling in workers, or tells Telegram where the webhook is. @returns how to close it. */
export const openTelegramIn = async (house: House): Promise<() => Promise<void>> => {
  const { telegram } = house.channels
  const config = house.config.telegram
  if (!telegram || !config) return async () => {}
  const { api, channel } = telegram
  const { sql, pool } = house.db
  // Best effort: with Telegram away the process starts all the same.
  void api
    .getMe()
    .then((me) => claimSetting(sql, BOT_SETTING, me.username ?? ''))
    .catch((error: unknown) => house.log.warn({ reason: sentence(error) }, 'Telegram does not answer yet'))
  const lines = (language: 'da' | 'en') =>
    Object.fromEntries(
      (Object.keys(MENU) as MenuCommand[]).map((command) => [
        command,
        house.content.render({ key: `telegram-menu.${command}` }, { language, channel: 'telegram', params: {} }).text,
      ]),
    )
  void channel.showMenu([{ lines: lines('da') }, { language: 'en', lines: lines('en') }])

  if (config.mode === 'webhook') {
    await setTelegramWebhook(api, {
      url: `${house.config.web.publicUrl}/channels/telegram`,
      secret: config.webhookSecret!,
    }).catch((error: unknown) =>
      house.log.error({ reason: sentence(error) }, 'Telegram could not be told where the webhook is'),
    )
    return async () => {}
  }
  const polling = startPolling({
    api,
    log: house.log,
    translate: (update) => channel.translate(update),
    handle: async (inbound) => {
      await house.turns.receive(inbound)
    },
    poison: createTelegramFaults(house).setAside,
    away: isAway,
    offset: {
      load: async () => (await readSetting<number>(sql, OFFSET)) ?? 0,
      save: (next) => writeSetting(sql, OFFSET, next),
    },
    lead: { acquire: () => tryLead(pool, 'telegram-polling') },
  })
  return () => polling.stop()
}
