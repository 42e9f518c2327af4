import { CASE_LEVELS, type Case, type CaseEvent, FILED, OUTCOMES } from '../../core/case.ts'
import type { CaseTask } from '../../core/case-task.ts'
import { MEETINGS, SNOOZES_OF } from '../../core/snooze.ts'
import { timelineOf } from '../../core/timeline.ts'
import { type Html, html } from '../html.ts'
import type { Town } from './views.ts'
import type { Words } from './words.ts'

/** Names for the ids that a case carries. */
export interface Names {
  staff(id: string | null): string
  citizen(alias: string): string
}

export const namesOf = (w: Words, town: Town): Names => {
  const staff = new Map(town.caseworkers.map(({ id, name }) => [id, name]))
  const citizens = new Map(town.citizens.map(({ alias, name }) => [alias, name]))
  return {
    staff: (id) => (id === null ? w.t('console.case.duty') : (staff.get(id) ?? '?')),
    citizen: (alias) => citizens.get(alias) ?? alias,
  }
}

const STATES: Case['state'][] = ['open', 'acknowledged', 'snoozed', 'resolved']

/** Nobody has seen it before somebody has; then by level; then who has waited longest. */
export const byNeed = (a: Case, b: Case): number =>
  STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
  CASE_LEVELS.indexOf(a.level) - CASE_LEVELS.indexOf(b.level) ||
  Temporal.Instant.compare(a.raisedAt, b.raisedAt)

/** One person's need, as the caseworker sees it: how urgent, why, who has it, what comes next, what can be done. */
export const caseCard = (
  w: Words,
  it: Case,
  names: Names,
  me: string | undefined,
  { task, events }: { task: CaseTask | undefined; events: readonly CaseEvent[] },
): Html => {
  const next = it.steps.find(({ step }) => step === it.step + 1)
  const classes = [...new Set(it.reasons.map((reason) => reason.class))]
  const title = `case-${it.id}-title`
  return html`<li><article id="case-${it.id}" class="case ${it.level} ${it.state}" aria-labelledby="${title}">
    <header>
      <h3 id="${title}"><span class="level">${w.t(`staff.level.${it.level}`)}</span> ${names.citizen(it.alias)}</h3>
      <span class="sub">${it.alias}</span>
    </header>
    <ul class="reasons" aria-label="${w.t('console.case.why')}">${classes.map((one) => html`<li>${w.t(`staff.class.${one}`)}</li>`)}</ul>
    <dl>
      ${row(w.t('console.case.state'), stateOf(w, it, names))}
      ${row(w.t('console.case.at'), html`${names.staff(it.assigneeId)}${it.assigneeId === me && html` <span class="mine">${w.t('console.case.mine')}</span>`}`)}
      ${it.wish && row(w.t('console.case.wish'), w.t(`console.wish.${it.wish}`))}
      ${it.state === 'open' && it.nextStepAt && row(w.t('console.case.next'), nextStep(w, it.nextStepAt, next?.who, next && names))}
      ${task && row(w.t('console.case.task'), html`<strong>${w.t('staff.card.task', { until: w.when(task.dueAt) })}</strong>`)}
    </dl>
    ${actions(w, it, task)}
    ${more(w, it)}
    ${timeline(w, it, names, events)}
  </article></li>`
}

