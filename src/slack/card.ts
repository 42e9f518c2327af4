import type { types } from '@slack/bolt'
import type { Case, CaseState } from '../core/case.ts'
import { OF_WORDS } from '../core/escalation.ts'
import { MEETINGS, SNOOZES_OF } from '../core/snooze.ts'
import type { Notice, Wording } from './notice.ts'
import { cut, escaped, LIMIT, wordsOf } from './words.ts'

/** The names of what can be pressed. `open` is a link: it needs no answer but Slack still tells of it. */
export const ACTION = {
  acknowledge: 'case-acknowledge',
  meeting: 'case-meeting',
  snooze: 'case-snooze',
  details: 'case-details',
  reply: 'case-reply',
  resolve: 'case-resolve',
  unacknowledge: 'case-unacknowledge',
  reopen: 'case-reopen',
  stillOnIt: 'case-still-on-it',
  passOn: 'case-pass-on',
  handBack: 'case-hand-back',
  open: 'case-open',
} as const
type Action = keyof typeof ACTION

/** A message as `chat.postMessage` takes it; `text` is what notifications and screen readers say. */
export interface SlackMessage {
  text: string
  blocks: types.KnownBlock[]
}

/** The card: its title, and beside a bar in the colour of its state all the rest. */
export interface CardMessage {
  text: string
  attachments: [{ color: string; fallback: string; blocks: types.KnownBlock[] }]
}

/** Red waits for somebody, amber somebody has it, grey is put aside, green is over. The words say it as well. */
export const COLOUR: Record<CaseState, string> = {
  open: '#c62828',
  acknowledged: '#f9a825',
  snoozed: '#9e9e9e',
  resolved: '#2e7d32',
}

/** What can be done in each state, in this order. What nobody has seen, or what is acute, is not put aside. */
const FITS: Record<CaseState, readonly Action[]> = {
  open: ['acknowledge', 'meeting', 'details', 'reply', 'resolve'],
  acknowledged: ['resolve', 'details', 'reply', 'snooze', 'unacknowledge'],
  snoozed: ['acknowledge', 'details', 'reply', 'resolve'],
  resolved: ['details', 'reopen'],
}

/** Which case, and in which version it was drawn, is in the block's id: a card needs no memory of ours. */
export const blockIdOf = ({ id, version }: { id: string; version: number }): string => `case:${id}:${version}`

export const readBlockId = (blockId: string): { caseId: string; version: number } | undefined => {
  const [, caseId, version] = /^case:([0-9a-f-]{36}):(\d{1,9})$/.exec(blockId) ?? []
  return caseId && version ? { caseId, version: Number(version) } : undefined
}

/** The case in the team's channel: what it is, who has it, what comes next, and what one can do now. */
export const cardOf = (notice: Notice, w: Wording): CardMessage => {
  const { case: it } = notice
  const { title, classes, state, lines } = wordsOf(notice, w)
  const body: types.KnownBlock[] = [
    { type: 'section', text: { type: 'mrkdwn', text: cut(`*${escaped(state)}*`, LIMIT.section) } },
  ]
  if (lines.length > 0)
    body.push({ type: 'section', text: { type: 'mrkdwn', text: cut(lines.map(kept).join('\n'), LIMIT.section) } })
  const talking = it.state !== 'resolved' && notice.talk.until !== null
  const fits = [...FITS[it.state], ...(talking ? (['handBack'] as const) : [])].filter(
    (action) => action !== 'snooze' || SNOOZES_OF[it.level].length > 0,
  )
  body.push({ type: 'actions', block_id: blockIdOf(it), elements: fits.map((action) => elementOf(action, it, w)) })
  const plain = escaped(`${title}. ${classes}. ${state}`)
  return {
    text: cut(`*${escaped(title)}* · ${escaped(classes)}`, LIMIT.message),
    attachments: [{ color: COLOUR[it.state], fallback: cut(plain, LIMIT.message), blocks: body }],
  }
}

