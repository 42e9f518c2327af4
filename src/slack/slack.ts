import type { App, Logger } from '@slack/bolt'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { cardOf, directOf } from './card.ts'
import { isCardGone, resultOf } from './errors.ts'
import { type Notice, type NoticeResult, type Wording, wordingFor } from './notice.ts'
import { HandedOverReceiver, type SlackRequest, type SlackResponse } from './receiver.ts'
import { webApiErrorOf } from './web-api-error.ts'
import { escaped } from './words.ts'

export interface SlackConfig {
  botToken: string
  /** For HTTP: what `handle` verifies with. */
  signingSecret?: string
  /** For Socket Mode: `start` opens the socket. */
  appToken?: string
  apiUrl?: string
  teamChannel: string
}

/** One thing the app does: it hangs its listeners on the app, once, when Bolt is loaded. */
export type Feature = (app: App) => void

export interface SlackDeps {
  /** Everything that listens, each in a file of its own; the list is in `app/slack.ts`. */
  features: readonly Feature[]
  wording: Wording
  log: Log
  /** The real time, also in a demo: Slack signs with its own. Left out: the system's. */
  wallClock?: Clock
}

/**
 * `direct` goes where it should; `channel` to the team's channel with the person's name in it; `usual-channel` is the
 * configured one, for a card whose team has another that does not take it.
 */
export type Via = 'direct' | 'channel' | 'usual-channel'

export interface Slack {
  /** Opens the socket in Socket Mode, and goes on trying when Slack is away; over HTTP there is nothing to open. */
  start(): Promise<void>
  /** What was answered already is finished before it ends. */
  stop(): Promise<void>
  /** `POST /slack/events`: 401 for what Slack did not sign or signed long ago, 404 without a signing secret. */
  handle(request: SlackRequest): Promise<SlackResponse>
  /** One attempt; never throws. */
  sendNotice(notice: Notice, via?: Via): Promise<NoticeResult>
  /** For what is sent unasked beside notices. It throws what `webApiErrorOf` reads. */
  client(): Promise<SlackClient>
}

/** Slack's methods, with our bot's token. */
export type SlackClient = App['client']

/** An attempt is given up after this; the row is tried again. */
const TIMEOUT_MS = 5_000

