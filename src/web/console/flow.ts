import { type Html, html } from '../html.ts'
import type { Progress } from './advance.ts'
import { type Names, namesOf } from './case.ts'
import { progressLine } from './clock.ts'
import { dayLines, type Line } from './lines.ts'
import type { Happened, NextView, SentView, Town } from './views.ts'
import type { Words } from './words.ts'

/** As many as fit on a screen; the rest is on the command line. */
export const SHOWN = { sent: 25, next: 12 }

/** States that a person should see: the message is not where it should be. */
const TROUBLE = new Set(['failed', 'unknown', 'expired'])

/** What is sent and what is next, and what fired while the clock was moved. */
export const flowPart = (
  w: Words,
  {
    town,
    sent,
    next,
    progress,
  }: { town: Town; sent: readonly SentView[]; next: readonly NextView[]; progress: Progress | undefined },
): Html => {
  const names = namesOf(w, town)
  return html`<section id="flow" class="column flow" aria-labelledby="flow-title"
  data-hx-get="/console/flow" data-hx-trigger="changed from:body, every 30s" data-hx-swap="outerMorph">
  <h2 id="flow-title">${w.t('console.flow.title')}</h2>
  <div class="scroll" tabindex="0" role="group" aria-label="${w.t('console.flow.title')}">
    ${progress && printout(w, progress, names)}
    <h3 class="label">${w.t('console.flow.next')}</h3>
    ${
      next.length === 0
        ? html`<p class="empty">${w.t('console.flow.nothing-next')}</p>`
        : dayLines(
            w,
            next.map((one) => nextLine(w, one, names)),
          )
    }
    <h3 class="label">${w.t('console.flow.sent')}</h3>
    ${
      sent.length === 0
        ? html`<p class="empty">${w.t('console.flow.nothing-sent')}</p>`
        : dayLines(
            w,
            sent.map((one) => sentLine(w, one, names)),
          )
    }
  </div>
</section>`
}

const whoOf = (w: Words, alias: string | null, names: Names): string =>
  alias === null ? w.t('console.flow.staff') : names.citizen(alias)

const nextLine = (w: Words, { at, what, alias, why }: NextView, names: Names): Line => ({
  at,
  who: whoOf(w, alias, names),
  what: word(w, 'console.what', what, WHAT),
  aside: why && word(w, 'console.why', why, WHY),
})

const sentLine = (w: Words, { at, kind, alias, channel, state, reason }: SentView, names: Names): Line => ({
  at,
  who: whoOf(w, alias, names),
  what: word(w, 'console.what', kind, WHAT),
  aside: html`${channel && `${w.t(`console.channel.${channel}`)} · `}<span class="state ${TROUBLE.has(state) ? 'trouble' : state}">${w.t(`console.state.${state}`)}</span>${reason && ` · ${word(w, 'console.why', reason, WHY)}`}`,
})

const printout = (w: Words, progress: Progress, names: Names): Html => {
  const { happened } = progress
  const lines = happened.map((one) => ({
    at: one.at,
    who: one.alias === null ? '' : names.citizen(one.alias),
    what: firedWord(w, one),
  }))
  return html`<div class="printout">
  <h3 class="label">${w.t('console.fired.title')}</h3>
  <p>${progressLine(w, progress)}</p>
  ${
    happened.length > 0 &&
    html`<details id="printout" open><summary>${w.t('console.fired.list', { n: happened.length })}</summary>
      <div id="printout-lines" class="short" tabindex="0" role="group" aria-label="${w.t('console.fired.title')}">${dayLines(w, lines)}</div></details>`
  }
</div>`
}

/** Codes that have a word; anything else is shown as it is, so that nothing is hidden by a missing translation. */
const WHAT = new Set([
  ...['safety', 'reply', 'person', 'invitation', 'plan', 'reminder', 'check-in', 'nudge', 'exercise', 'notice'],
  ...['expiry', 'chain', 'resume', 'quiet', 'escalation', 'staff-notice'],
])
const WHY = new Set([
  // Where something to come is from, and why it waits.
  ...['job', 'plan', 'follow-up', 'queued', 'held', 'quiet-hours', 'conversation', 'person-writes', 'question-open'],
  // Why something did not leave, or not as it was.
  ...['late', 'merged', 'invited', 'paused', 'stopped', 'ended', 'routine-stopped', 'wrong-number', 'no-channel'],
  ...['blocked', 'unknown-number', 'rejected', 'too-long', 'provider', 'no-answer', 'loop'],
])

const word = (w: Words, group: string, code: string, known: ReadonlySet<string>): string =>
  known.has(code) ? w.t(`${group}.${code}`) : code

/** `plan`, `nudge: say`, `escalation`, `2 to people at work`: as the jobs name it. */
const firedWord = (w: Words, { what }: Happened): string => {
  const people = /^(\d+) to people at work$/.exec(what)
  if (people) return w.t('console.fired.staff', { n: people[1]! })
  const [code = '', did] = what.split(': ')
  return `${word(w, 'console.what', code, WHAT)}${did ? ` (${DID.has(did) ? w.t(`console.did.${did}`) : did})` : ''}`
}
const DID = new Set(['say', 'expire', 'resume', 'pause', 'climb'])
