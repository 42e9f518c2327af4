import { EventEmitter } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { z } from 'zod'
import { freePort } from './ports.ts'
import { contractFaults } from './telegram-contract.ts'

/** A message as it is on the person's device now: edits included. */
export interface ShownMessage {
  id: number
  text: string
  /** The labels and data of its buttons, row by row. */
  buttons: { label: string; data: string }[][]
}

export interface Call {
  method: string
  payload: Record<string, unknown>
}

/** A chat on a person's device. Ids are positive, as for private chats. */
export interface TelegramPerson {
  readonly chat: number
  /** Free text, `/start <token>` or a menu command. */
  writes(text: string): Promise<void>
  /** Taps the button with this label (or data) on the newest message that has it, or on `message`. */
  taps(label: string, message?: ShownMessage): Promise<void>
  /** What the bot sent, oldest first. */
  sees(): ShownMessage[]
  /** Speaks; `sound` is what Telegram keeps of it, undefined when it is gone. */
  speaks(sound?: Uint8Array, voice?: Record<string, unknown>): Promise<void>
  /** An update of any other kind, without its `update_id`; `chat` and `from` are for building it. */
  sends(update: Record<string, unknown>): Promise<void>
  /** Blocks the bot, or lets it write again; Telegram tells the bot of it, unless that news is still under way. */
  blocks(blocked?: boolean, told?: boolean): Promise<void>
}

export interface TelegramEmulator {
  /** For `TELEGRAM_API_ROOT`. Every call that goes through is checked against Telegram's contract. */
  root: string
  token: string
  person(chat: number): TelegramPerson
  /** All calls so far, and what was wrong with them. Assert that `faults` is empty. */
  calls: Call[]
  faults: string[]
  stop(): Promise<void>
}

const button = z.object({ text: z.string(), callback_data: z.string() })
const shown = z.object({
  text: z.string(),
  reply_markup: z.object({ inline_keyboard: z.array(z.array(button)) }).optional(),
})

const updates = z.object({ result: z.array(z.looseObject({ update_id: z.int() })) })
type Update = z.infer<typeof updates>['result'][number]

/** Methods that telegram-test-api does not have, and Telegram's answer to them. */
const MISSING: Record<string, unknown> = { setMyCommands: true, sendChatAction: true }

/**
 * telegram-test-api with a gate before it. The gate holds every call against the contract (the emulator takes anything),
 * answers the methods the emulator lacks, and signs webhook calls with the secret, as Telegram does.
 */
