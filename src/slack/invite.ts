import type { App } from '@slack/bolt'
import { z } from 'zod'
import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { Ask } from './ask.ts'
import { ACTION } from './card.ts'
import { type DeskDeps, wordingOf } from './desk.ts'
import { choice, field, plain, readForm, section, small, windowOf, wordsFor } from './form.ts'
import { openView } from './press.ts'
import { escaped, LIMIT } from './words.ts'

export const INVITE_BY = ['sms', 'telegram'] as const
export type InviteBy = (typeof INVITE_BY)[number]

export interface InviteDeps extends DeskDeps {
  /**
   * Makes the citizen, this colleague's own. The link leads to a page of ours with the invitation as text and QR: its
   * code is a secret and is never in Slack. `sent`: it also went to their phone.
   */
  invite(it: {
    by: string
    phone: string
    language: Language
    channel: InviteBy
  }): Promise<
    | { done: true; alias: string; sent: boolean; url: string; code: string; minutes: number }
    | { done: false; why: string }
  >
}

const VIEW = 'desk-invite'

export const openInvite = async (
  client: App['client'],
  ask: Pick<Ask, 'by' | 'triggerId'>,
  deps: InviteDeps,
): Promise<void> => {
  const w = await wordingOf(deps, ask.by)
  const t = wordsFor(w)
  const name = (code: string) => new Intl.DisplayNames([w.language], { type: 'language' }).of(code) ?? code
  const view = windowOf(
    {
      ...{ id: VIEW, title: t('home.invite'), submit: t('invite.send') },
      blocks: [
        field('phone', t('invite.phone'), { type: 'plain_text_input', max_length: 30 }),
        field('language', t('invite.language'), choice(LANGUAGES, name, 'da')),
        field(
          'channel',
          t('invite.channel'),
          choice(INVITE_BY, (one) => t(`page.channel.${one}`), 'sms'),
        ),
        small(escaped(t('invite.about'))),
      ],
    },
    w,
  )
  await openView(client, ask, view, { wording: w, log: deps.log })
}

export const listenToInvite = (app: App, deps: InviteDeps): void => {
  app.view(VIEW, async ({ ack, body }) => {
    const form = readForm(body, z.object({}))
    const phone = form?.input('phone')
    const language = LANGUAGES.find((one) => one === form?.input('language'))
    const channel = INVITE_BY.find((one) => one === form?.input('channel'))
    if (!form || !phone || !language || !channel) return ack()
    const w = await wordingOf(deps, form.by)
    const t = wordsFor(w)
    const done = await deps.invite({ by: form.by, phone, language, channel })
    if (!done.done) return ack({ response_action: 'errors', errors: { phone: t(done.why) } })
    const { alias, sent, url, code, minutes } = done
    await ack({
      response_action: 'update',
      view: windowOf(
        {
          ...{ id: 'done', title: alias },
          blocks: [
            section(escaped(t(sent ? 'invite.sent' : 'invite.made', { alias }))),
            section(escaped(t('invite.page', { minutes, code }))),
            {
              type: 'actions',
              elements: [{ type: 'button', action_id: ACTION.open, text: plain(t('details.open'), LIMIT.button), url }],
            },
          ],
        },
        w,
      ),
    })
  })
}
