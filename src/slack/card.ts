import type { types } from '@slack/bolt'
import { OUTCOMES } from '../core/case.ts'
import type { Notice, Wording } from './notice.ts'
import { cut, escaped, LIMIT, wordsOf } from './words.ts'

/** The names of what can be pressed. `open` is a link: it needs no answer but Slack still tells of it. */
export const ACTION = { acknowledge: 'case-acknowledge', resolve: 'case-resolve', open: 'case-open' } as const

/** A message as `chat.postMessage` takes it; `text` is what notifications and screen readers say. */
export interface SlackMessage {
  text: string
  blocks: types.KnownBlock[]
}

/** Which case, and in which version it was drawn, is in the block's id: a card needs no memory of ours. */
export const blockIdOf = ({ id, version }: { id: string; version: number }): string => `case:${id}:${version}`

export const readBlockId = (blockId: string): { caseId: string; version: number } | undefined => {
  const [, caseId, version] = /^case:([0-9a-f-]{36}):(\d{1,9})$/.exec(blockId) ?? []
  return caseId && version ? { caseId, version: Number(version) } : undefined
}

/** The case in the team's channel: what it is, who has it, what comes next, and what one can do now. */
export const cardOf = (notice: Notice, w: Wording): SlackMessage => {
  const { case: it } = notice
  const words = wordsOf(notice, w)
  const lines = [words.state, words.wish, words.nextStep].filter((line): line is string => Boolean(line))
  return {
    text: cut(escaped(`${words.title}. ${words.classes}. ${words.state}`), LIMIT.message),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(words.title, LIMIT.header) } },
      { type: 'section', text: { type: 'mrkdwn', text: cut(escaped(words.classes), LIMIT.section) } },
      { type: 'section', text: { type: 'mrkdwn', text: cut(escaped(lines.join('\n')), LIMIT.section) } },
      {
        type: 'actions',
        block_id: blockIdOf(it),
        elements: [...whatFits(notice, w), linkTo(words.open, w.caseUrl(it.id))],
      },
    ],
  }
}

/** The message to one person, at each raise and climb: an update of a card notifies nobody. */
export const directOf = (notice: Notice, w: Wording, cardUrl: string | undefined, mention = ''): SlackMessage => {
  const words = wordsOf(notice, w)
  const said = words.direct(notice.reason === 'climbed' ? 'climbed' : 'raised')
  // The mention is markup of our own and is not escaped.
  const text = mention + cut(escaped(said), LIMIT.section - 100)
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      {
        type: 'actions',
        block_id: blockIdOf(notice.case),
        elements: [acknowledgeButton(words.acknowledge), linkTo(words.open, cardUrl ?? w.caseUrl(notice.case.id))],
      },
    ],
  }
}

/** What a message becomes when its button was pressed: its words, and that it is done. */
export const settled = (text: string): SlackMessage => ({
  text: cut(text, LIMIT.section),
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: cut(text, LIMIT.section) } }],
})

const whatFits = (notice: Notice, w: Wording): (types.Button | types.StaticSelect)[] => {
  const words = wordsOf(notice, w)
  if (notice.case.state === 'resolved') return []
  if (notice.case.state !== 'acknowledged') return [acknowledgeButton(words.acknowledge)]
  return [
    {
      type: 'static_select',
      action_id: ACTION.resolve,
      placeholder: { type: 'plain_text', text: cut(words.resolve, LIMIT.button) },
      options: OUTCOMES.map((value) => ({
        text: {
          type: 'plain_text' as const,
          text: cut(w.text(`staff.outcome.${value}`, {}, w.language), LIMIT.button),
        },
        value,
      })),
    },
  ]
}

const acknowledgeButton = (label: string): types.Button => ({
  type: 'button',
  action_id: ACTION.acknowledge,
  style: 'primary',
  text: { type: 'plain_text', text: cut(label, LIMIT.button) },
  value: 'acknowledge',
})

const linkTo = (label: string, url: string): types.Button => ({
  type: 'button',
  action_id: ACTION.open,
  text: { type: 'plain_text', text: cut(label, LIMIT.button) },
  url,
})
