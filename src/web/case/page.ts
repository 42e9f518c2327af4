import type { Case } from '../../core/case.ts'
import type { CasePage, Draft } from '../../core/case-page.ts'
import { timelineOf } from '../../core/timeline.ts'
import type { Words } from '../console/words.ts'
import { type Html, html } from '../html.ts'
import { actsPart, confirmPart, replyPart } from './acts.ts'
import type { CaseDoor, Entered } from './door.ts'
import { frame } from './gate.ts'
import { contactPart, messagesPart, planPart, section, trendPart, whyPart } from './parts.ts'
import { timelinePart } from './timeline.ts'
import { drawTrend, seriesOf } from './trend.ts'

/** What a page shows beside the citizen: what somebody typed, a draft to confirm, or what came of a press. */
export interface Said {
  typed?: { text: string; why?: string }
  draft?: { draft: Draft; typed: string }
  notice?: string
}

const filesPart = (w: Words, token: string): Html =>
  section(
    'files',
    w.t('staff.page.export'),
    html`<p class="sub">${w.t('staff.page.export-text')}</p>
    <p class="acts"><a class="button" href="/case/${token}/file.pdf">${w.t('staff.page.pdf')}</a> <a class="button" href="/case/${token}/file.json">${w.t('staff.page.json')}</a></p>`,
  )

const top = (w: Words, page: CasePage, entered: Entered): Html => {
  const { citizen, case: it } = page
  return html`<header class="case-top">
    <div>
      <h1>${citizen.name || citizen.alias} <span class="sub">${citizen.alias} · ${w.t(`console.status.${citizen.status}`)}</span></h1>
      <p>${
        it
          ? html`<span class="level ${it.level}">${w.t(`staff.level.${it.level}`)}</span> ${w.t(`staff.state.${it.state}`)} <span class="sub">${w.t('staff.page.since', { at: w.when(since(it)) })}</span>`
          : html`<span class="sub">${w.t('staff.page.no-case')}</span>`
      }</p>
    </div>
    <p class="sub">${w.t('staff.page.closes', { at: w.time(entered.until) })}</p>
  </header>`
}

/** Since when the case is in its state; what is put aside was raised then. */
const since = (it: Case): Temporal.Instant =>
  (it.state === 'resolved' ? it.resolvedAt : it.state === 'acknowledged' ? it.acknowledgedAt : null) ?? it.raisedAt

/** The whole page of one citizen, as far as this colleague may see. */
export const casePage = async (
  w: Words,
  door: Pick<CaseDoor, 'top' | 'silenceHours'>,
  { token, entered, page, said }: { token: string; entered: Entered; page: CasePage; said: Said },
): Promise<Html> => {
  const { case: it, access } = page
  const title = page.citizen.alias
  const name = (id: string | null): string => (id === null ? w.t('console.case.duty') : (page.names[id] ?? '?'))
  const notice = said.notice && html`<p class="notice" role="status">${said.notice}</p>`
  if (access.see !== 'content')
    return frame(
      w,
      title,
      html`${top(w, page, entered)}<main>${notice}<p class="sub">${w.t('staff.page.plan-only')}</p>${planPart(w, page)}</main>`,
      'citizen-page',
    )
  if (entered.what === 'export')
    return frame(w, title, html`${top(w, page, entered)}<main>${notice}${filesPart(w, token)}</main>`, 'citizen-page')
  const drawn = await Promise.all(
    seriesOf(page.results, door.top).map(async (series) => ({ series, picture: await drawTrend(series, w.date) })),
  )
  return frame(
    w,
    title,
    html`${top(w, page, entered)}
    <main>
      ${notice}
      ${actsPart(w, token, page)}
      <div class="columns">
        <div>
          ${whyPart(w, page)}
          ${said.draft ? confirmPart(w, token, page, said.draft.draft, said.draft.typed) : replyPart(w, token, page, door.silenceHours, said.typed)}
          ${messagesPart(w, page)}
        </div>
        <div>
          ${contactPart(w, page)}
          ${trendPart(w, drawn)}
          ${it && section('timeline', w.t('staff.page.timeline'), timelinePart(w, timelineOf(it, page.events), name))}
          ${planPart(w, page)}
          ${access.because !== 'duty' && filesPart(w, token)}
        </div>
      </div>
    </main>`,
    'citizen-page',
  )
}
