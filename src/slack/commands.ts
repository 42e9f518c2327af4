import type { App } from '@slack/bolt'
import { z } from 'zod'
import { type AbsenceDeps, listenToAbsence, openAbsence } from './absence.ts'
import { type Ask, tell } from './ask.ts'
import { type BeliefDeps, listenToBelief, openBelief } from './belief.ts'
import { DEED, DEEDS, type Deed } from './deeds.ts'
import { wordingOf } from './desk.ts'
import { type DetailsDeps, linkMessage, openDetails } from './details.ts'
import { choice, field, readForm, section, windowOf, wordsFor } from './form.ts'
import { isGone } from './gone.ts'
import { type InviteDeps, listenToInvite, openInvite } from './invite.ts'
import { listenToPlan, openPlan, type PlanDeps } from './plan.ts'
import { openView } from './press.ts'
import { openReply, type ReplyDeps } from './reply.ts'
import { ENTRANCES } from './scopes.ts'
import { listenToShare, openShare, type ShareDeps } from './share.ts'
import { listenToStatus, openStatus, type StatusDeps } from './status.ts'
import { askTakeover, listenToTakeover, type TakeoverDeps } from './takeover.ts'
import { escaped } from './words.ts'

export type CommandDeps = AbsenceDeps &
  BeliefDeps &
  DetailsDeps &
  InviteDeps &
  PlanDeps &
  ReplyDeps &
  ShareDeps &
  StatusDeps &
  TakeoverDeps & {
    /** Is this Slack user a colleague who works here? */
    isColleague(slackUser: string): Promise<boolean>
    /** The citizen of an alias, for who may see that there is one; else undefined, as for one who does not exist. */
    citizenNamed(it: { by: string; alias: string }): Promise<string | undefined>
  }

const GENERAL = ['help', 'invite', 'cover', 'takeover'] as const
type Word = Deed | (typeof GENERAL)[number]

/** What may be typed after `/makker`, in Danish and English. */
const WORDS: Record<Word, readonly string[]> = {
  help: ['help', 'hjælp', 'hjaelp', '?'],
  invite: ['invite', 'inviter'],
  cover: ['cover', 'afløser', 'afloeser', 'væk', 'away'],
  takeover: ['takeover', 'overtag'],
  details: ['details', 'detaljer'],
  message: ['message', 'besked', 'skriv', 'write'],
  plan: ['plan'],
  pause: ['pause'],
  resume: ['resume', 'genoptag'],
  belief: ['belief', 'tro'],
  share: ['share', 'del'],
  export: ['export', 'eksport'],
  end: ['unenrol', 'udmeld'],
}
/** Could mean the case or the citizen's whole time with us, which cannot be undone: who types it is asked. */
const TWO_MEANINGS: readonly string[] = ['end', 'afslut', 'resolve', 'slut']
const MEANING = new Map(Object.entries(WORDS).flatMap(([word, typed]) => typed.map((one) => [one, word as Word])))

/** `plan ravn-372` → plan and the rest. An empty line is help; undefined: not understood. */
export const readCommand = (text: string): { word: Word; rest: string; user: string | undefined } | undefined => {
  const [first = '', ...others] = text.trim().split(/\s+/)
  const word = first === '' ? 'help' : MEANING.get(first.toLowerCase())
  const user = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/.exec(text)?.[1]
  return (
    word && {
      word,
      user,
      rest: others
        .join(' ')
        .replaceAll(/<@[^>]*>/g, '')
        .trim(),
    }
  )
}

interface Asker {
  by: string
  channel?: string | undefined
  triggerId: string
}

const HUB = 'desk-hub'
const Hub = z.object({ citizenId: z.uuid().optional(), channel: z.string().optional(), word: z.enum(DEEDS).optional() })

