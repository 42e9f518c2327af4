import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../lib/log.ts'
import { readBlockId } from './card.ts'
import { webApiErrorOf } from './web-api-error.ts'

type Client = App['client']

/** A press that wants to see or write, from a card, a direct message or the Home tab (which has no channel). */
const Asking = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string().default(''),
  channel: z.object({ id: z.string() }).optional(),
  actions: z.tuple([z.object({ block_id: z.string().default(''), value: z.string().nullish() })]),
})

/** Which citizen: by the case whose block was pressed, or by the button's own value, `citizen:<id>`. */
export interface Ask {
  of: { caseId: string } | { citizenId: string }
  /** Slack user id. */
  by: string
  /** Undefined: there is none; they are answered directly. */
  channel: string | undefined
  triggerId: string
}

/** Undefined: none of ours, or changed on the way. */
export const readAsk = (body: unknown): Ask | undefined => {
  const parsed = Asking.safeParse(body)
  if (!parsed.success) return undefined
  const { user, channel, trigger_id, actions } = parsed.data
  const drawn = readBlockId(actions[0].block_id)
  const citizenId = /^citizen:([0-9a-f-]{36})$/.exec(actions[0].value ?? '')?.[1]
  const of = drawn ? { caseId: drawn.caseId } : citizenId ? { citizenId } : undefined
  return of && { of, by: user.id, channel: channel?.id, triggerId: trigger_id }
}

/** What a window of ours remembers of who asked. Slack keeps it; whether they may is asked anew each time. */
export const Memory = z.object({
  citizenId: z.uuid(),
  caseId: z.uuid().optional(),
  channel: z.string().optional(),
})
export type Memory = z.infer<typeof Memory>

/** A submitted window: its memory, who, and what was put in, by block and input. */
const Submitted = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({ value: z.string().nullish(), selected_option: z.object({ value: z.string() }).nullish() }),
        ),
      ),
    }),
  }),
})

export const readSubmitted = <M extends Memory>(
  body: unknown,
  shape: z.ZodType<M>,
): { by: string; memory: M; input(name: string): string | undefined } | undefined => {
  const parsed = Submitted.safeParse(body)
  if (!parsed.success) return undefined
  const { user, view } = parsed.data
  const memory = shape.safeParse(parse(view.private_metadata))
  if (!memory.success) return undefined
  return {
    by: user.id,
    memory: memory.data,
    input(name) {
      const given = view.state.values[name]?.[name]
      return given?.selected_option?.value ?? given?.value ?? undefined
    },
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Something that only one person sees: where they pressed, or directly where that is not possible. */
export const tell = async (
  client: Client,
  { by, channel }: { by: string; channel?: string | undefined },
  message: { text: string; blocks?: types.KnownBlock[] },
  log: Log,
): Promise<void> => {
  const rest = { unfurl_links: false, ...message }
  try {
    if (channel) {
      await client.chat.postEphemeral({ channel, user: by, ...rest })
      return
    }
  } catch (error) {
    log.debug({ code: webApiErrorOf(error).code }, 'not told in the channel, but directly')
  }
  try {
    await client.chat.postMessage({ channel: by, ...rest })
  } catch (error) {
    log.warn({ code: webApiErrorOf(error).code }, 'could not answer who pressed')
  }
}
