import { FILED, OUTCOMES } from '../../core/case.ts'
import type { CasePage, Draft } from '../../core/case-page.ts'
import type { Words } from '../console/words.ts'
import { type Html, html } from '../html.ts'
import { section } from './parts.ts'

const field = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** What can be done with the case as it stands. */
export const actsPart = (w: Words, token: string, { case: it, access, talk, names }: CasePage): Html | false => {
  const open = it && it.state !== 'resolved' && access.act
  const talking = talk.until && Temporal.Instant.compare(talk.until, w.now) > 0 ? talk.until : undefined
  const handBack = access.talk && (talking || talk.routineStopped)
  if (!open && !handBack) return false
  return html`<div class="acts">
    ${talking && html`<p class="sub">${talk.personId ? w.t('staff.page.talking', { who: names[talk.personId] ?? '?', at: w.when(talking) }) : w.t('staff.card-talk.silent', { at: w.when(talking) })}</p>`}
    ${talk.routineStopped && html`<p class="sub">${w.t('staff.page.routine')}</p>`}
    ${open && it.state !== 'acknowledged' && html`<form method="post" action="/case/${token}/acknowledge">${field('version', it.version)}<button class="primary">${w.t('staff.button.acknowledge')}</button></form>`}
    ${
      open &&
      it.state === 'acknowledged' &&
      html`<form method="post" action="/case/${token}/resolve">${field('version', it.version)}
      <label for="outcome">${w.t('console.case.outcome')}</label>
      <select id="outcome" name="outcome">${OUTCOMES.map((one) => html`<option value="${one}">${w.t(`staff.outcome.${one}`)}</option>`)}</select>
      <label for="filed">${w.t('staff.closing.filed')}</label>
      <select id="filed" name="filed">${FILED.map((one) => html`<option value="${one}">${w.t(`staff.filed.${one}`)}</option>`)}</select>
      ${it.reasons.some((reason) => reason.class === 'child') && html`<label><input type="checkbox" name="assessed" value="yes"> ${w.t('staff.closing.assessed')}</label>`}
      <button class="primary">${w.t('staff.button.resolve')}</button></form>`
    }
    ${handBack && html`<form method="post" action="/case/${token}/hand-back"><button>${w.t('staff.reply.hand-back')}</button></form>`}
  </div>`
}

/** The empty box, or what was typed and will not do. */
export const replyPart = (
  w: Words,
  token: string,
  page: CasePage,
  silenceHours: number,
  typed: { text: string; why?: string } | undefined,
): Html | false =>
  page.access.talk &&
  section(
    'reply',
    w.t('staff.page.write', { name: page.citizen.name || page.citizen.alias }),
    html`<form class="reply" method="post" action="/case/${token}/draft#reply">
      ${typed?.why && html`<p class="notice" role="alert">${w.t(typed.why)}</p>`}
      <label for="text">${w.t('staff.reply.label')}</label>
      <textarea id="text" name="text" rows="3" maxlength="900" required dir="auto">${typed?.text}</textarea>
      <p class="sub">${w.t('staff.reply.silent', { hours: silenceHours })}</p>
      <button class="primary">${w.t('staff.page.check')}</button>
    </form>`,
  )

/** What leaves: the channel, the language, the parts of an SMS and about what they cost. */
export const costOf = (w: Words, { segments, price }: Draft): string =>
  segments === null || price === null
    ? w.t('staff.reply.free')
    : w.t('staff.reply.cost', {
        segments,
        price: price.toLocaleString(w.language === 'en' ? 'en-GB' : w.language, {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
        }),
      })

/** The message as the citizen will have it, to be sent or changed. */
export const confirmPart = (w: Words, token: string, { citizen }: CasePage, draft: Draft, typed: string): Html => {
  const language = new Intl.DisplayNames([w.language], { type: 'language' }).of(draft.language) ?? draft.language
  return section(
    'reply',
    w.t('staff.reply.confirm', { alias: citizen.name || citizen.alias }),
    html`<blockquote dir="auto">${draft.text}</blockquote>
    ${draft.masked && html`<p class="notice" role="alert">${w.t('staff.reply.masked')}</p>`}
    <p class="sub">${w.t(`staff.page.channel.${draft.channel}`)}, ${language}. ${costOf(w, draft)}</p>
    <form class="acts" method="post" action="/case/${token}/send">
      ${field('id', draft.id)}${field('text', typed)}
      <button class="primary">${w.t('staff.reply.send')}</button>
      <button formaction="/case/${token}/edit#reply">${w.t('staff.reply.back')}</button>
    </form>`,
  )
}
