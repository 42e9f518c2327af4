import { renderSVG } from 'uqr'
import type { Words } from '../console/words.ts'
import { Html, html } from '../html.ts'
import type { Invitation } from './door.ts'
import { frame } from './gate.ts'

/** The invitation for the meeting: the citizen points their camera at it, or the words are read aloud. */
export const invitationPage = (w: Words, { alias, text, code }: Invitation): Html =>
  frame(
    w,
    alias,
    html`<main>
      <h1>${w.t('staff.invite.title', { alias })}</h1>
      <p>${w.t('staff.invite.scan')}</p>
      <figure class="invitation" role="img" aria-label="${w.t('staff.invite.qr')}">${new Html(renderSVG(code, { border: 2 }))}</figure>
      <p>${text}</p>
      <p>${w.t('staff.invite.secret')}</p>
    </main>`,
    'small',
  )
