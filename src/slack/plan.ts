import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import type { PlanEvery } from '../core/plan-times.ts'
import type { Ask } from './ask.ts'
import { About, type DeskDeps, type Doing, type Done, openAbout, tellDone, wordingOf } from './desk.ts'
import { choice, field, plain, readForm, section, small, windowOf, wordsFor } from './form.ts'
import type { Wording } from './notice.ts'
import { escaped, LIMIT, timeIn } from './words.ts'

/** One item of the week. `what` is undefined where Slack does not get to see it (`SLACK_DETAILS=link`). */
export interface WeekItem {
  id: string
  at: Temporal.Instant
  every: PlanEvery | null
  what: string | undefined
}

export interface PlanDeps extends DeskDeps {
  week(it: Doing): Promise<WeekItem[]>
  /** `date` and `time` are the citizen's local ones. */
  addItem(it: Doing & { what: string; place?: string; date: string; time: string; every?: PlanEvery }): Promise<Done>
  /** A repeated item moves with all that follow. */
  moveItem(it: Doing & { itemId: string; date: string; time: string }): Promise<Done>
  cancelItem(it: Doing & { itemId: string }): Promise<Done>
}

const VIEW = { add: 'desk-plan-add', move: 'desk-plan-move' } as const
const PRESS = { add: 'plan-add', move: 'plan-move', cancel: 'plan-cancel' } as const
const EVERY = ['once', 'day', 'weekday', 'week'] as const
const ITEMS = 30

export const openPlan = (
  client: App['client'],
  ask: Ask & { of: { citizenId: string } },
  deps: PlanDeps,
): Promise<void> =>
  openAbout(client, ask, deps, async (about, w) =>
    weekView(about, await deps.week({ by: ask.by, citizenId: about.citizenId }), w),
  )

/** The week to come, with what can be done to each item; `said` is what was just done. */
export const weekView = (about: About, items: readonly WeekItem[], w: Wording, said?: string): types.ModalView => {
  const t = wordsFor(w)
  const line = ({ at, what, every }: WeekItem) =>
    [timeIn(w, at), what, every && t(`plan.every.${every}`)].filter(Boolean).join(' · ')
  return windowOf(
    {
      ...{ id: 'desk-plan', title: about.alias, memory: about },
      blocks: [
        ...(said ? [section(`*${escaped(said)}*`)] : []),
        ...(items.length === 0 ? [section(escaped(t('plan.none')))] : []),
        ...items.slice(0, ITEMS).flatMap((item): types.KnownBlock[] => [
          section(escaped(line(item))),
          {
            type: 'actions',
            block_id: `item:${item.id}`,
            elements: [
              button(PRESS.move, t('plan.move')),
              {
                ...button(PRESS.cancel, t('plan.cancel')),
                confirm: {
                  title: plain(t('plan.cancel'), 100),
                  text: plain(t('plan.sure', { at: timeIn(w, item.at) }), 300),
                  confirm: plain(t('plan.cancel'), 30),
                  deny: plain(t('closing.back'), 30),
                },
              },
            ],
          },
        ]),
        ...(items.some(({ what }) => what === undefined) ? [small(escaped(t('plan.hidden')))] : []),
        { type: 'actions', block_id: 'new', elements: [button(PRESS.add, t('plan.add'))] },
      ],
    },
    w,
  )
}

const button = (action: string, label: string): types.Button => ({
  type: 'button',
  action_id: action,
  text: plain(label, LIMIT.button),
  value: 'none',
})

const when = (t: ReturnType<typeof wordsFor>): types.KnownBlock[] => [
  field('date', t('plan.date'), { type: 'datepicker' }),
  field('time', t('plan.time'), { type: 'timepicker' }),
]

const Moving = About.extend({ itemId: z.uuid() })

export const listenToPlan = (app: App, deps: PlanDeps): void => {
  const Pressed = z.object({ actions: z.tuple([z.object({ block_id: z.string() })]) })
  const itemOf = (body: unknown): string | undefined =>
    /^item:([0-9a-f-]{36})$/.exec(Pressed.safeParse(body).data?.actions[0].block_id ?? '')?.[1]
  const on = (
    action: string,
    draw: (
      it: { by: string; about: About; itemId: string | undefined },
      w: Wording,
    ) => Promise<types.ModalView | undefined> | types.ModalView | undefined,
  ) =>
    app.action(action, async ({ ack, body, client }) => {
      await ack()
      const form = readForm(body, About)
      if (!form) return
      const w = await wordingOf(deps, form.by)
      const view = await draw({ by: form.by, about: form.memory, itemId: itemOf(body) }, w)
      if (view) await client.views.update({ view_id: form.viewId, view })
    })

  on(PRESS.add, ({ about }, w) => {
    const t = wordsFor(w)
    const text = (max: number): types.PlainTextInput => ({ type: 'plain_text_input', max_length: max })
    return windowOf(
      {
        ...{ id: VIEW.add, title: about.alias, submit: t('plan.save'), memory: about },
        blocks: [
          field('what', t('plan.what'), text(120)),
          field('place', t('plan.place'), text(120), true),
          ...when(t),
          field(
            'every',
            t('plan.repeat'),
            choice(EVERY, (one) => t(`plan.every.${one}`), 'once'),
          ),
        ],
      },
      w,
    )
  })
  on(PRESS.move, ({ about, itemId }, w) => {
    const t = wordsFor(w)
    if (!itemId) return undefined
    const memory = { ...about, itemId }
    return windowOf({ id: VIEW.move, title: about.alias, submit: t('plan.save'), memory, blocks: when(t) }, w)
  })
  on(PRESS.cancel, async ({ by, about, itemId }, w) => {
    if (!itemId) return undefined
    const t = wordsFor(w)
    const done = await deps.cancelItem({ by, citizenId: about.citizenId, itemId })
    const items = done.done ? await deps.week({ by, citizenId: about.citizenId }) : []
    return weekView(about, items, w, t(done.done ? 'plan.cancelled' : done.why))
  })

  app.view(VIEW.add, async ({ ack, body, client }) => {
    const form = readForm(body, About)
    const [what, date, time] = [form?.input('what'), form?.input('date'), form?.input('time')]
    if (!form || !what || !date || !time) return ack()
    const { by, memory } = form
    const t = wordsFor(await wordingOf(deps, by))
    const place = form.input('place')
    const every = EVERY.find((one) => one !== 'once' && one === form.input('every'))
    const done = await deps.addItem({
      ...{ by, citizenId: memory.citizenId, what, date, time },
      ...(place && { place }),
      ...(every && every !== 'once' && { every }),
    })
    if (!done.done) return ack({ response_action: 'errors', errors: { date: t(done.why) } })
    await ack()
    await tellDone(client, { by, channel: memory.channel }, t('plan.added', { alias: memory.alias, date, time }), deps)
  })

  app.view(VIEW.move, async ({ ack, body, client }) => {
    const form = readForm(body, Moving)
    const [date, time] = [form?.input('date'), form?.input('time')]
    if (!form || !date || !time) return ack()
    const { by, memory } = form
    const t = wordsFor(await wordingOf(deps, by))
    const done = await deps.moveItem({ by, citizenId: memory.citizenId, itemId: memory.itemId, date, time })
    if (!done.done) return ack({ response_action: 'errors', errors: { date: t(done.why) } })
    await ack()
    await tellDone(client, { by, channel: memory.channel }, t('plan.moved', { alias: memory.alias, date, time }), deps)
  })
}
