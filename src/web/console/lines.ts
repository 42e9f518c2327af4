import { type Html, html, type Part } from '../html.ts'
import type { Words } from './words.ts'

/** One thing that was, or will be. */
export interface Line {
  at: Temporal.Instant
  who: string
  what: Part
  aside?: Part
}

/** Lines in their given order, under a heading wherever another day begins; today needs none at the top. */
export const dayLines = (w: Words, lines: readonly Line[]): Html => {
  let day = w.day(w.now)
  return html`<ol class="lines">${lines.map((line) => {
    const own = w.day(line.at)
    const heading = own !== day && html`<li class="day">${own}</li>`
    day = own
    return html`${heading}${lineOf(w, line)}`
  })}</ol>`
}

const lineOf = (w: Words, { at, who, what, aside }: Line): Html =>
  html`<li><time datetime="${at.toString()}">${w.time(at)}</time><span class="main">${who && html`<strong>${who}</strong> `}${what}</span>${aside && html`<span class="aside">${aside}</span>`}</li>`
