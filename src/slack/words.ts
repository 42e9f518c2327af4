import type { Notice, Wording } from './notice.ts'

/** Slack's limits in characters: https://docs.slack.dev/reference/block-kit/blocks */
export const LIMIT = { header: 150, section: 3000, context: 2000, button: 75, message: 4000 } as const

/** At most `limit` characters, with an ellipsis where something is missing. */
export const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** Slack's three control characters, so that nothing becomes a link or a mention by accident. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The parts of a case in the colleagues' language. */
export const wordsOf = ({ case: it, names, resolvedBy }: Notice, w: Wording) => {
  const t = (key: string, params: Record<string, string | number> = {}) => w.text(key, params, w.language)
  const who = (id: string | null) => (id === null ? w.duty : names[id]) ?? '?'
  const when = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(w.zone).toLocaleString(w.language, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
  const level = t(`staff.level.${it.level}`)
  const classes = [...new Set(it.reasons.map((reason) => reason.class))].map((reason) => t(`staff.class.${reason}`))
  const next = it.nextStepAt && it.steps.find(({ step }) => step === it.step + 1)
  return {
    title: t('staff.card.title', { level, alias: it.alias }),
    classes: classes.join(', '),
    state: stateLine(),
    wish: it.wish && t('staff.card.wish', { wish: t(`choice.${it.wish}`) }),
    nextStep: next && t('staff.card.next-step', { who: who(next.who), time: when(it.nextStepAt!) }),
    direct: (how: 'raised' | 'climbed') =>
      t(`staff.direct.${how}`, { level, alias: it.alias, class: classes.join(', ') }),
    acknowledge: t('staff.button.acknowledge'),
    resolve: t('staff.button.resolve'),
    open: t('staff.card.open'),
  }

  function stateLine(): string {
    if (it.state === 'resolved')
      return t('staff.card.resolved', {
        who: resolvedBy ?? '?',
        outcome: it.outcome ? t(`staff.outcome.${it.outcome}`) : 'none',
      })
    if (it.state === 'acknowledged')
      return t('staff.card.acknowledged', { who: who(it.acknowledgedBy), time: when(it.acknowledgedAt ?? it.raisedAt) })
    return `${t(it.state === 'open' ? 'staff.card.waiting' : 'staff.state.snoozed')} (${when(it.raisedAt)})`
  }
}
