import { expect, test } from 'vitest'
import { loadContent } from '../../src/content/load.ts'
import { caseFile, printable } from '../../src/web/case/pdf.ts'
import { createWords } from '../../src/web/console/words.ts'

test.each([
  ['Æbler, øl og å: 50 €', 'Æbler, øl og å: 50 €'],
  ['Wałęsa och Gülşen', 'Walesa och Gülsen'],
  ['Привіт, Лоне! Lone', '[…], […]! Lone'],
  ['مرحبا بك', '[…]'],
  ['godt 🙂', 'godt […]'],
])('the standard fonts print %s as %s', (text, printed) => expect(printable(text)).toBe(printed))

test('a file without anything in it is a PDF that says so', async () => {
  const content = await loadContent(new URL('../../content', import.meta.url).pathname)
  const now = Temporal.Instant.from('2026-11-23T09:00:00Z')
  const w = createWords(
    {
      text: (key, params, language) => content.render({ key, params }, { language, channel: 'phone', params: {} }).text,
      zone: 'Europe/Copenhagen',
    },
    'da',
    now,
  )
  const citizen = { alias: 'ravn-372', name: 'Mette Lund', caseRef: null }
  const file = await caseFile({ citizen, plan: [], checkIns: [], cases: [], messages: [] }, w, 'Lone Holm')
  expect(file.subarray(0, 5).toString()).toBe('%PDF-')
  expect(file.toString('latin1')).toContain('/Lang (da)')
})