const row = (label: string, value: Html | string): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`

const stateOf = (w: Words, it: Case, names: Names): Html => {
  if (it.state === 'open')
    return html`<strong>${w.t('console.case.unseen')}</strong>, ${w.t('console.case.waited', { span: w.span(it.raisedAt, w.now) })}`
  if (it.state === 'acknowledged' && it.acknowledgedAt)
    return html`${w.t('console.case.seen', { who: names.staff(it.acknowledgedBy), at: w.when(it.acknowledgedAt) })}`
  return html`${w.t(`staff.state.${it.state}`)}`
}

const nextStep = (w: Words, at: Temporal.Instant, who: string | null | undefined, names: Names | undefined): Html => {
  const person = names && who !== undefined ? names.staff(who) : w.t('console.case.again')
  const overdue = Temporal.Instant.compare(at, w.now) <= 0
  return html`${w.t('console.case.told', { who: person, at: w.when(at) })}${!overdue && html` <span class="sub">(${w.t('console.in', { span: w.span(w.now, at) })})</span>`}`
}

const actions = (w: Words, { id, state, version }: Case, task: CaseTask | undefined): Html | false => {
  if (state === 'resolved') return false
  const target = html`data-hx-sync="#inbox:queue all" data-hx-target="#inbox" data-hx-swap="outerMorph"`
  if (state === 'open')
    return html`<form class="act" method="post" action="/console/cases/${id}/acknowledge" data-hx-post="/console/cases/${id}/acknowledge" ${target}>
      <input type="hidden" name="version" value="${version}">
      <button class="primary">${w.t('staff.button.acknowledge')}</button>
    </form>`
  return html`<form class="act" method="post" action="/console/cases/${id}/resolve" data-hx-post="/console/cases/${id}/resolve" ${target}>
      <input type="hidden" name="version" value="${version}">
      <label for="outcome-${id}">${w.t('console.case.outcome')}</label>
      <select id="outcome-${id}" name="outcome">${OUTCOMES.map((one) => html`<option value="${one}">${w.t(`staff.outcome.${one}`)}</option>`)}</select>
      <label for="filed-${id}">${w.t('staff.closing.filed')}</label>
      <select id="filed-${id}" name="filed">${FILED.map((one) => html`<option value="${one}">${w.t(`staff.filed.${one}`)}</option>`)}</select>
      ${task && html`<label class="assessed"><input type="checkbox" name="assessed" value="yes" required> ${w.t('console.case.assessed')}</label>`}
      <button class="primary">${w.t('staff.button.resolve')}</button>
    </form>`
}

/** What else can be done, opened on demand: a meeting, putting it aside, giving it back, opening it again. */
const more = (w: Words, { id, state, version, level }: Case): Html | false => {
  const form = (act: string, label: string, inner: Html | false = false): Html =>
    html`<form class="act" method="post" action="/console/cases/${id}/${act}" data-hx-post="/console/cases/${id}/${act}" data-hx-sync="#inbox:queue all" data-hx-target="#inbox" data-hx-swap="outerMorph">
      <input type="hidden" name="version" value="${version}">${inner}<button>${label}</button></form>`
  const choice = (name: string, label: string, options: readonly (readonly [string, string])[]): Html =>
    html`<select name="${name}" aria-label="${label}">${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select>`
  const t = (key: string, params = {}) => w.t(`staff.${key}`, params)
  const aside =
    SNOOZES_OF[level].length > 0 &&
    form(
      'snooze',
      t('button.snooze'),
      choice(
        'until',
        t('button.snooze'),
        SNOOZES_OF[level].map((one) => [one, t(`snooze.${one}`)]),
      ),
    )
  const meets = form(
    'meeting',
    t('button.meeting'),
    choice(
      'minutes',
      t('button.meeting'),
      MEETINGS.map((minutes) => [String(minutes), t('meeting.minutes', { minutes })]),
    ),
  )
  const forms = {
    open: meets,
    acknowledged: html`${aside}${form('unacknowledge', t('button.unacknowledge'))}`,
    snoozed: form('acknowledge', t('button.acknowledge')),
    resolved: form('reopen', t('button.reopen')),
  }
  return html`<details id="more-${id}" class="more"><summary>${w.t('console.case.more')}</summary>${forms[state]}</details>`
}

/** What happened with the case, oldest first, and what will if nobody does anything. Opened on demand. */
const timeline = (w: Words, it: Case, names: Names, events: readonly CaseEvent[]): Html => {
  const lines = timelineOf(it, events).map(({ at, planned, key, who, until }) => ({
    at,
    planned,
    what: w.t(key, { who: who === undefined ? '' : names.staff(who), until: until ? w.when(until) : '' }),
  }))
  return html`<details id="timeline-${it.id}"><summary>${w.t('console.case.timeline')}</summary>
    <ol class="timeline">${lines.map(({ at, planned, what }) => html`<li><time datetime="${at.toString()}">${w.when(at)}</time> <span>${what}${planned && html` <span class="sub">(${w.t('console.case.planned')})</span>`}</span></li>`)}</ol>
  </details>`
}