/** The caseworkers' app. Bolt is loaded at the first use. */
export const createSlack = (config: SlackConfig, deps: SlackDeps): Slack => {
  let loading: Promise<Loaded> | undefined
  const load = () => {
    loading ??= open(config, deps).catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  let stopped = false
  let again: NodeJS.Timeout | undefined
  const connect = async (attempt = 1): Promise<void> => {
    try {
      await (await load()).app.start()
    } catch (error) {
      deps.log.error({ code: webApiErrorOf(error).code, attempt }, 'the socket to Slack could not be opened yet')
      if (!stopped) again = setTimeout(() => void connect(attempt + 1), Math.min(60, 2 ** (attempt - 1)) * 1_000)
    }
  }
  return {
    async start() {
      if (!config.appToken) return
      await load()
      // Not waited for: Bolt's own start goes on trying for as long as Slack answers with an error.
      void connect()
    },
    async stop() {
      stopped = true
      clearTimeout(again)
      if (!loading) return
      const { app, receiver } = await loading
      await receiver?.stop()
      if (config.appToken) await app.stop()
    },
    async handle(request) {
      if (!config.signingSecret) return { status: 404, body: '' }
      const { receiver } = await load()
      return receiver ? receiver.handle(request) : { status: 404, body: '' }
    },
    async sendNotice(notice, via = 'direct') {
      try {
        const { client } = await load()
        return await send(client, notice, via, config.teamChannel, deps.wording)
      } catch (error) {
        return resultOf(error)
      }
    },
    client: async () => (await load()).client,
  }
}

interface Loaded {
  app: App
  client: App['client']
  receiver: HandedOverReceiver | undefined
}

const open = async (config: SlackConfig, deps: SlackDeps): Promise<Loaded> => {
  const bolt = await import('@slack/bolt')
  const { appToken, signingSecret } = config
  const logger = loggerTo(deps.log)
  // Our rows do the retrying: the library's own would hold a lease for half an hour.
  const clientOptions = {
    ...(config.apiUrl && { slackApiUrl: apiRootOf(config.apiUrl) }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger,
  }
  const wall = deps.wallClock ?? systemClock
  const verify = (body: string, signature: string, timestamp: number): boolean =>
    signingSecret !== undefined &&
    bolt.isValidSlackRequest({
      signingSecret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
      nowMilliseconds: wall.now().epochMilliseconds,
    })
  const handedOver = new HandedOverReceiver(verify, wall)
  const receiver = appToken
    ? new bolt.SocketModeReceiver({ appToken, logger, installerOptions: { clientOptions } })
    : handedOver
  const app = new bolt.App({
    receiver,
    clientOptions,
    logger,
    // Not asked of Slack, neither at start nor at the first press: both work with it away.
    authorize: async () => ({ botToken: config.botToken }),
    ignoreSelf: false,
    convoStore: false,
  })
  if (appToken) handedOver.init(app)
  app.error(async (error) => {
    deps.log.error({ code: error.code, err: error.original ?? error }, 'a press from Slack failed')
    throw error
  })
  for (const listen of deps.features) listen(app)
  const client = new bolt.webApi.WebClient(config.botToken, clientOptions)
  return { app, client, receiver: signingSecret ? handedOver : undefined }
}

const send = async (
  client: App['client'],
  notice: Notice,
  via: Via,
  teamChannel: string,
  wording: Wording,
): Promise<NoticeResult> => {
  const channel = via === 'usual-channel' ? teamChannel : (notice.channel ?? teamChannel)
  const words = wordingFor(wording, notice.language)
  if (notice.kind === 'card') return drawCard(client, notice, channel, words)
  const link = notice.card && (await permalink(client, notice.card))
  // Nobody in particular: the duty phone could not be rung, so everybody in the channel is called.
  const mention = via === 'direct' ? '' : notice.to ? `<@${notice.to.slack}> ` : '<!channel> '
  const to = via === 'direct' && notice.to ? notice.to.slack : channel
  await client.chat.postMessage({ channel: to, ...directOf(notice, words, link ?? undefined, mention) })
  return { outcome: 'sent' }
}

const drawCard = async (client: App['client'], notice: Notice, channel: string, w: Wording): Promise<NoticeResult> => {
  const message = cardOf(notice, w)
  if (notice.card) {
    try {
      await client.chat.update({ channel: notice.card.channel, ts: notice.card.ts, ...message })
      return { outcome: 'sent', card: notice.card }
    } catch (error) {
      if (!isCardGone(error)) throw error
    }
  }
  const posted = await client.chat.postMessage({ channel, ...message })
  const card = posted.channel && posted.ts ? { channel: posted.channel, ts: posted.ts } : undefined
  if (card) await beginThread(client, card, w)
  return { outcome: 'sent', ...(card && { card }) }
}

/** The thread under a card is for colleagues; its first line says what does not belong there. The card is worth more. */
const beginThread = async (
  client: App['client'],
  { channel, ts }: { channel: string; ts: string },
  { text, language }: Wording,
): Promise<void> => {
  await client.chat
    .postMessage({ channel, thread_ts: ts, text: escaped(text('staff.thread', {}, language)) })
    .catch(() => undefined)
}

/** The message is worth more than its link. */
const permalink = async (client: App['client'], card: { channel: string; ts: string }): Promise<string | undefined> => {
  try {
    return (await client.chat.getPermalink({ channel: card.channel, message_ts: card.ts })).permalink
  } catch {
    return undefined
  }
}

/** `http://host:port` is a whole Slack of its own, whose methods are under `/api/`. */
const apiRootOf = (url: string): string => {
  const { origin, pathname } = new URL(url)
  const path = pathname === '/' ? '/api/' : pathname.endsWith('/') ? pathname : `${pathname}/`
  return origin + path
}

const loggerTo = (log: Log): Logger => {
  const line = (parts: unknown[]) => parts.map(String).join(' ')
  return {
    debug: (...parts) => log.trace(line(parts)),
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.warn(line(parts)),
    setLevel: () => {},
    setName: () => {},
    getLevel: () => 'info' as ReturnType<Logger['getLevel']>,
  }
}
