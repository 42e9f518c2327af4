import type { types } from '@slack/bolt'
import type { CasePage, Trigger } from '../core/case-page.ts'
import { timelineOf } from '../core/timeline.ts'
import type { Wording } from './notice.ts'
import { cut, escaped, LIMIT, timeIn } from './words.ts'

/** A window has at most 100 blocks: https://docs.slack.dev/reference/surfaces/modals */
const BLOCKS = 100
const MESSAGES = 8
const LINES = 20

/** The case in a window of Slack, without pictures: for workspaces where that is allowed (`SLACK_DETAILS=modal`). */
export const detailsView = (page: CasePage, w: Wording): types.ModalView => {
  const t = (key: string, params: Record<string, string | number> = {}) => w.text(`staff.${key}`, params, w.language)
  const any = (key: string, params: Record<string, string | number> = {}) => w.text(key, params, w.language)
  const when = (at: Temporal.Instant) => timeIn(w, at)
  const name = (id: string | null) => (id === null ? t('duty') : (page.names[id] ?? '?'))
  const { citizen, case: it, access, addresses, talk } = page
  const part = (title: string, lines: readonly string[]): types.SectionBlock[] =>
    lines.length === 0
      ? []
      : [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: cut(`*${escaped(title)}*\n${lines.join('\n')}`, LIMIT.section) },
          },
        ]
  const content = access.see === 'content'
  const phone = addresses.find(({ channel }) => channel === 'sms')?.address
  const contact = [
    phone && `${t('page.phone')}: ${phone}`,
    `${t('page.channels')}: ${addresses.map(({ channel, state }) => `${t(`page.channel.${channel}`)} (${t(`page.channel-state.${state}`)})`).join(', ')}`,
    `${t('page.caseworker')}: ${escaped(name(citizen.caseworker))}`,
    `${t('page.safety-plan')}: ${t(page.hasSafetyPlan ? 'page.has-plan' : 'page.no-plan')}`,
    talk.until && talk.personId && t('page.talking', { who: name(talk.personId), at: when(talk.until) }),
  ].filter((line): line is string => Boolean(line))
  const quote = (text: string) => `>${escaped(text).replaceAll('\n', '\n>')}`
  const said = ({ words, checkIn }: Trigger): string => {
    if (words) return quote(words)
    if (!checkIn) return t('page.no-words')
    const title = any(`instrument.${checkIn.instrument}.title`)
    return checkIn.answers
      .map((answer, i) => `${any(`instrument.${checkIn.instrument}.item.${i + 1}`)}: *${answer ?? '–'}*`)
      .toSpliced(0, 0, title)
      .map((line) => `>${line}`)
      .join('\n')
  }
  const blocks: types.KnownBlock[] = [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: cut(
          `*${escaped(citizen.name || citizen.alias)}* (${citizen.alias})${it ? `\n${t(`level.${it.level}`)}. ${t(`state.${it.state}`)}` : ''}`,
          LIMIT.section,
        ),
      },
    },
    ...(content ? [] : part(t('page.plan-only'), [' '])),
    ...part(
      t('page.why'),
      page.triggers.map((one) => `${t(`class.${one.class}`)} (${when(one.at)})\n${said(one)}`),
    ),
    ...(content ? part(t('page.contact'), contact) : []),
    ...(content && it
      ? part(
          t('page.timeline'),
          timelineOf(it, page.events)
            .slice(-LINES)
            .map(({ at, key, who, role, until, planned }) => {
              const line = any(key, {
                ...(who !== undefined && { who: name(who) }),
                ...(role && { role: any(`console.role.${role}`) }),
                ...(until && { until: when(until) }),
              })
              return `${when(at)}: ${escaped(line)}${planned ? ` (${t('page.planned')})` : ''}`
            }),
        )
      : []),
    ...part(
      t('page.plan'),
      page.plan.map(
        ({ startsAt, what, place }) => `${when(startsAt)}: ${escaped([what, place].filter(Boolean).join(', '))}`,
      ),
    ),
    ...part(
      t('page.messages'),
      page.messages.slice(-MESSAGES).map((one) => {
        const from = one.direction === 'in' ? 'citizen' : one.kind === 'person' ? 'person' : 'makker'
        const at = one.deliveredAt ?? one.sentAt ?? one.dueAt
        return `${t(`page.from-${from}`)}, ${when(at)}, ${t(`page.state.${one.state}`)}\n${quote(cut(one.text ?? t('page.unread'), 300))}`
      }),
    ),
  ]
  return {
    type: 'modal',
    title: { type: 'plain_text', text: cut(t('details.title'), LIMIT.modalTitle) },
    close: { type: 'plain_text', text: cut(t('details.close'), LIMIT.modalTitle) },
    blocks: blocks.slice(0, BLOCKS),
  }
}
