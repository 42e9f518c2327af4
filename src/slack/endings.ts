import type { types } from '@slack/bolt'
import { z } from 'zod'
import { type Case, FILED, OUTCOMES } from '../core/case.ts'
import { option, plain, windowOf } from './form.ts'
import type { Wording } from './notice.ts'
import { Place } from './press.ts'
import { cut, escaped, LIMIT, timeIn } from './words.ts'

export const VIEW = { resolve: 'case-resolve', meeting: 'case-meeting-until' } as const
export const INPUT = { outcome: 'case-outcome', filed: 'case-filed', assessed: 'case-assessed', at: 'case-at' } as const

/** What a window remembers: the case, the version it was drawn from, where the press came from. Slack keeps it for us. */
const Memory = z.object({ caseId: z.uuid(), seenVersion: z.int(), place: Place, text: z.string() })
export type Memory = z.infer<typeof Memory>

/** What closing a case asks and shows. */
export interface EndingFacts {
  case: Case
  /** The number of the citizen in the case system; null: none is known. */
  caseRef: string | null
  /** Who closes it. */
  who: string
  now: Temporal.Instant
}

/** Five neutral lines for the case system: no name, nothing about health, no words of the citizen. */
export const caseNote = ({ caseRef, who, now }: EndingFacts, outcome: string | undefined, w: Wording): string => {
  const t = (key: string, params = {}) => w.text(`staff.case-note.${key}`, params, w.language)
  return [
    t('ref', { ref: caseRef ?? '–' }),
    t('date', { date: timeIn(w, now) }),
    t('who', { who }),
    t('outcome', { outcome: outcome ? w.text(`staff.outcome.${outcome}`, {}, w.language) : '–' }),
    t('agreed'),
  ].join('\n')
}

/** The window that closes a case. The note follows the outcome. */
export const resolveView = (
  facts: EndingFacts,
  memory: Memory,
  outcome: string | undefined,
  w: Wording,
): types.ModalView => {
  const t = (key: string, params = {}) => w.text(`staff.${key}`, params, w.language)
  const task = w.task?.(facts.case)
  const head = {
    id: VIEW.resolve,
    title: t('closing.title'),
    submit: t('button.resolve'),
    close: 'closing.back',
    memory,
  }
  return windowOf(
    {
      ...head,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*${escaped(facts.case.alias)}*` } },
        {
          type: 'input',
          block_id: 'outcome',
          dispatch_action: true,
          label: plain(t('closing.outcome'), LIMIT.label),
          element: {
            type: 'radio_buttons',
            action_id: INPUT.outcome,
            options: OUTCOMES.map((value) => option(value, t(`outcome.${value}`))),
          },
        },
        ...(task
          ? [
              {
                type: 'input' as const,
                block_id: 'assessed',
                label: plain(t('closing.child'), LIMIT.label),
                element: {
                  type: 'checkboxes' as const,
                  action_id: INPUT.assessed,
                  options: [option('yes', t('closing.assessed'))],
                },
              },
            ]
          : []),
        {
          type: 'input',
          block_id: 'filed',
          label: plain(t('closing.filed'), LIMIT.label),
          element: {
            type: 'radio_buttons',
            action_id: INPUT.filed,
            options: FILED.map((value) => option(value, t(`filed.${value}`))),
          },
        },
        {
          type: 'input',
          // Slack keeps what stands in a field of the same name: another outcome is another field.
          block_id: `note-${outcome ?? 'none'}`,
          optional: true,
          label: plain(t('closing.note'), LIMIT.label),
          element: {
            type: 'plain_text_input',
            action_id: 'note',
            multiline: true,
            initial_value: cut(caseNote(facts, outcome, w), LIMIT.section),
          },
        },
      ],
    },
    w,
  )
}

/** The window that asks how long a meeting lasts. */
export const meetingView = (memory: Memory, w: Wording): types.ModalView => {
  const t = (key: string) => w.text(`staff.${key}`, {}, w.language)
  const head = { id: VIEW.meeting, title: t('meeting.title'), submit: t('meeting.save'), close: 'closing.back', memory }
  return windowOf(
    {
      ...head,
      blocks: [
        {
          type: 'input',
          block_id: 'at',
          label: plain(t('meeting.label'), LIMIT.label),
          element: { type: 'timepicker', action_id: INPUT.at },
        },
      ],
    },
    w,
  )
}

const Chosen = z.object({ selected_option: z.object({ value: z.string() }).nullish() })
const View = z.object({
  id: z.string().default(''),
  hash: z.string().default(''),
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }).optional(),
})

/** A window as it came back: what it remembers and what was filled in. Undefined: none of ours. */
export const readView = (view: unknown) => {
  const parsed = View.safeParse(view)
  const memory = parsed.success ? Memory.safeParse(tryJson(parsed.data.private_metadata)) : undefined
  if (!parsed.success || !memory?.success) return undefined
  const values = parsed.data.state?.values ?? {}
  const chosen = (block: string, action: string) =>
    Chosen.safeParse(values[block]?.[action]).data?.selected_option?.value
  const ticked = z
    .object({ selected_options: z.array(z.object({ value: z.string() })) })
    .safeParse(values.assessed?.[INPUT.assessed])
  const time = z.object({ selected_time: z.string().regex(/^\d\d:\d\d$/) }).safeParse(values.at?.[INPUT.at])
  return {
    id: parsed.data.id,
    memory: memory.data,
    outcome: OUTCOMES.find((one) => one === chosen('outcome', INPUT.outcome)),
    filed: FILED.find((one) => one === chosen('filed', INPUT.filed)),
    assessed: ticked.success && ticked.data.selected_options.length > 0,
    at: time.data?.selected_time,
  }
}

const tryJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
