import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Ask } from './ask.ts'
import { About, type DeskDeps, type Doing, openAbout, tellDone, wordingOf } from './desk.ts'
import { choice, field, readForm, section, small, windowOf, wordsFor } from './form.ts'
import { escaped } from './words.ts'

export interface BeliefDeps extends DeskDeps {
  /** Kept sealed, for who gave it alone. @returns its id; undefined: they may not */
  rate(it: Doing & { rating: number }): Promise<string | undefined>
  nextStep(it: Doing & { id: string; text: string }): Promise<unknown>
}

const VIEW = { rate: 'desk-belief', next: 'desk-belief-next' } as const
const RATINGS = Array.from({ length: 11 }, (_, n) => String(n))
const Rated = About.extend({ id: z.uuid() })

/** How much does the professional believe that this citizen gets work? Theirs alone; nothing is computed of it. */
export const openBelief = (
  client: App['client'],
  ask: Ask & { of: { citizenId: string } },
  deps: BeliefDeps,
): Promise<void> =>
  openAbout(client, ask, deps, (about, w) => {
    const t = wordsFor(w)
    return windowOf(
      {
        ...{ id: VIEW.rate, title: about.alias, submit: t('belief.next'), memory: about },
        blocks: [
          field(
            'rating',
            t('belief.question', { alias: about.alias }),
            choice(RATINGS, (n) => t('belief.rating', { n })),
          ),
          small(escaped(t('belief.private'))),
        ],
      },
      w,
    )
  })

export const listenToBelief = (app: App, deps: BeliefDeps): void => {
  app.view(VIEW.rate, async ({ ack, body }) => {
    const form = readForm(body, About)
    const rating = form?.input('rating')
    if (!form || !rating || !RATINGS.includes(rating)) return ack()
    const { by, memory } = form
    const w = await wordingOf(deps, by)
    const t = wordsFor(w)
    const id = await deps.rate({ by, citizenId: memory.citizenId, rating: Number(rating) })
    if (!id) return ack({ response_action: 'errors', errors: { rating: t('forbidden') } })
    await ack({
      response_action: 'update',
      view: windowOf(
        {
          ...{ id: VIEW.next, title: memory.alias, submit: t('belief.save'), memory: { ...memory, id } },
          blocks: [
            section(escaped(t('belief.thanks'))),
            field('next', t('belief.step'), { type: 'plain_text_input', multiline: true, max_length: 500 }, true),
          ],
        },
        w,
      ),
    })
  })

  app.view(VIEW.next, async ({ ack, body, client }) => {
    await ack()
    const form = readForm(body, Rated)
    if (!form) return
    const { by, memory } = form
    const text = form.input('next')
    if (text) await deps.nextStep({ by, citizenId: memory.citizenId, id: memory.id, text })
    const t = wordsFor(await wordingOf(deps, by))
    await tellDone(client, { by, channel: memory.channel }, t('belief.done', { alias: memory.alias }), deps)
  })
}
