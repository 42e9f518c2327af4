import { type Html, html } from '../html.ts'
import type { Progress } from './advance.ts'
import type { Words } from './words.ts'

/** The ways to move the demo's clock forward, in the order of their buttons. */
export const LEAPS = ['hour', 'next', 'day', 'monday', 'week'] as const
export type Leap = (typeof LEAPS)[number]

/** Where a leap lands; undefined: nothing is due, so there is no next thing. Days are local days, also across DST. */
export const leapTo = (
  leap: Leap,
  now: Temporal.Instant,
  zone: string,
  nextDue: Temporal.Instant | undefined,
): Temporal.Instant | undefined => {
  const local = now.toZonedDateTimeISO(zone)
  if (leap === 'hour') return now.add({ hours: 1 })
  if (leap === 'next') return nextDue
  if (leap === 'day') return local.add({ days: 1 }).toInstant()
  if (leap === 'week') return local.add({ weeks: 1 }).toInstant()
  const nine = { hour: 9, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }
  const monday = local.add({ days: (8 - local.dayOfWeek) % 7 }).with(nine)
  return (Temporal.Instant.compare(monday.toInstant(), now) > 0 ? monday : monday.add({ weeks: 1 })).toInstant()
}

/** The clock at the top: what time it is in the town, and the buttons that move it. */
export const clockPart = (w: Words, progress: Progress | undefined): Html => {
  const busy = progress?.running === true
  return html`<div id="clock" class="clock" data-hx-get="/console/clock" data-hx-trigger="changed from:body, every 20s" data-hx-swap="outerMorph">
  <p class="now"><span class="day">${w.day(w.now)}</span> <time datetime="${w.now.toString()}">${w.time(w.now)}</time></p>
  <form id="leaps" method="post" action="/console/advance" data-hx-post="/console/advance" data-hx-sync="#clock:queue all" data-hx-target="#clock" data-hx-swap="outerMorph" aria-label="${w.t('console.clock.forward')}">
    ${LEAPS.map(
      (leap) =>
        html`<button id="leap-${leap}" name="leap" value="${leap}" aria-disabled="${busy ? 'true' : 'false'}">${w.t(`console.clock.leap.${leap}`)}</button>`,
    )}
  </form>
  <p class="hidden" role="status">${progress && progressLine(w, progress)}</p>
  ${busy && bar(w, progress)}
</div>`
}

/** Where the fast-forward is, or what came of it, in a sentence. */
export const progressLine = (w: Words, { to, running, failed, happened }: Progress): string => {
  const until = `${w.day(to)} ${w.time(to)}`
  if (failed) return w.t('console.fired.failed')
  if (running) return w.t('console.fired.running', { until })
  return w.t(happened.length === 0 ? 'console.fired.nothing' : 'console.fired.done', { until, n: happened.length })
}

const bar = (w: Words, { from, to }: Progress): Html => {
  const whole = to.epochMilliseconds - from.epochMilliseconds
  const part = Math.min(1, Math.max(0, (w.now.epochMilliseconds - from.epochMilliseconds) / Math.max(1, whole)))
  return html`<progress id="leap-progress" max="100" value="${Math.round(part * 100)}" aria-label="${w.t('console.clock.forward')}"></progress>`
}
