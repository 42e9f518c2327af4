import type { App } from '@slack/bolt'
import { z } from 'zod'
import { type DeskDeps, tellDone, wordingOf } from './desk.ts'
import { plain, section, wordsFor } from './form.ts'
import { webApiErrorOf } from './web-api-error.ts'
import { escaped, LIMIT } from './words.ts'

export interface TakeoverDeps extends DeskDeps {
  /** May `by` ask for the citizens of `from` (Slack users), who must have left their team? With whom to ask. */
  askTakeover(it: {
    by: string
    from: string
  }): Promise<
    | { ok: true; fromId: string; toId: string; who: string; from: string; citizens: number; leads: string[] }
    | { ok: false; why: string }
  >
  /** `by` must lead the team of both. */
  takeOver(it: {
    by: string
    fromId: string
    toId: string
  }): Promise<{ done: true; citizens: number; who: string; slack: string; from: string } | { done: false; why: string }>
}

const CONFIRM = 'takeover-confirm'

/** `/makker takeover @colleague`: the lead is asked, and the citizens move when they say yes. */
export const askTakeover = async (
  client: App['client'],
  ask: { by: string; channel?: string | undefined },
  from: string | undefined,
  deps: TakeoverDeps,
): Promise<void> => {
  const t = wordsFor(await wordingOf(deps, ask.by))
  if (!from) return tellDone(client, ask, t('takeover.who'), deps)
  const asked = await deps.askTakeover({ by: ask.by, from })
  if (!asked.ok) return tellDone(client, ask, t(asked.why), deps)
  let told = 0
  for (const lead of asked.leads) {
    const theirs = wordsFor(await wordingOf(deps, lead))
    const { who, from: left, citizens } = asked
    const line = escaped(theirs('takeover.ask', { who, from: left, citizens }))
    try {
      await client.chat.postMessage({
        channel: lead,
        text: line,
        blocks: [
          section(line),
          {
            type: 'actions',
            block_id: `takeover:${asked.fromId}:${asked.toId}`,
            elements: [
              {
                ...{ type: 'button', action_id: CONFIRM, style: 'primary', value: 'none' },
                text: plain(theirs('takeover.confirm'), LIMIT.button),
                confirm: {
                  title: plain(theirs('takeover.confirm'), 100),
                  text: plain(theirs('takeover.sure', { citizens }), 300),
                  confirm: plain(theirs('takeover.confirm'), 30),
                  deny: plain(theirs('closing.back'), 30),
                },
              },
            ],
          },
        ],
      })
      told += 1
    } catch (error) {
      deps.log.warn({ code: webApiErrorOf(error).code }, 'a lead could not be asked')
    }
  }
  await tellDone(client, ask, t(told > 0 ? 'takeover.asked' : 'takeover.no-lead'), deps)
}

export const listenToTakeover = (app: App, deps: TakeoverDeps): void => {
  const Pressed = z.object({
    user: z.object({ id: z.string() }),
    channel: z.object({ id: z.string() }).optional(),
    actions: z.tuple([z.object({ block_id: z.string() })]),
  })
  app.action(CONFIRM, async ({ ack, body, client }) => {
    await ack()
    const pressed = Pressed.safeParse(body)
    const ids = /^takeover:([0-9a-f-]{36}):([0-9a-f-]{36})$/.exec(pressed.data?.actions[0].block_id ?? '')
    if (!pressed.success || !ids) return
    const { user, channel } = pressed.data
    const done = await deps.takeOver({ by: user.id, fromId: ids[1]!, toId: ids[2]! })
    const to = { by: user.id, channel: channel?.id }
    const t = wordsFor(await wordingOf(deps, user.id))
    if (!done.done) return tellDone(client, to, t(done.why), deps)
    const { who, from, citizens } = done
    await tellDone(client, to, t('takeover.done', { who, from, citizens }), deps)
    const theirs = wordsFor(await wordingOf(deps, done.slack))
    await tellDone(client, { by: done.slack }, theirs('takeover.yours', { from, citizens }), deps)
  })
}
