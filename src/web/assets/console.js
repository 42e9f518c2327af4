// What the page cannot do by itself: hear of changes, follow a conversation, empty the field after it was sent.
const htmx = window.htmx
const offline = document.getElementById('offline')

const events = new EventSource('/console/events')
const changed = () => htmx.trigger(document.body, 'changed')
events.addEventListener('changed', changed)
events.addEventListener('open', () => {
  // Something may have happened while nobody listened: since the page was drawn, or while the server was away.
  changed()
  offline.hidden = true
})
events.addEventListener('error', () => {
  offline.hidden = false
})

// A conversation is read at its end, unless somebody has scrolled back to read.
const places = new WeakMap()
const follow = () => {
  for (const log of document.querySelectorAll('[data-follow]')) {
    const seen = places.get(log)
    const atEnd = !seen || seen.name !== log.id || seen.atEnd
    if (atEnd) log.scrollTop = log.scrollHeight
    places.set(log, { name: log.id, atEnd })
  }
}
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (!(target instanceof Element) || !target.matches('[data-follow]')) return
    places.set(target, { name: target.id, atEnd: target.scrollHeight - target.scrollTop - target.clientHeight < 40 })
  },
  true,
)
document.addEventListener('htmx:after:swap', follow)
follow()

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { sourceElement, response } = ctx
  if (sourceElement?.matches?.('form') && response.status < 400) {
    document.getElementById('notice').replaceChildren()
    if (sourceElement.matches('[data-reset]')) sourceElement.reset()
  }
})
