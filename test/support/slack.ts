import { createHmac } from 'node:crypto'
import { createEmulator } from 'emulate'
import { freePort } from './ports.ts'
import { type Block, openDoor, type View } from './slack-door.ts'

/** A message as the emulated Slack keeps it. */
export interface SlackMessage {
  ts: string
  channel: string
  text: string
  /** Its own, or those beside the bar of colour. */
  blocks: Block[]
  colour: string | undefined
}

/** A request as Slack sends it, signed. */
export interface SignedRequest {
  headers: Record<string, string>
  rawBody: string
}

interface Kept {
  ts: string
  text: string
  blocks?: Block[]
  attachments?: { color: string; blocks: Block[] }[]
}

type Deliver = (request: SignedRequest) => Promise<{ status: number; body: string }>

const BOT = 'makker'
const TOKEN = 'xoxb-test-makker'
const SECRET = 'test-signing-secret'

/** An emulated Slack workspace with the bot, these people and these channels; everybody is in every channel. */
export const startSlack = async (people: string[], channels: string[] = ['team']) => {
  const port = await freePort()
  const emulator = await createEmulator({
    service: 'slack',
    port,
    seed: {
      slack: {
        users: [BOT, ...people].map((name) => ({ name })),
        channels: channels.map((name) => ({ name })),
        tokens: [{ token: TOKEN, user: BOT }],
        signing_secret: SECRET,
      },
    },
  })
  const behind = `http://127.0.0.1:${port}`
  const door = await openDoor(behind)
  const { root } = door

  const call = async (method: string, body: Record<string, unknown> = {}) => {
    const response = await fetch(`${behind}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { ok: boolean; error?: string } & Record<string, unknown>
    if (!answer.ok) throw new Error(`${method}: ${answer.error}`)
    return answer
  }
  const idsOf = (list: unknown, prefix = '') =>
    Object.fromEntries((list as { id: string; name: string }[]).map(({ id, name }) => [prefix + name, id]))
  const users = idsOf((await call('users.list')).members)
  const rooms = idsOf((await call('conversations.list')).channels)

  const history = async (channel: string): Promise<SlackMessage[]> => {
    const { messages } = await call('conversations.history', { channel, limit: 500 })
    const all = (messages as Kept[]).reverse()
    return all.map(({ ts, text, blocks, attachments }) => {
      const shown = blocks ?? attachments?.[0]?.blocks ?? []
      return { ts, channel, text, blocks: shown, colour: attachments?.[0]?.color }
    })
  }

  const sign = (rawBody: string, type: string, secret: string, at: Temporal.Instant): SignedRequest => {
    const timestamp = String(Math.floor(at.epochMilliseconds / 1000))
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${rawBody}`).digest('hex')
    return {
      headers: { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` },
      rawBody,
    }
  }

  return {
    root,
    port,
    botToken: TOKEN,
    signingSecret: SECRET,
    /** Slack user ids by name. */
    users,
    /** Channel ids by name. */
    rooms,
    call,
    /** What stands in a channel, the oldest first. Every block has passed the contract at the door. */
    cards: (room = channels[0]!) => history(rooms[room]!),
    /** What the bot wrote to this person. */
    directs: async (name: string): Promise<SlackMessage[]> => {
      const { channels: open } = await call('conversations.list', { types: 'im' })
      const im = (open as { id: string; user?: string }[]).find(({ user }) => user === users[name])
      return im ? history(im.id) : []
    },
    /** Lines that only one person sees, the newest first. The emulator shows them on its own page alone. */
    whispers: async (room = channels[0]!): Promise<{ to: string; text: string }[]> => {
      const page = await (await fetch(`${behind}/?tab=messages&channel=${rooms[room]}`)).text()
      return page
        .split('<tr')
        .filter((row) => row.includes('>ephemeral<'))
        .map((row) =>
          [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell!.replace(/<[^>]*>/g, ' ').trim()),
        )
        .map((cells) => ({ to: cells[1]?.split(/\s+/)[0] ?? '', text: cells[2] ?? '' }))
    },
    /** A request with any body, signed with any secret at any time. */
    sign: (
      body: object | string,
      over: { secret?: string; at?: Temporal.Instant; type?: string } = {},
    ): SignedRequest =>
      sign(
        typeof body === 'string' ? body : JSON.stringify(body),
        over.type ?? 'application/json',
        over.secret ?? SECRET,
        over.at ?? Temporal.Now.instant(),
      ),
    /** A press as Slack sends it. The emulator does not send these. */
    press: (
      name: string,
      on: SlackMessage,
      actionId: string,
      over: { value?: string; secret?: string; at?: Temporal.Instant; trigger?: string } = {},
    ): SignedRequest => {
      const block = on.blocks.find((it) => it.elements?.some((element) => element.action_id === actionId))
      const payload = {
        type: 'block_actions',
        team: { id: 'T000000001', domain: 'emulate' },
        user: { id: users[name], username: name, team_id: 'T000000001' },
        api_app_id: 'A000000001',
        token: 'legacy',
        container: { type: 'message', message_ts: on.ts, channel_id: on.channel, is_ephemeral: false },
        channel: { id: on.channel, name: 'team' },
        message: { type: 'message', ts: on.ts, text: on.text, blocks: on.blocks },
        response_url: `${root}/nowhere`,
        trigger_id: over.trigger ?? '1.2.3',
        actions: [
          {
            type: over.value ? 'static_select' : 'button',
            action_id: actionId,
            block_id: block?.block_id,
            action_ts: on.ts,
            ...(over.value
              ? { selected_option: { text: { type: 'plain_text', text: over.value }, value: over.value } }
              : { value: 'x' }),
          },
        ],
      }
      const rawBody = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
      return sign(
        rawBody,
        'application/x-www-form-urlencoded',
        over.secret ?? SECRET,
        over.at ?? Temporal.Now.instant(),
      )
    },
    /** What opens a window, as Slack makes it with a press. */
    trigger: async (name: string): Promise<string> =>
      String((await call('views.generateTriggerId', { user_id: users[name] })).trigger_id),
    /** A window sent, or something chosen in it, as Slack tells of it. */
    window: (
      name: string,
      view: View,
      values: Record<string, Record<string, unknown>>,
      chosen?: { action_id: string; block_id: string; value: string },
    ): SignedRequest => {
      const payload = {
        type: chosen ? 'block_actions' : 'view_submission',
        team: { id: 'T000000001', domain: 'emulate' },
        user: { id: users[name], username: name, team_id: 'T000000001' },
        api_app_id: 'A000000001',
        token: 'legacy',
        trigger_id: '1.2.3',
        view: { ...view, state: { values } },
        ...(chosen && {
          container: { type: 'view', view_id: view.id },
          actions: [{ type: 'radio_buttons', ...chosen, selected_option: { value: chosen.value } }],
        }),
      }
      const rawBody = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
      return sign(rawBody, 'application/x-www-form-urlencoded', SECRET, Temporal.Now.instant())
    },
    ...{ door, views: door.views },
    /** Presses, and waits for the answer. */
    click(
      deliver: Deliver,
      name: string,
      on: SlackMessage,
      actionId: string,
      value?: string,
    ): Promise<{ status: number; body: string }> {
      return deliver(this.press(name, on, actionId, value ? { value } : {}))
    },
    async stop() {
      await door.close()
      await emulator.close()
      if (door.faults.length > 0) throw new Error(`Slack would have refused: ${door.faults.join('; ')}`)
    },
  }
}
