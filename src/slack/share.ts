import type { App } from '@slack/bolt'
import { SHARED, type Shared } from '../core/access.ts'
import type { Ask } from './ask.ts'
import { About, type DeskDeps, type Doing, type Done, openAbout, tellDone, wordingOf } from './desk.ts'
import { choice, dayIn, field, readForm, section, windowOf, wordsFor } from './form.ts'
import { escaped } from './words.ts'

export interface ShareDeps extends DeskDeps {
  /** `with` is a Slack user; `until` the last local date. */
  shareWith(it: Doing & { with: string; what: Shared; until: string }): Promise<Done<{ who: string }>>
}

const VIEW = 'desk-share'

/** With whom, how much and until when a second professional sees a citizen. */
export const openShare = (
  client: App['client'],
  ask: Ask & { of: { citizenId: string } },
  deps: ShareDeps,
): Promise<void> =>
  openAbout(client, ask, deps, (about, w) => {
    const t = wordsFor(w)
    return windowOf(
      {
        ...{ id: VIEW, title: about.alias, submit: t('share.save'), memory: about },
        blocks: [
          section(escaped(t('share.about'))),
          field('with', t('share.with'), { type: 'users_select' }),
          field(
            'what',
            t('share.what'),
            choice(SHARED, (what) => t(`share.${what}`), 'plan'),
          ),
          field('until', t('share.until'), { type: 'datepicker' }),
        ],
      },
      w,
    )
  })

export const listenToShare = (app: App, deps: ShareDeps): void => {
  app.view(VIEW, async ({ ack, body, client }) => {
    const form = readForm(body, About)
    const what = SHARED.find((one) => one === form?.input('what'))
    const [other, until] = [form?.input('with'), form?.input('until')]
    if (!form || !what || !other || !until) return ack()
    const { by, memory } = form
    const w = await wordingOf(deps, by)
    const t = wordsFor(w)
    const done = await deps.shareWith({ by, citizenId: memory.citizenId, with: other, what, until })
    if (!done.done)
      return ack({ response_action: 'errors', errors: { [done.why === 'share.past' ? 'until' : 'with']: t(done.why) } })
    await ack()
    const line = t('share.done', { alias: done.alias, who: done.who, what: t(`share.${what}`), until: dayIn(w, until) })
    await tellDone(client, { by, channel: memory.channel }, line, deps)
  })
}
