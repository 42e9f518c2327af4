import type { CasePage, PagePlanItem, Trigger } from '../../core/case-page.ts'
import type { Words } from '../console/words.ts'
import { type Html, html, type Part } from '../html.ts'
import type { Series } from './trend.ts'

const row = (label: string, value: Part): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`

export const section = (id: string, title: string, body: Part): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`

const languageName = (w: Words, code: string): string =>
  new Intl.DisplayNames([w.language], { type: 'language' }).of(code) ?? code

/** How they are reached, and what there is about them. */
export const contactPart = (w: Words, { citizen, addresses, hasSafetyPlan, names, case: it }: CasePage): Html => {
  const phone = addresses.find(({ channel }) => channel === 'sms')?.address
  const channels = addresses.map(
    ({ channel, state }) => `${w.t(`staff.page.channel.${channel}`)} (${w.t(`staff.page.channel-state.${state}`)})`,
  )
  return section(
    'contact',
    w.t('staff.page.contact'),
    html`<dl>
      ${phone && row(w.t('staff.page.phone'), html`<a href="tel:${phone}">${phone}</a>`)}
      ${row(w.t('staff.page.channels'), channels.join(', '))}
      ${it?.wish && row(w.t('console.case.wish'), w.t(`console.wish.${it.wish}`))}
      ${row(w.t('staff.page.language'), languageName(w, citizen.language))}
      ${row(w.t('staff.page.caseworker'), names[citizen.caseworker] ?? '?')}
      ${citizen.caseRef && row(w.t('staff.page.case-ref'), citizen.caseRef)}
      ${row(w.t('staff.page.safety-plan'), w.t(hasSafetyPlan ? 'staff.page.has-plan' : 'staff.page.no-plan'))}
    </dl>`,
  )
}

/** Their words in their own direction, as they wrote them. */
const quote = (words: string): Html => html`<blockquote dir="auto">${words}</blockquote>`

const answersOf = (w: Words, checkIn: NonNullable<Trigger['checkIn']>): Html => {
  const { instrument, answers, score } = checkIn
  return html`<table>
    <caption>${w.t(`instrument.${instrument}.title`)}${score !== null && html`, ${w.t('staff.page.score', { score })}`}</caption>
    <tbody>${answers.map(
      (answer, index) =>
        html`<tr><th scope="row">${w.t(`instrument.${instrument}.item.${index + 1}`)}</th><td>${answer ?? '–'}</td></tr>`,
    )}</tbody>
  </table>`
}

/** The words or answers behind each reason. */
export const whyPart = (w: Words, { triggers }: CasePage): Html | false =>
  triggers.length > 0 &&
  section(
    'why',
    w.t('staff.page.why'),
    html`<ol class="why">${together(triggers).map(
      ([one, ...others]) => html`<li>
        <p><strong>${[one, ...others].map((it) => w.t(`staff.class.${it.class}`)).join(', ')}</strong> <time datetime="${one.at.toString()}" class="sub">${w.when(one.at)}</time></p>
        ${one.spoken && html`<p class="sub">${w.t('staff.page.spoken')}</p>`}
        ${one.words ? quote(one.words) : one.checkIn ? answersOf(w, one.checkIn) : html`<p class="sub">${w.t('staff.page.no-words')}</p>`}
      </li>`,
    )}</ol>`,
  )

/** Reasons of one moment have the same words behind them; the latest first. */
const together = (triggers: readonly Trigger[]): [Trigger, ...Trigger[]][] =>
  [...Map.groupBy(triggers, ({ at }) => at.toString()).values()].reverse() as [Trigger, ...Trigger[]][]

/** The pictures, each with the same in words. */
export const trendPart = (w: Words, drawn: readonly { series: Series; picture: string }[]): Html =>
  section(
    'trend',
    w.t('staff.page.trend'),
    drawn.length === 0
      ? html`<p class="sub">${w.t('staff.page.no-trend')}</p>`
      : drawn.map(({ series: { instrument, points, max }, picture }) => {
          const name = w.t(`instrument.${instrument}.title`)
          const said = points.map(({ at, value }) => `${w.date(at)} ${value}`).join(', ')
          const alt = w.t('staff.page.trend-alt', { name, min: 0, max, points: said })
          return html`<figure>
            <img src="${picture}" alt="${alt}" width="560" height="190">
            <figcaption>${name}</figcaption>
            <details><summary>${w.t('staff.page.numbers')}: ${name}</summary>
              <ol class="numbers">${points.map(({ at, value }) => html`<li><time datetime="${at.toString()}">${w.date(at)}</time> ${value}</li>`)}</ol>
            </details>
          </figure>`
        }),
  )

const itemOf = (w: Words, { what, place, startsAt, answers }: PagePlanItem): Html => {
  const last = answers.at(-1)
  return html`<li><time datetime="${startsAt.toString()}">${w.when(startsAt)}</time>
    <span>${[what, place].filter(Boolean).join(', ')}${last && html` <span class="sub">(${w.when(last.at)}: ${w.t(`staff.page.answer.${last.answer}`)})</span>`}</span></li>`
}

export const planPart = (w: Words, { plan }: CasePage): Html =>
  section(
    'plan',
    w.t('staff.page.plan'),
    plan.length > 0
      ? html`<ol class="timeline">${plan.map((item) => itemOf(w, item))}</ol>`
      : html`<p class="sub">${w.t('staff.page.no-plan-items')}</p>`,
  )

const FROM_PERSON = 'person'

/** The last messages both ways, with what became of each. */
export const messagesPart = (w: Words, { messages }: CasePage): Html =>
  section(
    'messages',
    w.t('staff.page.messages'),
    messages.length === 0
      ? html`<p class="sub">${w.t('staff.page.no-messages')}</p>`
      : html`<ol class="messages">${messages.map((one) => {
          const from = one.direction === 'in' ? 'citizen' : one.kind === FROM_PERSON ? 'person' : 'makker'
          const at = one.deliveredAt ?? one.sentAt ?? one.dueAt
          return html`<li class="from-${from}">
            <p class="sub">${w.t(`staff.page.from-${from}`)} · <time datetime="${at.toString()}">${w.when(at)}</time> · ${w.t(`staff.page.state.${one.state}`)}</p>
            <p dir="auto">${one.text ?? w.t('staff.page.unread')}</p>
          </li>`
        })}</ol>`,
  )
