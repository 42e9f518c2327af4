import type { types } from '@slack/bolt'
import { z } from 'zod'
import type { Wording } from './notice.ts'
import { cut, LIMIT } from './words.ts'

/** The small parts windows are made of, each within Slack's limits. */
export const plain = (text: string, limit: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, limit),
})
export const section = (text: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cut(text, LIMIT.section) },
})
export const small = (text: string): types.ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: cut(text, LIMIT.context) }],
})
export const option = (value: string, label: string): types.PlainTextOption => ({
  text: plain(label, LIMIT.button),
  value,
})
/** A field whose block and input have the same name, which `readForm` reads. */
export const field = (
  name: string,
  label: string,
  element: types.InputBlock['element'],
  optional = false,
): types.InputBlock => ({
  type: 'input',
  block_id: name,
  label: plain(label, LIMIT.label),
  element: { ...element, action_id: name },
  ...(optional && { optional }),
})
export const choice = (
  values: readonly string[],
  label: (value: string) => string,
  initial?: string,
): types.StaticSelect => ({
  type: 'static_select',
  options: values.map((value) => option(value, label(value))),
  ...(initial !== undefined && { initial_option: option(initial, label(initial)) }),
})

export interface WindowOf {
  id: string
  title: string
  /** Left out: there is nothing to send. */
  submit?: string
  /** The key of the other button, under `staff`; left out: it closes. */
  close?: string
  memory?: object
  blocks: types.KnownBlock[]
}
export const windowOf = ({ id, title, submit, close, memory, blocks }: WindowOf, w: Wording): types.ModalView => ({
  type: 'modal',
  callback_id: id,
  private_metadata: JSON.stringify(memory ?? {}),
  title: plain(title, LIMIT.modalTitle),
  ...(submit && { submit: plain(submit, LIMIT.modalTitle) }),
  close: plain(w.text(`staff.${close ?? 'details.close'}`, {}, w.language), LIMIT.modalTitle),
  blocks,
})

const Field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_user: z.string().nullish(),
})
const Form = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string().default(''),
  view: z.object({
    id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Field)) }).default({ values: {} }),
  }),
})

/** A window that came back: who, what it remembers, what was put in. Undefined: none of ours. */
export const readForm = <M>(body: unknown, shape: z.ZodType<M>) => {
  const parsed = Form.safeParse(body)
  if (!parsed.success) return undefined
  const { user, trigger_id, view } = parsed.data
  const memory = shape.safeParse(json(view.private_metadata))
  if (!memory.success) return undefined
  return {
    by: user.id,
    triggerId: trigger_id,
    viewId: view.id,
    memory: memory.data,
    input(name: string): string | undefined {
      const given = view.state.values[name]?.[name]
      const text =
        given?.selected_option?.value ??
        given?.selected_date ??
        given?.selected_time ??
        given?.selected_user ??
        given?.value
      return text === undefined || text === null || text.trim() === '' ? undefined : text.trim()
    },
  }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The words of one reader, under `staff`. */
export const wordsFor =
  (w: Wording) =>
  (key: string, params: Record<string, string | number> = {}): string =>
    w.text(`staff.${key}`, params, w.language)

/** A local date, `YYYY-MM-DD`, as a colleague reads it. */
export const dayIn = ({ language }: Wording, date: string, year?: 'year'): string => {
  const it = Temporal.PlainDate.from(date)
  const day = it.toLocaleString(language, { weekday: 'short', day: 'numeric', month: 'long' })
  return year ? `${day} ${it.year}` : day
}
