import type { Channel } from '../channels/channel.ts'
import { createPhone, type PhoneChannel } from '../channels/phone/phone.ts'
import { createKannel } from '../channels/sms/kannel.ts'
import { createSmsChannel, type SmsChannel } from '../channels/sms/sms.ts'
import type { TelegramChannel } from '../channels/telegram/telegram.ts'
import type { Config } from '../config.ts'
import type { ChannelKind } from '../core/citizen.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** The channels this deployment is configured for. */
export interface Channels {
  all: ReadonlyMap<ChannelKind, Channel>
  phone: PhoneChannel | undefined
  sms: SmsChannel | undefined
  telegram: { channel: TelegramChannel; api: import('grammy').Api } | undefined
  close(): Promise<void>
}

/** Telegram's library is loaded only with a token: 26 MB and a quarter of a second that others need not pay. */
const openTelegram = async (config: Config, clock: Clock, log: Log): Promise<Channels['telegram']> => {
  if (!config.telegram) return undefined
  const { createTelegramApi } = await import('../channels/telegram/api.ts')
  const { createTelegram } = await import('../channels/telegram/telegram.ts')
  const api = createTelegramApi(config.telegram)
  return { api, channel: createTelegram({ api, clock, log, rate: config.telegram.rate }) }
}

const openSms = ({ sms, web }: Config, clock: Clock): SmsChannel | undefined => {
  if (!sms) return undefined
  const { url, username, password, inboundSecret: secret } = sms.kannel
  const gateway = createKannel({ url, username, password, secret, publicUrl: web.publicUrl, clock })
  return createSmsChannel({ gateway, from: sms.from, rate: sms.rate })
}

export const openChannels = async (config: Config, clock: Clock, log: Log): Promise<Channels> => {
  const phone = config.demo ? createPhone({ clock }) : undefined
  const sms = openSms(config, clock)
  const telegram = await openTelegram(config, clock, log)
  const all = [phone, sms, telegram?.channel].filter((channel) => channel !== undefined)
  return {
    all: new Map(all.map((channel) => [channel.kind, channel])),
    phone,
    sms,
    telegram,
    close: async () => sms?.close(),
  }
}
