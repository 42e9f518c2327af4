import type { TimelineLine } from '../../core/timeline.ts'
import type { Words } from '../console/words.ts'
import { type Html, html } from '../html.ts'

/** What happened with a case and what will if nobody does anything. */
export const timelinePart = (w: Words, lines: readonly TimelineLine[], name: (id: string | null) => string): Html =>
  html`<ol class="timeline">${lines.map(({ at, key, who, role, until, planned }) => {
    const said = w.t(key, {
      ...(who !== undefined && { who: name(who) }),
      ...(role && { role: w.t(`console.role.${role}`) }),
      ...(until && { until: w.when(until) }),
    })
    return html`<li class="${planned && 'planned'}"><time datetime="${at.toString()}">${w.when(at)}</time> <span>${said}${planned && html` <span class="sub">(${w.t('staff.page.planned')})</span>`}</span></li>`
  })}</ol>`
