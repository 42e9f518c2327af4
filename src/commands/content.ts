import { relative } from 'node:path'
import { styleText } from 'node:util'
import { contentDirOf } from '../app/texts.ts'
import { readConfig } from '../config.ts'
import { checkContent, type Finding } from '../content/check.ts'
import { ContentInvalid } from '../content/fault.ts'
import { loadContent } from '../content/load.ts'
import { type Measured, measureTexts } from '../content/measure.ts'
import { type LanguageSummary, summarize, worst } from '../content/summary.ts'
import type { Noun } from './noun.ts'
import { createOutput, Failed, table } from './output.ts'

const content: Noun = (program) => {
  const noun = program.command('content').description('the texts and rules')

  noun
    .command('check')
    .description('check every file: form, missing texts, length, readability')
    .action(async (options: { json?: boolean }) => {
      const loaded = await loadContent(await contentDirOf(readConfig())).catch((error: unknown) => {
        if (error instanceof ContentInvalid)
          throw new Failed(
            error.faults.map(({ file, line, expected }) => `${file}:${line} expected ${expected}`).join('\n'),
          )
        throw error
      })
      const measured = [...measureTexts(loaded.catalogue)]
      const findings = checkContent(loaded, measured)
      const languages = summarize(loaded.catalogue, findings, measured)
      const report = { findings, languages, worst: worst(measured).map(shown) }
      createOutput(options.json === true).result(report, (it) => print(it))
      if (findings.some(({ severity }) => severity === 'error'))
        throw new Failed('Some texts must be mended before they can be sent.')
    })
}

const shown = ({ language, key, segments, encoding, sms, lix, longestSentence }: Measured) => ({
  ...{ language, key, segments, encoding, characters: sms.length },
  ...{ lix: round(lix), longestSentence },
})

interface Report {
  findings: readonly Finding[]
  languages: readonly LanguageSummary[]
  worst: readonly ReturnType<typeof shown>[]
}

/** What must be mended last, where the eye is; what may be said in another language is only counted. */
const print = ({ findings, languages, worst }: Report): string => {
  const weighed = findings.filter(({ severity }) => severity !== 'info')
  const rows = weighed
    .toSorted((a, b) => Number(a.severity === 'error') - Number(b.severity === 'error'))
    .map(({ severity, file, line, language, key, problem }) => ({
      severity,
      where: file === '' ? null : `${relative('', file)}:${line}`,
      language,
      ...{ key, problem },
    }))
  return [
    heading('The dearest and the hardest texts, with the longest names filled in'),
    table(worst, 'No texts.'),
    heading('Languages'),
    coloured(table(languages.map(row), 'No languages.'), (_, i) => colourOf(languages[i]!)),
    heading('To look at'),
    coloured(table(rows, 'All texts are in order.'), (_, i) => (rows[i]?.severity === 'error' ? 'red' : 'yellow')),
  ].join('\n')
}

const heading = (words: string): string => `\n${styleText('bold', words)}`

const colourOf = ({ errors, warnings }: LanguageSummary) => (errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green')

/** The lines under the head; `styleText` leaves them plain where the output is no terminal. */
const coloured = (lines: string, colour: (line: string, index: number) => Parameters<typeof styleText>[0]): string => {
  const [head = '', ...rest] = lines.split('\n')
  return [head, ...rest.map((line, i) => styleText(colour(line, i), line))].join('\n')
}

const row = (it: LanguageSummary) => ({
  language: it.language,
  texts: it.texts,
  missing: it.missing,
  errors: it.errors,
  warnings: it.warnings,
  review: it.needsReview ? 'waits' : '',
  lix: round(it.lix),
  'words/sentence': round(it.perSentence),
  'gsm-7': it.gsm7,
  'ucs-2': it.ucs2,
  'sms/text': round(it.meanSegments),
  'longest sms': it.mostSegments,
})

const round = (value: number): number => Math.round(value * 10) / 10

export default content
