import type { Notice, Wording } from './notice.ts'

/** Slack's limits in characters: https://docs.slack.dev/reference/block-kit/blocks */
export const LIMIT = {
  section: 3000,
  context: 2000,
  button: 75,
  placeholder: 150,
  message: 4000,
  modalTitle: 24,
  label: 2000,
} as const

/** At most `limit` characters, with an ellipsis where something is missing. */
export const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** Slack's three control characters, so that nothing becomes a link or a mention by accident. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A moment as a colleague reads it. */
export const timeIn = (w: Pick<Wording, 'zone' | 'language'>, at: Temporal.Instant): string =>
  at.toZonedDateTimeISO(w.zone).toLocaleString(w.language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })

/** The parts of a case in the colleagues' language. */
export const wordsOf = (notice: Pick<Notice, 'case' | 'names' | 'resolvedBy' | 'talk'>, w: Wording) => {
  const { case: it, names, resolvedBy, talk } = notice
  const t = (key: string, params: Record<string, string | number> = {}) => w.text(`staff.${key}`, params, w.language)
  const who = (id: string | null) => (id === null ? t('duty') : names[id]) ?? '?'
  const when = (at: Temporal.Instant) => timeIn(w, at)
  const level = t(`level.${it.level}`)
  const classes = [...new Set(it.reasons.map((reason) => reason.class))].map((reason) => t(`class.${reason}`))
  const task = w.task?.(it)
  return {
    t,
    when,
    who,
    title: t('card.title', { level, alias: it.alias }),
    level,
    classes: classes.join(', '),
    state: stateLine(),
    /** What else there is to know, a line each. */
    lines: [
      talk.answeredAt && `*${t('card-talk.answer', { at: when(talk.answeredAt) })}*`,
      it.state !== 'resolved' && task && t('card.task', { until: when(task.dueAt) }),
      it.wish && t('card.wish', { wish: w.text(`choice.${it.wish}`, {}, w.language) }),
      it.state === 'open' && t('card.since', { since: when(it.raisedAt) }),
      nextLine(),
      it.state !== 'resolved' && talking(),
      talk.message && t('card-talk.message', { state: t(`message.${talk.message}`) }),
      it.filed && t(`filed.${it.filed}`),
    ].filter((line): line is string => Boolean(line)),
  }

  function stateLine(): string {
    if (it.state === 'resolved')
      return t('card.resolved', {
        who: resolvedBy ?? '?',
        time: when(it.resolvedAt ?? it.raisedAt),
        outcome: it.outcome ? t(`outcome.${it.outcome}`) : 'none',
      })
    if (it.state === 'acknowledged')
      return t('card.acknowledged', { who: who(it.acknowledgedBy), time: when(it.acknowledgedAt ?? it.raisedAt) })
    if (it.state === 'snoozed')
      return t('card.snoozed', { who: who(it.assigneeId), until: when(it.snoozedUntil ?? it.raisedAt) })
    if (it.meetingUntil) return t('card.meeting', { who: who(it.assigneeId), until: when(it.meetingUntil) })
    return t('card.waiting')
  }

  function talking(): string | null {
    if (!talk.until) return null
    const at = when(talk.until)
    return talk.who ? t('card-talk.talking', { who: who(talk.who), at }) : t('card-talk.silent', { at })
  }

  function nextLine(): string | undefined {
    if (!it.nextStepAt) return undefined
    if (it.state === 'open') {
      const next = it.steps.find(({ step }) => step === it.step + 1)
      return t('card.next-step', { who: who(next ? next.who : it.assigneeId), time: when(it.nextStepAt) })
    }
    if (it.state === 'snoozed') return t('card.wakes', { who: who(it.assigneeId), time: when(it.nextStepAt) })
    if (it.state !== 'acknowledged') return undefined
    return t(it.askedAt ? 'card.asked' : 'card.asks', { who: who(it.acknowledgedBy), time: when(it.nextStepAt) })
  }
}
