import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import { tell } from './ask.ts'
import { type DeskDeps, tellDone, wordingOf } from './desk.ts'
import { dayIn, field, plain, readForm, section, windowOf, wordsFor } from './form.ts'
import type { Wording } from './notice.ts'
import { openView } from './press.ts'
import { escaped, LIMIT } from './words.ts'

export interface AbsenceDeps extends DeskDeps {
  /** The first and last local date a text means, `YYYY-MM-DD`; undefined: not understood, or over. */
  readDates(text: string): { from: string; to: string } | undefined
  /** They are away, and `cover` (a Slack user) stands in; `cases` went there at once, `others` stand in on some of the days too. */
  addAbsence(it: { by: string; cover: string; from: string; to: string }): Promise<
    | {
        done: true
        id: string
        who: string
        away: string
        cases: number
        others: { who: string; from: string; to: string }[]
      }
    | { done: false; why: string }
  >
  removeAbsence(it: { by: string; id: string }): Promise<boolean>
}

const VIEW = 'desk-cover'
const UNDO = 'cover-undo'
interface Asker {
  by: string
  channel?: string | undefined
  triggerId: string
}

/** `/makker cover @colleague 3.-7. august`: at once where both are said, else a window. */
export const openAbsence = async (
  client: App['client'],
  ask: Asker,
  given: { user: string | undefined; text: string },
  deps: AbsenceDeps,
): Promise<void> => {
  const w = await wordingOf(deps, ask.by)
  const t = wordsFor(w)
  const dates = given.text.trim() ? deps.readDates(given.text) : undefined
  if (given.user && dates) return absent(client, ask, { cover: given.user, ...dates }, deps)
  const said = given.text.trim() !== '' && !dates
  const view = windowOf(
    {
      ...{ id: VIEW, title: t('home.cover'), submit: t('cover.save'), memory: { channel: ask.channel } },
      blocks: [
        ...(said ? [section(escaped(t('cover.not-understood')))] : []),
        field('cover', t('cover.who'), { type: 'users_select', ...(given.user && { initial_user: given.user }) }),
        field('from', t('cover.from'), { type: 'datepicker', ...(dates && { initial_date: dates.from }) }),
        field('to', t('cover.to'), { type: 'datepicker', ...(dates && { initial_date: dates.to }) }),
      ],
    },
    w,
  )
  await openView(client, ask, view, { wording: w, log: deps.log })
}

const absent = async (
  client: App['client'],
  { by, channel }: Omit<Asker, 'triggerId'>,
  it: { cover: string; from: string; to: string },
  deps: AbsenceDeps,
): Promise<void> => {
  const w = await wordingOf(deps, by)
  const t = wordsFor(w)
  const days = (reader: Wording, { from, to } = it) => ({
    from: dayIn(reader, from, 'year'),
    to: dayIn(reader, to, 'year'),
  })
  const done = await deps.addAbsence({ by, ...it })
  if (!done.done) return tellDone(client, { by, channel }, t(done.why), deps)
  const line = escaped(
    [
      t('cover.done', { who: done.who, ...days(w) }),
      ...(done.cases > 0 ? [t('cover.moved', { cases: done.cases })] : []),
      ...done.others.map((other) => t('cover.overlaps', { who: other.who, ...days(w, { ...it, ...other }) })),
    ].join('\n'),
  )
  const undo: types.Button = {
    type: 'button',
    action_id: UNDO,
    text: plain(t('cover.undo'), LIMIT.button),
    value: done.id,
  }
  await tell(
    client,
    { by, channel },
    { text: line, blocks: [section(line), { type: 'actions', elements: [undo] }] },
    deps.log,
  )
  const theirs = await wordingOf(deps, it.cover)
  await tellDone(client, { by: it.cover }, wordsFor(theirs)('cover.told', { who: done.away, ...days(theirs) }), deps)
}

export const listenToAbsence = (app: App, deps: AbsenceDeps): void => {
  app.view(VIEW, async ({ ack, body, client }) => {
    const form = readForm(body, z.object({ channel: z.string().optional() }))
    const [cover, from, to] = [form?.input('cover'), form?.input('from'), form?.input('to')]
    if (!form || !cover || !from || !to) return ack()
    const t = wordsFor(await wordingOf(deps, form.by))
    if (to < from) return ack({ response_action: 'errors', errors: { to: t('cover.backwards') } })
    await ack()
    await absent(client, { by: form.by, channel: form.memory.channel }, { cover, from, to }, deps)
  })

  const Undo = z.object({
    user: z.object({ id: z.string() }),
    channel: z.object({ id: z.string() }).optional(),
    actions: z.tuple([z.object({ value: z.uuid() })]),
  })
  app.action(UNDO, async ({ ack, body, client }) => {
    await ack()
    const undo = Undo.safeParse(body)
    if (!undo.success) return
    const { user, channel, actions } = undo.data
    const t = wordsFor(await wordingOf(deps, user.id))
    const gone = await deps.removeAbsence({ by: user.id, id: actions[0].value })
    await tellDone(client, { by: user.id, channel: channel?.id }, t(gone ? 'cover.undone' : 'gone'), deps)
  })
}