export const startTelegram = async (): Promise<TelegramEmulator> => {
  const token = '1234567:test-token'
  const server = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 3600 })
  await server.start()
  const calls: Call[] = []
  const faults: string[] = []
  let hook: { url: string; secret: string } | undefined
  let waiting: Update[] = []
  const blocked = new Set<string>()
  const wake = new EventEmitter()
  const files = new Map<string, Uint8Array>()

  const call = async (method: string, payload: Record<string, unknown>): Promise<unknown> => {
    calls.push({ method, payload })
    const wrong = contractFaults(method, payload)
    if (wrong.length > 0) {
      faults.push(...wrong.map((fault) => `${method}: ${fault}`))
      return { ok: false, error_code: 400, description: `Bad Request: ${wrong[0]}` }
    }
    if (blocked.has(String(payload.chat_id)))
      return { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' }
    if (method === 'getFile') {
      const id = String(payload.file_id)
      const file = files.get(id)
      if (!file) return { ok: false, error_code: 400, description: 'Bad Request: invalid file_id' }
      const result = { file_id: id, file_unique_id: id, file_size: file.byteLength, file_path: `voice/${id}.oga` }
      return { ok: true, result }
    }
    if (method in MISSING) return { ok: true, result: MISSING[method] }
    if (method === 'setWebhook') {
      hook = { url: String(payload.url), secret: String(payload.secret_token ?? '') }
      return forward(method, { ...payload, url: `${gateRoot()}/hook` })
    }
    if (method === 'deleteWebhook') hook = undefined
    if (method === 'getUpdates') return { ok: true, result: await longPoll(payload) }
    return forward(method, payload)
  }
  const forward = async (method: string, payload: unknown): Promise<unknown> =>
    (await post(`${server.config.apiURL}/bot${token}/${method}`, payload)).body

  // The emulator answers at once and forgets what it handed out. Telegram waits for news as long as it was asked to,
  // and gives an update again until a higher offset confirms it.
  const longPoll = async (payload: Record<string, unknown>): Promise<Update[]> => {
    const found = await unconfirmed(payload)
    if (found.length > 0) return found
    await news(Math.min(Number(payload.timeout ?? 0) * 1000, 2000))
    return unconfirmed(payload)
  }
  const unconfirmed = async ({ offset, limit }: Record<string, unknown>): Promise<Update[]> => {
    waiting.push(...updates.parse(await forward('getUpdates', {})).result)
    waiting = waiting.filter(({ update_id }) => update_id >= Number(offset ?? 0))
    return waiting.slice(0, Number(limit ?? 100))
  }
  const news = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        wake.off('news', done)
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      wake.on('news', done)
    })
  for (const event of ['AddedUserMessage', 'AddedUserCommand', 'AddedUserCallbackQuery'])
    server.on(event, () => wake.emit('news'))

  const answerCall = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await read(incoming)
    const path = incoming.url ?? ''
    if (path === '/hook') {
      const done = await post(hook?.url ?? '', body, { 'X-Telegram-Bot-Api-Secret-Token': hook?.secret ?? '' })
      return reply(answer, done.status, done.body)
    }
    const file = path.startsWith(`/file/bot${token}/voice/`) && files.get(path.slice(path.lastIndexOf('/') + 1, -4))
    if (file) return void answer.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file)
    const method = path.startsWith(`/bot${token}/`) ? path.split('/')[2] : undefined
    if (!method) return reply(answer, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    reply(answer, 200, await call(method, (body ?? {}) as Record<string, unknown>))
  }
  // A call that is under way when the emulator stops finds nobody behind the gate.
  const gate = createServer((incoming, answer) => void answerCall(incoming, answer).catch(() => answer.destroy()))
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  const gateRoot = (): string => `http://127.0.0.1:${(gate.address() as AddressInfo).port}`

  const person = (chat: number): TelegramPerson => {
    const client = server.getClient(token, { chatId: chat, userId: chat, firstName: 'Ada' })
    const sees = (): ShownMessage[] =>
      server.storage.botMessages
        .filter(({ message }) => String(message.chat_id) === String(chat))
        .map(({ message, messageId }) => {
          const { text, reply_markup } = shown.parse(message)
          const rows = reply_markup?.inline_keyboard ?? []
          const buttons = rows.map((row) => row.map((one) => ({ label: one.text, data: one.callback_data })))
          return { id: messageId, text, buttons }
        })
    const sends = async (update: Record<string, unknown>): Promise<void> => {
      const update_id = z.int().parse(Reflect.get(server, 'updateId'))
      Reflect.set(server, 'updateId', update_id + 1)
      if (hook) await post(`${gateRoot()}/hook`, { update_id, ...update })
      else waiting.push({ update_id, ...update })
      wake.emit('news')
    }
    return {
      chat,
      sees,
      sends,
      async speaks(sound, voice = {}) {
        const file_id = `file-${files.size + 1}-${chat}`
        if (sound) files.set(file_id, sound)
        const recorded = { file_id, file_unique_id: file_id, duration: 3, mime_type: 'audio/ogg', ...voice }
        const from = { id: chat, is_bot: false, first_name: 'Ada' }
        const message = { message_id: 90_000 + files.size, date: 0, from, chat: { id: chat, type: 'private' } }
        await sends({ message: { ...message, voice: recorded } })
      },
      async blocks(now = true, told = true) {
        if (now) blocked.add(String(chat))
        else blocked.delete(String(chat))
        if (!told) return
        const member = { status: now ? 'kicked' : 'member' }
        await sends({ my_chat_member: { chat: { id: chat, type: 'private' }, new_chat_member: member } })
      },
      async writes(text) {
        if (text.startsWith('/')) await server.addUserCommand(client.makeCommand(text))
        else await server.addUserMessage(client.makeMessage(text))
      },
      async taps(label, message) {
        const wanted = (one: { label: string; data: string }): boolean => one.label === label || one.data === label
        const on = message ?? sees().findLast(({ buttons }) => buttons.flat().some(wanted))
        const found = on?.buttons.flat().find(wanted)
        if (!on || !found) throw new Error(`no button "${label}" in chat ${chat}`)
        const inline_keyboard = on.buttons.map((row) =>
          row.map((one) => ({ text: one.label, callback_data: one.data })),
        )
        const carried = { message_id: on.id, text: on.text, reply_markup: { inline_keyboard } }
        await server.addUserCallback(client.makeCallbackQuery(found.data, { message: carried }))
      },
    }
  }

  return {
    root: gateRoot(),
    token,
    person,
    calls,
    faults,
    async stop() {
      wake.emit('news')
      gate.closeAllConnections()
      await new Promise((resolve) => gate.close(resolve))
      await server.stop()
    },
  }
}

const read = async (incoming: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}

const reply = (answer: ServerResponse, status: number, body: unknown): void => {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null))
}

const post = (
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } })
    outgoing.once('error', reject)
    outgoing.once('response', async (answer) => {
      const answered = await read(answer).catch(() => undefined)
      resolve({ status: answer.statusCode ?? 500, body: answered })
    })
    outgoing.end(JSON.stringify(body))
  })
