import type { Case, CaseEvent } from '../../core/case.ts'
import { type Html, html } from '../html.ts'
import { byNeed, caseCard, namesOf } from './case.ts'
import { dayLines } from './lines.ts'
import type { NoteView, Town, Views } from './views.ts'
import type { Words } from './words.ts'

const NOTES = 12

/** The caseworker's inbox: who am I, who needs a person, what can wait for Monday. */
export const inboxPart = (
  w: Words,
  {
    town,
    cases,
    notes,
    me,
    task,
    events,
    failing,
  }: {
    town: Town
    cases: readonly Case[]
    notes: readonly NoteView[]
    me: string | undefined
    task: Views['task']
    events: ReadonlyMap<string, readonly CaseEvent[]>
    failing: readonly { alias: string | null; failure: string | null }[]
  },
): Html => {
  const names = namesOf(w, town)
  const card = (it: Case): Html => caseCard(w, it, names, me, { task: task(it), events: events.get(it.id) ?? [] })
  const open = cases.filter(({ state }) => state !== 'resolved').sort(byNeed)
  const waiting = open.filter(({ state }) => state === 'open').length
  const closed = cases.filter(({ state }) => state === 'resolved').sort((a, b) => latest(b) - latest(a))
  return html`<section id="inbox" class="column inbox" aria-labelledby="inbox-title"
  data-hx-get="/console/inbox" data-hx-trigger="changed from:body, every 30s" data-hx-swap="outerMorph">
  <div class="column-head">
    <h2 id="inbox-title">${w.t('console.inbox.title')}</h2>
    ${whoAmI(w, town, me)}
  </div>
  <p class="count${waiting > 0 ? ' waiting' : ''}" role="status">${w.t(waiting === 0 ? 'console.inbox.nobody' : waiting === 1 ? 'console.inbox.one' : 'console.inbox.many', { n: waiting })}</p>
  ${failing[0] && html`<p class="trouble" role="alert">${w.t('console.inbox.failing', { n: failing.length, why: failing[0].failure ?? '?' })}</p>`}
  <div class="scroll" tabindex="0" role="group" aria-label="${w.t('console.inbox.cases')}">
    ${open.length > 0 ? html`<ul class="cases">${open.map(card)}</ul>` : calm(w)}
    <h3 class="label">${w.t('console.notes.title')}</h3>
    ${
      notes.length === 0
        ? html`<p class="empty">${w.t('console.notes.empty')}</p>`
        : dayLines(
            w,
            notes
              .slice(0, NOTES)
              .map(({ alias, what, at }) => ({ at, who: names.citizen(alias), what: w.t(`staff.note.${what}`) })),
          )
    }
    ${
      closed.length > 0 &&
      html`<details id="closed" class="closed"><summary>${w.t('console.inbox.closed', { n: closed.length })}</summary>
      <ul class="cases">${closed.map(card)}</ul></details>`
    }
  </div>
</section>`
}

const latest = ({ resolvedAt, raisedAt }: Case): number => (resolvedAt ?? raisedAt).epochMilliseconds

/** Good news deserves a picture too. */
const calm = (w: Words): Html => html`<div class="calm">
  <svg viewBox="0 0 64 40" aria-hidden="true"><circle cx="32" cy="27" r="11"/><path d="M2 29h12M50 29h12M32 4v6M13 11l5 5M51 11l-5 5M8 37h48"/></svg>
  <p>${w.t('console.inbox.empty')}</p>
</div>`

const whoAmI = (
  w: Words,
  { caseworkers }: Town,
  me: string | undefined,
): Html => html`<form class="me" method="post" action="/console/me">
  <label for="me">${w.t('console.inbox.me')}</label>
  <select id="me" name="me" data-hx-post="/console/me" data-hx-trigger="change" data-hx-sync="#inbox:queue all" data-hx-target="#inbox" data-hx-swap="outerMorph">
    ${caseworkers.map(
      ({ id, name, role }) =>
        html`<option value="${id}" ${id === me ? html`selected` : ''}>${name}${role === 'lead' && `, ${w.t('console.role.lead')}`}</option>`,
    )}
  </select>
  <noscript><button>${w.t('console.inbox.choose')}</button></noscript>
</form>`
