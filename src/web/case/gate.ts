import type { Words } from '../console/words.ts'
import { type Html, html } from '../html.ts'

/** The frame of every page behind a link. */
export const frame = (w: Words, title: string, body: Html, kind: 'small' | 'citizen-page'): Html => html`<!doctype html>
<html lang="${w.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>${title} · Makker</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/console.css">
  <link rel="stylesheet" href="/assets/case.css">
</head>
<body class="${kind}">${body}</body>
</html>`

/** One sentence that says what to do, and nothing else. */
export const sentencePage = (w: Words, title: string, sentence: string): Html =>
  frame(w, title, html`<main><h1>${title}</h1><p>${sentence}</p></main>`, 'small')

/** The page is made for one colleague; the code, which only they have seen, opens it. Nothing about anybody is here. */
export const gatePage = (w: Words, token: string, who: string, wrong: { left: number } | undefined): Html =>
  frame(
    w,
    w.t('staff.page.title'),
    html`<main>
      <h1>${w.t('staff.page.title')}</h1>
      <p>${w.t('staff.page.for', { who })}</p>
      ${wrong && html`<p class="notice" role="alert">${w.t('staff.page.wrong', { left: wrong.left })}</p>`}
      <form class="gate" method="post" action="/case/${token}">
        <label for="code">${w.t('staff.page.code')}</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{4}" maxlength="4" required autofocus>
        <button class="primary">${w.t('staff.page.enter')}</button>
      </form>
    </main>`,
    'small',
  )
