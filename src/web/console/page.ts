import { type Html, html } from '../html.ts'
import type { Words } from './words.ts'

/** htmx: no style of its own, going back loads the page anew, what is opened stays open. */
const HTMX = JSON.stringify({
  includeIndicatorCSS: false,
  history: 'reload',
  morphIgnore: ['data-htmx-powered', 'open'],
})

export interface Parts {
  clock: Html
  phones: Html
  inbox: Html
  flow: Html
}

/** The whole console. Without its scripts it works as well, by reloading. */
export const consolePage = (
  w: Words,
  municipality: string,
  { clock, phones, inbox, flow }: Parts,
): Html => html`<!doctype html>
<html lang="${w.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="htmx-config" content="${HTMX}">
  <title>${w.t('console.title')} · Makker</title>
  <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='10' fill='%230f5c63'/%3E%3Cpath d='M8 22V11l8 7 8-7v11' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
  <link rel="stylesheet" href="/assets/console.css">
  <script src="/assets/htmx.js" defer></script>
  <script src="/assets/console.js" type="module"></script>
</head>
<body>
  <a class="skip" href="#inbox">${w.t('console.skip.inbox')}</a>
  <a class="skip" href="#phones">${w.t('console.skip.phones')}</a>
  <header class="top">
    <div class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="10"/><path d="M8 22V11l8 7 8-7v11"/></svg>
      <h1>Makker<span class="sub">${municipality} · ${w.t('console.demo')}</span></h1>
    </div>
    ${clock}
    <nav class="languages" aria-label="${w.t('console.language')}">
      <a href="/?lang=da" lang="da" hreflang="da" ${w.language === 'da' ? html`aria-current="true"` : ''}>Dansk</a>
      <a href="/?lang=en" lang="en" hreflang="en" ${w.language === 'en' ? html`aria-current="true"` : ''}>English</a>
    </nav>
  </header>
  <div id="notice" class="notice" role="alert"></div>
  <p id="offline" class="notice" role="status" hidden>${w.t('console.offline')}</p>
  <main>
    ${phones}
    ${inbox}
    ${flow}
  </main>
</body>
</html>`
