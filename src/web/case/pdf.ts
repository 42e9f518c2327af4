import type { Case } from '../../core/case.ts'
import type { CasePage } from '../../core/case-page.ts'
import type { Words } from '../console/words.ts'

/** What the file for the case system tells; the JSON beside it has everything. */
export interface FileFacts {
  citizen: { alias: string; name: string; caseRef: string | null }
  plan: CasePage['plan']
  checkIns: readonly {
    instrument: string
    state: string
    answers: readonly (number | null)[]
    score: number | null
    completedAt: Temporal.Instant | null
  }[]
  cases: readonly Case[]
  /** Newest first. */
  messages: CasePage['messages']
}

/** What the standard fonts of PDF have: Windows-1252. */
const PRINTS = /^[\n\x20-\x7e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/
const PLAIN: Record<string, string> = { ł: 'l', Ł: 'L', ı: 'i', İ: 'I', đ: 'd', Đ: 'D', '\t': ' ' }

/**
 * The text as the standard fonts can print it. Latin letters lose marks that these do not have (ę is e, ğ is g); any other
 * script (Cyrillic, Arabic, emoji) is shown as […], and the page says that the JSON has it.
 */
export const printable = (text: string): string => {
  if (PRINTS.test(text)) return text
  let out = ''
  for (const sign of text.normalize('NFC')) {
    const plain = PRINTS.test(sign) ? sign : (PLAIN[sign] ?? sign.normalize('NFD').replace(/\p{M}/gu, ''))
    out += PRINTS.test(plain) ? plain : '\u0000'
  }
  // Words of another script are one gap, with the spaces between them.
  return out.replace(/\0(?:[\0 ]*\0)?/g, '[…]')
}

const WORDS = 3

/** What a person wrote, what was about safety, and what the citizen wrote in words of their own. */
const matters = ({ direction, kind, reason, text }: FileFacts['messages'][number]): boolean =>
  text !== null &&
  (direction === 'out'
    ? kind === 'person' || kind === 'safety'
    : reason !== null || text.trim().split(/\s+/).length >= WORDS)

/** A PDF for the case file: the plan, the answers, the cases and the messages that matter. Only facts that are stored. */
export const caseFile = async (facts: FileFacts, w: Words, by: string): Promise<Buffer> => {
  const { default: PDFDocument } = await import('pdfkit')
  const t = (key: string, params: Record<string, string | number> = {}) => w.t(`staff.file.${key}`, params)
  const title = t('title', { alias: facts.citizen.alias })
  const made = new Date(w.now.epochMilliseconds)
  const doc = new PDFDocument({
    size: 'A4',
    margin: 56,
    lang: w.language,
    info: { Title: title, Creator: 'Makker', Producer: 'Makker', CreationDate: made, ModDate: made },
    displayTitle: true,
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  const heading = (text: string): void => {
    doc
      .moveDown(0.8)
      .font('Helvetica-Bold')
      .fontSize(13)
      .text(printable(text))
      .font('Helvetica')
      .fontSize(10)
      .moveDown(0.2)
  }
  const line = (text: string): void => void doc.text(printable(text), { paragraphGap: 2 })
  const day = (at: Temporal.Instant | null): string => (at ? w.full(at) : '–')

  doc.font('Helvetica-Bold').fontSize(17).text(printable(title)).font('Helvetica').fontSize(10)
  line([facts.citizen.name, facts.citizen.caseRef].filter(Boolean).join(' · '))
  line(t('made', { at: w.full(w.now), who: by }))
  line(t('script'))

  heading(w.t('staff.page.plan'))
  if (facts.plan.length === 0) line(w.t('staff.page.no-plan-items'))
  for (const { what, place, startsAt, answers } of facts.plan) {
    line(`${day(startsAt)}: ${[what, place].filter(Boolean).join(', ')}`)
    for (const { answer, at } of answers) line(`   ${day(at)}: ${w.t(`staff.page.answer.${answer}`)}`)
  }

  heading(w.t('staff.page.answers'))
  const finished = facts.checkIns.filter(({ state }) => state === 'completed')
  if (finished.length === 0) line(w.t('staff.page.no-trend'))
  for (const { instrument, score, answers, completedAt } of finished) {
    const said = `${answers.map((answer) => answer ?? '–').join(' ')}${score === null ? '' : ` (${w.t('staff.page.score', { score })})`}`
    line(`${day(completedAt)}: ${w.t(`instrument.${instrument}.title`)}: ${said}`)
  }

  heading(t('cases'))
  if (facts.cases.length === 0) line(w.t('staff.page.no-case'))
  for (const { raisedAt, level, reasons, resolvedAt, outcome } of facts.cases) {
    const why = [...new Set(reasons.map((reason) => reason.class))].map((one) => w.t(`staff.class.${one}`)).join(', ')
    line(`${day(raisedAt)}: ${w.t(`staff.level.${level}`)}. ${why}`)
    if (resolvedAt)
      line(
        `   ${day(resolvedAt)}: ${w.t('staff.page.closed', { outcome: outcome ? w.t(`staff.outcome.${outcome}`) : '–' })}`,
      )
  }

  heading(t('messages'))
  const important = facts.messages.filter(matters).reverse()
  if (important.length === 0) line(w.t('staff.page.no-messages'))
  for (const one of important) {
    const from = one.direction === 'in' ? 'citizen' : one.kind === 'person' ? 'person' : 'makker'
    line(
      `${day(one.sentAt ?? one.dueAt)}, ${w.t(`staff.page.from-${from}`)} (${w.t(`staff.page.state.${one.state}`)}): ${one.text}`,
    )
  }
  doc.end()
  return done
}
