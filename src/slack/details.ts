import type { App, types } from '@slack/bolt'
import { LOOK_REASONS, type LookReason } from '../core/access.ts'
import type { CasePage } from '../core/case-page.ts'
import { type Ask, Memory, readAsk, readSubmitted, tell } from './ask.ts'
import { ACTION } from './card.ts'
import { detailsView } from './details-view.ts'
import { type GoneDeps, isGone } from './gone.ts'
import { type Wording, wordingFor } from './notice.ts'
import { openView, type Reader } from './press.ts'
import { cut, escaped, LIMIT } from './words.ts'

interface About {
  /** Slack user id. */
  by: string
  citizenId: string
  caseId?: string
  reason?: LookReason
}
type Refused = { ok: false; why: 'forbidden' | 'gone' } | { ok: false; why: 'no-reason'; alias: string }

export interface DetailsDeps extends Reader, GoneDeps {
  /** A one-time link to a page of ours, or a window in Slack. */
  how: 'link' | 'modal'
  citizenOf(caseId: string): Promise<string | undefined>
  link(
    it: About & { what: 'case' | 'export' },
  ): Promise<{ ok: true; alias: string; url: string; code: string; minutes: number } | Refused>
  look(it: About & { how: 'modal' }): Promise<{ ok: true; page: CasePage } | Refused>
  wording: Wording
}

const REASON = 'look-reason'
const REASONS: ReadonlyMap<string, LookReason> = new Map(LOOK_REASONS.map((one) => [one, one]))

/** Who asked about whom, once it is known that the citizen is there. */
export const memoryOf = async (
  { of, channel }: Ask,
  citizenOf: DetailsDeps['citizenOf'],
): Promise<Memory | undefined> => {
  const where = channel === undefined ? {} : { channel }
  if ('citizenId' in of) return { citizenId: of.citizenId, ...where }
  const citizenId = await citizenOf(of.caseId)
  return citizenId === undefined ? undefined : { citizenId, caseId: of.caseId, ...where }
}

/** `case-details`, from wherever it is pressed: what may be seen, to who may see it, in the way that was chosen. */
export const listenToDetails = (app: App, deps: DetailsDeps): void => {
  const { log } = deps

  app.action(ACTION.details, async ({ ack, body, client }) => {
    await ack()
    const ask = readAsk(body)
    if (ask) await openDetails(client, ask, deps)
  })

  app.view(REASON, async ({ ack, body, client }) => {
    const given = readSubmitted(body, Memory)
    const reason = REASONS.get(given?.input('reason') ?? '')
    if (!given || !reason) return ack()
    const { by, memory } = given
    const w = wordingFor(deps.wording, await deps.languageOf(by))
    const shown = await show(deps, w, { by, ...aboutOf(memory), reason })
    if ('view' in shown) return ack({ response_action: 'update', view: shown.view })
    await ack()
    const message = 'message' in shown ? shown.message : { text: escaped(w.text('staff.forbidden', {}, w.language)) }
    await tell(client, { by, channel: memory.channel }, message, log)
  })
}

/** Shows the details, or asks a lead why, or says no: to who asked and nobody else. */
export const openDetails = async (client: App['client'], ask: Ask, deps: DetailsDeps): Promise<void> => {
  const { log } = deps
  const w = wordingFor(deps.wording, await deps.languageOf(ask.by))
  const refuse = (why: 'forbidden' | 'gone') =>
    tell(client, ask, { text: escaped(w.text(`staff.${why}`, {}, w.language)) }, log)
  if (await isGone(client, ask.by, deps)) return refuse('forbidden')
  const memory = await memoryOf(ask, deps.citizenOf)
  if (!memory) return refuse('gone')
  const shown = await show(deps, w, { by: ask.by, ...aboutOf(memory) })
  if ('refused' in shown) {
    const { refused } = shown
    if (refused.why !== 'no-reason') return refuse(refused.why)
    return openView(client, ask, reasonView(memory, refused.alias, w), { wording: w, log })
  }
  if ('view' in shown) return openView(client, ask, shown.view, { wording: w, log })
  return tell(client, ask, shown.message, log)
}

const aboutOf = ({ citizenId, caseId }: Memory) => ({ citizenId, ...(caseId && { caseId }) })

type Shown =
  | { view: types.ModalView }
  | { message: { text: string; blocks: types.KnownBlock[] } }
  | { refused: Refused }

const show = async (deps: DetailsDeps, w: Wording, about: About): Promise<Shown> => {
  if (deps.how === 'modal') {
    const looked = await deps.look({ ...about, how: 'modal' })
    return looked.ok ? { view: detailsView(looked.page, w) } : { refused: looked }
  }
  const link = await deps.link({ ...about, what: 'case' })
  return link.ok ? { message: linkMessage('link', link, w) } : { refused: link }
}

/** The link with its code: what only the one who asked sees. */
export const linkMessage = (
  what: 'link' | 'export',
  { alias, url, code, minutes }: { alias: string; url: string; code: string; minutes: number },
  { text, language }: Wording,
): { text: string; blocks: types.KnownBlock[] } => {
  const said = escaped(text(`staff.details.${what}`, { alias, minutes, code }, language))
  return {
    text: said,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: said } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: ACTION.open,
            text: { type: 'plain_text', text: cut(text('staff.details.open', {}, language), LIMIT.button) },
            url,
          },
        ],
      },
    ],
  }
}

/** A lead says why, from a list: what is chosen is logged. */
const reasonView = (memory: Memory, alias: string, { text, language }: Wording): types.ModalView => {
  const t = (key: string, params = {}) => text(`staff.details.${key}`, params, language)
  return {
    type: 'modal',
    callback_id: REASON,
    private_metadata: JSON.stringify(memory),
    title: { type: 'plain_text', text: cut(t('reason-title'), LIMIT.modalTitle) },
    submit: { type: 'plain_text', text: cut(t('reason-see'), LIMIT.modalTitle) },
    close: { type: 'plain_text', text: cut(t('close'), LIMIT.modalTitle) },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: escaped(t('reason-text', { alias })) } },
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: t('reason-title') },
        element: {
          type: 'radio_buttons',
          action_id: 'reason',
          options: LOOK_REASONS.map((value) => ({
            text: { type: 'plain_text', text: cut(t(`reason.${value}`), LIMIT.button) },
            value,
          })),
        },
      },
    ],
  }
}
