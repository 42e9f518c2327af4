import { getLocal } from 'mockttp'
import { createTelegramApi } from '../../../src/channels/telegram/api.ts'
import { createTelegram, type TelegramChannel } from '../../../src/channels/telegram/telegram.ts'
import { ManualClock } from '../../../src/lib/clock.ts'
import { startTelegram } from '../../support/telegram.ts'
import { contractFaults } from '../../support/telegram-contract.ts'
import { type Bench, channelContract, type Trouble } from '../contract.ts'

const clock = new ManualClock('2026-08-03T07:00:00Z')
const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined }
const SECRET = 'a-secret'

const channelAt = (apiRoot: string, token: string, timeoutMs?: number): TelegramChannel => {
  const api = createTelegramApi({ token, apiRoot })
  api.config.use((call, method, payload, signal) => {
    const faults = contractFaults(method, payload)
    if (faults.length > 0) throw new Error(`against Telegram's contract: ${faults.join(', ')}`)
    return call(method, payload, signal)
  })
  return createTelegram({ api, clock, log: quiet, rate: 30, ...(timeoutMs ? { timeoutMs } : {}) })
}

const answer = (error_code: number, description: string, parameters?: object) =>
  ({ status: error_code, json: { ok: false, error_code, description, parameters } }) as const

const setup = async (): Promise<Bench> => {
  const emulator = await startTelegram()
  const person = emulator.person(4711)
  const channel = channelAt(emulator.root, emulator.token)
  const api = createTelegramApi({ token: emulator.token, apiRoot: emulator.root })
  let offset = 0

  const trouble = getLocal()
  await trouble.start()
  const under = async (name: Trouble, seconds: number): Promise<TelegramChannel> => {
    const rule = trouble.forPost(new RegExp(`^/${name}/`))
    const { status, json } = {
      blocked: answer(403, 'Forbidden: bot was blocked by the user'),
      'unknown-address': answer(400, 'Bad Request: chat not found'),
      'rate-limit': answer(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }),
      'server-error': answer(502, 'Bad Gateway'),
      hang: answer(0, ''),
      reset: answer(0, ''),
    }[name]
    await (name === 'hang'
      ? rule.thenTimeout()
      : name === 'reset'
        ? rule.thenResetConnection()
        : rule.thenJson(status, json))
    return channelAt(`${trouble.url}/${name}`, emulator.token, 300)
  }

  return {
    channel,
    address: '4711',
    received: async () => person.sees().map(({ text }) => text),
    writes: async (text, id) =>
      channel.webhook(
        { 'x-telegram-bot-api-secret-token': SECRET },
        { update_id: Number(id), message: { message_id: 1, date: 1, chat: { id: 4711, type: 'private' }, text } },
        SECRET,
      ),
    answers: async ({ label }) => {
      await person.taps(label)
      const updates = await api.getUpdates({ offset })
      offset = Math.max(...updates.map(({ update_id }) => update_id)) + 1
      return channel.translate(updates.at(-1))
    },
    under,
    now: () => clock.now(),
    async stop() {
      await trouble.stop()
      await emulator.stop()
    },
  }
}

channelContract('Telegram', setup)
