import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import type { Draft } from '../core/case-page.ts'
import { type Ask, Memory, readAsk, readSubmitted, tell } from './ask.ts'
import { ACTION } from './card.ts'
import { memoryOf } from './details.ts'
import { plain, windowOf } from './form.ts'
import { type GoneDeps, isGone } from './gone.ts'
import { type Wording, wordingFor } from './notice.ts'
import { openView, type Reader } from './press.ts'
import { escaped, LIMIT } from './words.ts'

interface About {
  /** Slack user id. */
  by: string
  citizenId: string
  caseId?: string
}
type Refusal = 'forbidden' | 'empty' | 'too-long' | 'no-channel' | 'stopped'

export interface ReplyDeps extends Reader, GoneDeps {
  citizenOf(caseId: string): Promise<string | undefined>
  /** How a message would leave; undefined: they may not write with this citizen. */
  way(
    it: About,
  ): Promise<{ alias: string; channel: Draft['channel'] | undefined; language: Draft['language'] } | undefined>
  draft(it: About & { text: string }): Promise<({ ok: true } & Draft) | { ok: false; why: Refusal }>
  send(it: About & { id: string; text: string }): Promise<{ done: true } | { done: false; why: Refusal }>
  handBack(it: { by: string; citizenId: string }): Promise<{ done: true } | { done: false; why: Refusal }>
  /** Hours of silence after a colleague's last word. */
  silenceHours: number
  wording: Wording
}

const VIEW = { write: 'case-reply-write', confirm: 'case-reply-send' } as const

/** The typed words wait in the window itself: they came from Slack, and nothing of ours is added to them there. */
const Typed = Memory.extend({ id: z.uuid(), text: z.string().max(1000), alias: z.string() })
type Typed = z.infer<typeof Typed>
const Writing = Memory.extend({ alias: z.string() })

/** `case-reply`: write, see it as the citizen will, send. `case-hand-back`: the companion goes on. */
export const listenToReplies = (app: App, deps: ReplyDeps): void => {
  const { log } = deps
  const wordingOf = async (by: string) => wordingFor(deps.wording, await deps.languageOf(by))

  app.action(ACTION.reply, async ({ ack, body, client }) => {
    await ack()
    const ask = readAsk(body)
    if (ask) await openReply(client, ask, deps)
  })

  app.view(VIEW.write, async ({ ack, body }) => {
    const given = readSubmitted(body, Writing)
    if (!given) return ack()
    const { by, memory } = given
    const w = await wordingOf(by)
    const text = given.input('text') ?? ''
    const draft = await deps.draft({ by, ...aboutOf(memory), text })
    if (!draft.ok) return ack({ response_action: 'errors', errors: { text: why(w, draft.why) } })
    await ack({ response_action: 'update', view: confirmView({ ...memory, id: draft.id, text }, draft, w) })
  })

  app.view(VIEW.confirm, async ({ ack, body, client }) => {
    const given = readSubmitted(body, Typed)
    if (!given) return ack()
    const { by, memory } = given
    const w = await wordingOf(by)
    const sent = await deps.send({ by, ...aboutOf(memory), id: memory.id, text: memory.text })
    await ack({ response_action: 'clear' })
    const line = sent.done
      ? w.text(memory.caseId ? 'staff.reply.sent' : 'staff.reply.sent-told', { alias: memory.alias }, w.language)
      : why(w, sent.why)
    const message = sent.done ? withHandBack(line, memory, w) : { text: escaped(line) }
    await tell(client, { by, channel: memory.channel }, message, log)
  })

  app.action(ACTION.handBack, async ({ ack, body, client }) => {
    await ack()
    const ask = readAsk(body)
    const memory = ask && (await memoryOf(ask, deps.citizenOf))
    if (!ask || !memory) return
    const w = await wordingOf(ask.by)
    const way = await deps.way({ by: ask.by, ...aboutOf(memory) })
    const done = way
      ? await deps.handBack({ by: ask.by, citizenId: memory.citizenId })
      : { done: false as const, why: 'forbidden' as const }
    const line = done.done
      ? w.text('staff.reply.handed-back', { alias: way?.alias ?? '' }, w.language)
      : why(w, done.why)
    await tell(client, ask, { text: escaped(line) }, log)
  })
}

const why = (w: Wording, reason: Refusal) => w.text(`staff.reply.why.${reason}`, {}, w.language)

/** The window to write in, or why there is none. */
export const openReply = async (client: App['client'], ask: Ask, deps: ReplyDeps): Promise<void> => {
  const { log } = deps
  const w = wordingFor(deps.wording, await deps.languageOf(ask.by))
  const memory = (await isGone(client, ask.by, deps)) ? undefined : await memoryOf(ask, deps.citizenOf)
  const way = memory && (await deps.way({ by: ask.by, ...aboutOf(memory) }))
  if (!memory || !way) return tell(client, ask, { text: escaped(why(w, 'forbidden')) }, log)
  if (!way.channel) return tell(client, ask, { text: escaped(why(w, 'no-channel')) }, log)
  const view = writeView({ ...memory, alias: way.alias }, { ...way, channel: way.channel }, w, deps.silenceHours)
  await openView(client, ask, view, { wording: w, log })
}

const aboutOf = ({ citizenId, caseId }: Memory) => ({ citizenId, ...(caseId && { caseId }) })

const languageName = (code: string, { language }: Wording): string =>
  new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code

const writeView = (
  memory: z.infer<typeof Writing>,
  { alias, channel, language }: Pick<Draft, 'channel' | 'language'> & { alias: string },
  w: Wording,
  hours: number,
): types.ModalView => {
  const t = (key: string, params = {}) => w.text(`staff.${key}`, params, w.language)
  const to = t('reply.to', { alias, channel: t(`page.channel.${channel}`), language: languageName(language, w) })
  return windowOf(
    {
      ...{ id: VIEW.write, title: t('reply.title'), submit: t('reply.next'), memory },
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: escaped(to) } },
        {
          type: 'input',
          block_id: 'text',
          label: plain(t('reply.label'), LIMIT.label),
          element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 900 },
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(t('reply.silent', { hours })) }] },
      ],
    },
    w,
  )
}

const confirmView = (memory: Typed, draft: Draft, w: Wording): types.ModalView => {
  const t = (key: string, params = {}) => w.text(`staff.${key}`, params, w.language)
  const { segments, price } = draft
  const cost =
    segments === null || price === null
      ? t('reply.free')
      : t('reply.cost', {
          segments,
          price: price.toLocaleString(w.language === 'en' ? 'en-GB' : w.language, {
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
          }),
        })
  const how = `${t(`page.channel.${draft.channel}`)}, ${languageName(draft.language, w)}. ${cost}`
  return windowOf(
    {
      ...{ id: VIEW.confirm, title: t('reply.title'), submit: t('reply.send'), memory },
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `*${escaped(t('reply.confirm', { alias: memory.alias }))}*` },
        },
        { type: 'section', text: plain(draft.text, LIMIT.section) },
        ...(draft.masked
          ? [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: escaped(t('reply.masked')) } }]
          : []),
        { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(how) }] },
      ],
    },
    w,
  )
}

const withHandBack = (line: string, { citizenId }: Memory, { text, language }: Wording) => ({
  text: escaped(line),
  blocks: [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: escaped(line) } },
    {
      type: 'actions' as const,
      elements: [
        {
          type: 'button' as const,
          action_id: ACTION.handBack,
          text: plain(text('staff.reply.hand-back', {}, language), LIMIT.button),
          value: `citizen:${citizenId}`,
        },
      ],
    },
  ],
})
