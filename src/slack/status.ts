import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Ask } from './ask.ts'
import { About, type DeskDeps, type Doing, type Done, openAbout, tellDone, wordingOf } from './desk.ts'
import { readForm, section, windowOf, wordsFor } from './form.ts'
import { escaped } from './words.ts'

export type StatusDeed = 'pause' | 'resume' | 'end'

export interface StatusDeps extends DeskDeps {
  setStatus(it: Doing & { deed: StatusDeed }): Promise<Done>
}

const VIEW = 'desk-status'
const Memory = About.extend({ deed: z.enum(['pause', 'resume', 'end']) })

/** Pause, the end of one, the end of all: what it means for the citizen is said before. */
export const openStatus = (
  client: App['client'],
  ask: Ask & { of: { citizenId: string } },
  deed: StatusDeed,
  deps: StatusDeps,
): Promise<void> =>
  openAbout(client, ask, deps, (about, w) => {
    const t = wordsFor(w)
    return windowOf(
      {
        id: VIEW,
        title: about.alias,
        submit: t(`deed.${deed}`),
        memory: { ...about, deed },
        blocks: [section(escaped(t(`status.${deed}.ask`, { alias: about.alias })))],
      },
      w,
    )
  })

export const listenToStatus = (app: App, deps: StatusDeps): void => {
  app.view(VIEW, async ({ ack, body, client }) => {
    await ack()
    const form = readForm(body, Memory)
    if (!form) return
    const { by, memory } = form
    const done = await deps.setStatus({ by, citizenId: memory.citizenId, deed: memory.deed })
    const t = wordsFor(await wordingOf(deps, by))
    const line = done.done ? t(`status.${memory.deed}.done`, { alias: done.alias }) : t(done.why)
    await tellDone(client, { by, channel: memory.channel }, line, deps)
  })
}