/** `/makker`, the two shortcuts, the lists and buttons of the Home tab: everything a colleague does by themselves. */
export const listenToCommands = (app: App, deps: CommandDeps): void => {
  listenToAbsence(app, deps)
  listenToBelief(app, deps)
  listenToInvite(app, deps)
  listenToPlan(app, deps)
  listenToShare(app, deps)
  listenToStatus(app, deps)
  listenToTakeover(app, deps)

  const Command = z.object({
    user_id: z.string(),
    channel_id: z.string(),
    trigger_id: z.string(),
    text: z.string().default(''),
  })
  app.command(ENTRANCES.command, async ({ ack, body, client }) => {
    await ack()
    const command = Command.safeParse(body)
    if (!command.success) return
    const { user_id: by, channel_id: channel, trigger_id: triggerId, text } = command.data
    await obey(client, { by, channel, triggerId }, text, deps)
  })

  const Shortcut = z.object({
    user: z.object({ id: z.string() }),
    trigger_id: z.string(),
    channel: z.object({ id: z.string() }).optional(),
    message: z.unknown().optional(),
  })
  app.shortcut(ENTRANCES.global, async ({ ack, body, client }) => {
    await ack()
    const shortcut = Shortcut.safeParse(body)
    if (!shortcut.success) return
    const asker = { by: shortcut.data.user.id, triggerId: shortcut.data.trigger_id }
    if (await welcome(client, asker, deps)) await openHub(client, asker, {}, deps)
  })
  app.shortcut(ENTRANCES.message, async ({ ack, body, client }) => {
    await ack()
    const shortcut = Shortcut.safeParse(body)
    if (!shortcut.success) return
    const { user, trigger_id: triggerId, channel, message } = shortcut.data
    const asker = { by: user.id, triggerId, channel: channel?.id }
    if (!(await welcome(client, asker, deps))) return
    const caseId = /"case:([0-9a-f-]{36}):\d/.exec(JSON.stringify(message ?? ''))?.[1]
    const citizenId = caseId && (await deps.citizenOf(caseId))
    await openHub(client, asker, citizenId ? { citizenId } : {}, deps)
  })

  app.view(HUB, async ({ ack, body, client }) => {
    const form = readForm(body, Hub)
    if (!form) return ack()
    const { by, memory, triggerId } = form
    const deed = memory.word ?? DEEDS.find((one) => one === form.input('deed'))
    const alias = form.input('alias')
    const citizenId = memory.citizenId ?? (alias && (await deps.citizenNamed({ by, alias: alias.toLowerCase() })))
    if (!citizenId || !deed) {
      const t = wordsFor(await wordingOf(deps, by))
      return ack({ response_action: 'errors', errors: { alias: t('home.not-found') } })
    }
    await ack()
    await doDeed(client, { of: { citizenId }, by, channel: memory.channel, triggerId }, deed, deps)
  })

  const Chosen = z.object({
    user: z.object({ id: z.string() }),
    trigger_id: z.string().default(''),
    channel: z.object({ id: z.string() }).optional(),
    actions: z.tuple([
      z.object({ block_id: z.string().default(''), selected_option: z.object({ value: z.enum(DEEDS) }).nullish() }),
    ]),
  })
  app.action(DEED, async ({ ack, body, client }) => {
    await ack()
    const chosen = Chosen.safeParse(body)
    const action = chosen.data?.actions[0]
    const citizenId = /^citizen:([0-9a-f-]{36})$/.exec(action?.block_id ?? '')?.[1]
    if (!chosen.success || !citizenId || !action?.selected_option) return
    const { user, trigger_id: triggerId, channel } = chosen.data
    const ask = { of: { citizenId }, by: user.id, channel: channel?.id, triggerId }
    if (await welcome(client, ask, deps)) await doDeed(client, ask, action.selected_option.value, deps)
  })
  const Pressed = Chosen.omit({ actions: true })
  for (const word of ['invite', 'cover', 'help'] as const)
    app.action(`${DEED}-${word}`, async ({ ack, body, client }) => {
      await ack()
      const pressed = Pressed.safeParse(body)
      if (!pressed.success) return
      const { user, trigger_id: triggerId, channel } = pressed.data
      await obey(client, { by: user.id, triggerId, channel: channel?.id }, word, deps)
    })
}