/** Our own bold stays; everything else is words. */
const kept = (line: string): string => (/^\*.*\*$/s.test(line) ? `*${escaped(line.slice(1, -1))}*` : escaped(line))

/** The message to one person, at each raise and climb: an update of a card notifies nobody. */
export const directOf = (notice: Notice, w: Wording, cardUrl: string | undefined, mention = ''): SlackMessage => {
  const { case: it, reason } = notice
  // The mention is markup of our own and is not escaped.
  const text = mention + cut(escaped(directWords(notice, w)), LIMIT.section - 100)
  const fits: Action[] = notice.late
    ? ['details']
    : reason === 'still-on-it' || reason === 'seen-for-you'
      ? ['stillOnIt', 'passOn', 'resolve']
      : OF_WORDS.includes(reason)
        ? ['details', 'reply']
        : ['acknowledge', 'meeting', 'details']
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      {
        type: 'actions',
        block_id: blockIdOf(it),
        elements: [
          ...fits.map((action) => elementOf(action, it, w)),
          {
            type: 'button',
            action_id: ACTION.open,
            text: { type: 'plain_text', text: cut(w.text('staff.card.open', {}, w.language), LIMIT.button) },
            url: cardUrl ?? w.caseUrl(it.id),
          },
        ],
      },
    ],
  }
}

/** What a person is told, by why. */
export const directWords = (notice: Notice, w: Wording): string => {
  const { t, level, classes, state } = wordsOf(notice, w)
  if (notice.late) return t('direct.late', { level, alias: notice.case.alias, class: classes, state })
  if (notice.reason === 'answered') return t('answered', { alias: notice.case.alias })
  const spoken = notice.kind === 'phone' && notice.reason !== 'thanks' && notice.reason !== 'still-on-it'
  const key = spoken ? 'phone' : (DIRECT.find((one) => one === notice.reason) ?? 'raised')
  return t(`direct.${key}`, { level, alias: notice.case.alias, class: classes })
}

const DIRECT = [
  'asks-again',
  'says-more',
  'raised',
  'climbed',
  'woke',
  'meeting-over',
  'reopened',
  'still-on-it',
  'thanks',
  'seen-for-you',
] as const

/** What a message becomes when its button was pressed: its words, and that it is done. */
export const settled = (text: string): SlackMessage => ({
  text: cut(text, LIMIT.section),
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: cut(text, LIMIT.section) } }],
})

const elementOf = (action: Action, it: Case, w: Wording): types.Button | types.StaticSelect => {
  const t = (key: string, params = {}) => w.text(`staff.${key}`, params, w.language)
  if (action === 'snooze')
    return selectOf(
      action,
      t('button.snooze'),
      SNOOZES_OF[it.level].map((value) => [value, t(`snooze.${value}`)]),
    )
  if (action === 'meeting')
    return selectOf(action, t('button.meeting'), [
      ...MEETINGS.map((minutes): [string, string] => [String(minutes), t('meeting.minutes', { minutes })]),
      ['until', t('meeting.until')],
    ])
  const label =
    action === 'details'
      ? t('details.button')
      : action === 'reply'
        ? t('reply.button')
        : action === 'handBack'
          ? t('reply.hand-back')
          : t(`button.${ACTION[action].slice(5)}`)
  const first =
    action === 'acknowledge' || action === 'stillOnIt' || (action === 'resolve' && it.state === 'acknowledged')
  return {
    type: 'button',
    action_id: ACTION[action],
    ...(first && { style: 'primary' as const }),
    text: { type: 'plain_text', text: cut(label, LIMIT.button) },
    value: 'none',
  }
}

const selectOf = (action: Action, label: string, options: [string, string][]): types.StaticSelect => ({
  type: 'static_select',
  action_id: ACTION[action],
  placeholder: { type: 'plain_text', text: cut(label, LIMIT.placeholder) },
  options: options.map(([value, text]) => ({
    text: { type: 'plain_text', text: cut(text, LIMIT.button) },
    value,
  })),
})
