import type { Choice } from '../../core/message.ts'
import { type Html, html } from '../html.ts'
import type { PhoneMessage } from '../phone.ts'
import type { CitizenView } from './views.ts'
import type { Words } from './words.ts'

/** As much of a conversation as is worth drawing again at every change. */
const SHOWN = 60
/** Scales are many and short. */
const SCALE = /^\d{1,2}$/

/**
 * One phone, and the way to the others. What a person does waits in line with the refresh of the part (`hx-sync`), so
 * that an older answer never lands on a newer one.
 */
export const phonesPart = (
  w: Words,
  citizens: readonly CitizenView[],
  citizen: CitizenView | undefined,
  messages: readonly PhoneMessage[],
): Html => html`<section id="phones" class="column phones" aria-labelledby="phones-title"
  data-hx-get="/console/phones?phone=${citizen?.alias}" data-hx-trigger="changed from:body" data-hx-swap="outerMorph">
  <h2 id="phones-title">${w.t('console.phones.title')}</h2>
  ${
    citizen
      ? html`<nav class="tabs" aria-label="${w.t('console.phones.choose')}">${citizens.map((one) => tab(w, one, one.alias === citizen.alias))}</nav>
  ${device(w, citizen, messages)}`
      : html`<p class="empty">${w.t('console.phones.empty')}</p>`
  }
</section>`

const tab = (
  w: Words,
  { alias, name, status }: CitizenView,
  current: boolean,
): Html => html`<a id="tab-${alias}" href="/?phone=${alias}"
  data-hx-get="/console/phones?phone=${alias}" data-hx-target="#phones" data-hx-swap="outerMorph" data-hx-sync="#phones:queue all" data-hx-push-url="/?phone=${alias}"
  ${current ? html`aria-current="true"` : ''}><span class="who">${name}</span><span class="sub">${w.t(`console.status.${status}`)}</span></a>`

const device = (w: Words, citizen: CitizenView, messages: readonly PhoneMessage[]): Html => {
  const { alias, name, language, caseworkerName } = citizen
  const shown = messages.slice(-SHOWN)
  return html`<div class="device" id="device-${alias}">
    <div class="device-head">
      <span class="avatar" aria-hidden="true">M</span>
      <p><strong>Makker</strong><span class="sub">${w.t('console.phones.robot')}</span></p>
      <p class="owner"><span class="sub">${alias}</span><span class="sub">${w.t('console.phones.caseworker', { who: caseworkerName })}</span></p>
    </div>
    <div id="log-${alias}" class="log" role="log" tabindex="0" aria-label="${w.t('console.phones.log', { who: name })}" data-follow>
      ${shown.length === 0 && html`<p class="empty">${w.t('console.phones.silent')}</p>`}
      ${shown.map((message, index) => bubble(w, citizen, message, shown[index - 1]))}
    </div>
    ${choices(w, alias, language, openChoices(shown))}
    <form class="write" method="post" action="/console/phones/${alias}" data-hx-post="/console/phones/${alias}" data-hx-sync="#phones:queue all" data-hx-target="#phones" data-hx-swap="outerMorph" data-reset>
      <label for="say-${alias}">${w.t('console.phones.write', { who: name })}</label>
      <input id="say-${alias}" name="text" lang="${language}" dir="auto" required autocomplete="off" enterkeyhint="send">
      <button>${w.t('console.phones.send')}</button>
    </form>
  </div>`
}

const bubble = (w: Words, citizen: CitizenView, message: PhoneMessage, before: PhoneMessage | undefined): Html => {
  const { id, at, from, text } = message
  const newDay = !before || w.day(before.at) !== w.day(at)
  const who = { citizen: citizen.name, makker: 'Makker', person: w.t('console.phones.person') }[from]
  return html`${newDay && html`<p class="day" id="day-${id}">${w.day(at)}</p>`}
    <div class="bubble ${from}" id="message-${id}">
      ${from === 'person' ? html`<p class="sub">${who}</p>` : html`<p class="hidden">${who}</p>`}
      <p lang="${citizen.language}" dir="auto">${text}</p>
      <time datetime="${at.toString()}">${w.time(at)}</time>
    </div>`
}

/** The choices of the last question; once the citizen has written they are gone, as on a real phone. */
export const openChoices = (messages: readonly PhoneMessage[]): readonly Choice[] => {
  const unanswered = messages.slice(messages.findLastIndex(({ from }) => from === 'citizen') + 1)
  return unanswered.findLast(({ choices }) => choices.length > 0)?.choices ?? []
}

const choices = (w: Words, alias: string, language: string, open: readonly Choice[]): Html | false => {
  if (open.length === 0) return false
  const kind = open.every(({ label, value }) => SCALE.test(value) && label === value) ? 'scale' : 'words'
  return html`<form class="choices ${kind}" id="choices-${alias}" dir="auto" method="post" action="/console/phones/${alias}" aria-label="${w.t('console.phones.choices')}"
      data-hx-post="/console/phones/${alias}" data-hx-sync="#phones:queue all" data-hx-target="#phones" data-hx-swap="outerMorph">
      ${open.map(({ label, value }) => html`<button name="text" value="${value}" lang="${language}">${label}</button>`)}
    </form>`
}