type Client = App['client']

/** Only for colleagues who are still here; all others are told, and nothing else happens. */
const welcome = async (client: Client, ask: Asker, deps: CommandDeps): Promise<boolean> => {
  if (!(await isGone(client, ask.by, deps)) && (await deps.isColleague(ask.by))) return true
  const t = wordsFor(await wordingOf(deps, ask.by))
  await tell(client, ask, { text: escaped(t('home.stranger')) }, deps.log)
  return false
}

const obey = async (client: Client, ask: Asker, text: string, deps: CommandDeps): Promise<void> => {
  if (!(await welcome(client, ask, deps))) return
  const t = wordsFor(await wordingOf(deps, ask.by))
  const command = readCommand(text)
  const say = (line: string) => tell(client, ask, { text: escaped(line) }, deps.log)
  const [first = '', about = ''] = text.trim().split(/\s+/)
  if (TWO_MEANINGS.includes(first.toLowerCase()))
    return say(t('command.which', { alias: about.toLowerCase() || 'none' }))
  if (!command) return say(`${t('command.unknown')}\n${t('command.help')}`)
  const { word, rest, user } = command
  if (word === 'help') return say(t('command.help'))
  if (word === 'invite') return openInvite(client, ask, deps)
  if (word === 'cover') return openAbsence(client, ask, { user, text: rest }, deps)
  if (word === 'takeover') return askTakeover(client, ask, user, deps)
  const alias = rest.split(/\s+/)[0]?.toLowerCase()
  if (!alias) return openHub(client, ask, { word }, deps)
  const citizenId = await deps.citizenNamed({ by: ask.by, alias })
  if (!citizenId) return say(t('home.not-found'))
  await doDeed(client, { of: { citizenId }, by: ask.by, channel: ask.channel, triggerId: ask.triggerId }, word, deps)
}

/** The window that asks for what is not said yet: whom, and what. */
const openHub = async (
  client: Client,
  ask: Asker,
  known: { citizenId?: string; word?: Deed },
  deps: CommandDeps,
): Promise<void> => {
  const w = await wordingOf(deps, ask.by)
  const t = wordsFor(w)
  const view = windowOf(
    {
      ...{ id: HUB, title: 'Makker', submit: t('belief.next') },
      memory: { ...known, ...(ask.channel && { channel: ask.channel }) },
      blocks: [
        known.citizenId
          ? section(escaped(t('command.this-citizen')))
          : field('alias', t('home.find'), { type: 'plain_text_input', max_length: 40 }),
        ...(known.word
          ? []
          : [
              field(
                'deed',
                t('home.do'),
                choice(DEEDS, (deed) => t(`deed.${deed}`)),
              ),
            ]),
      ],
    },
    w,
  )
  await openView(client, ask, view, { wording: w, log: deps.log })
}

const doDeed = async (
  client: Client,
  ask: Ask & { of: { citizenId: string } },
  deed: Deed,
  deps: CommandDeps,
): Promise<void> => {
  if (deed === 'details') return openDetails(client, ask, deps)
  if (deed === 'message') return openReply(client, ask, deps)
  if (deed === 'plan') return openPlan(client, ask, deps)
  if (deed === 'belief') return openBelief(client, ask, deps)
  if (deed === 'share') return openShare(client, ask, deps)
  if (deed !== 'export') return openStatus(client, ask, deed, deps)
  const w = await wordingOf(deps, ask.by)
  const link = await deps.link({ by: ask.by, ...ask.of, what: 'export' })
  await tell(
    client,
    ask,
    link.ok ? linkMessage('export', link, w) : { text: escaped(wordsFor(w)('forbidden')) },
    deps.log,
  )
}
