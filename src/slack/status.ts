import type { App } from '@slack/bolt'
import { z } from 'zod'
import { OUTCOMES, type Outcome } from '../core/case.ts'
import type { Ask } from './ask.ts'
import { About, type DeskDeps, type Doing, type Done, openAbout, tellDone, wordingOf } from './desk.ts'
import { field, option, readForm, section, windowOf, wordsFor } from './form.ts'
import { escaped } from './words.ts'

export type StatusDeed = 'pause' | 'resume' | 'end'

/** What becomes of a case that is open when the citizen leaves: it is closed with an outcome, or the next colleague has it. */
const CASE_ENDS = [...OUTCOMES, 'hand-over'] as const
export type CaseEnd = Outcome | 'hand-over'

export interface StatusDeps extends DeskDeps {
  hasCase(citizenId: string): Promise<boolean>
  /** `end` with an open case says what becomes of it, or is not done. */
  setStatus(it: Doing & { deed: StatusDeed; caseEnd?: CaseEnd }): Promise<Done>
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
  openAbout(client, ask, deps, async (about, w) => {
    const t = wordsFor(w)
    const open = deed === 'end' && (await deps.hasCase(about.citizenId))
    return windowOf(
      {
        id: VIEW,
        title: about.alias,
        submit: t(`deed.${deed}`),
        memory: { ...about, deed },
        blocks: [
          section(escaped(t(`status.${deed}.ask`, { alias: about.alias }))),
          ...(open
            ? [
                section(`*${escaped(t('status.end.open', { alias: about.alias }))}*`),
                field('case', t('status.end.case'), {
                  type: 'radio_buttons',
                  options: CASE_ENDS.map((one) =>
                    option(
                      one,
                      one === 'hand-over'
                        ? t('status.end.hand-over')
                        : t('status.end.resolve', { outcome: t(`outcome.${one}`) }),
                    ),
                  ),
                }),
              ]
            : []),
        ],
      },
      w,
    )
  })

export const listenToStatus = (app: App, deps: StatusDeps): void => {
  app.view(VIEW, async ({ ack, body, client }) => {
    const form = readForm(body, Memory)
    if (!form) return ack()
    const { by, memory } = form
    const caseEnd = CASE_ENDS.find((one) => one === form.input('case'))
    const done = await deps.setStatus({
      ...{ by, citizenId: memory.citizenId, deed: memory.deed },
      ...(caseEnd && { caseEnd }),
    })
    const t = wordsFor(await wordingOf(deps, by))
    if (!done.done && caseEnd) return ack({ response_action: 'errors', errors: { case: t(done.why) } })
    await ack()
    const line = done.done ? t(`status.${memory.deed}.done`, { alias: done.alias }) : t(done.why)
    await tellDone(client, { by, channel: memory.channel }, line, deps)
  })
}
