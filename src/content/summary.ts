import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { Catalogue } from './catalogue.ts'
import type { Finding } from './check.ts'
import type { Measured } from './measure.ts'
import { readability } from './readability.ts'

/** One language at a glance. Counts of messages by SMS are with the longest values filled in. */
export interface LanguageSummary {
  language: Language
  texts: number
  /** Said in another language; what citizens need every day among it is an error. */
  missing: number
  errors: number
  warnings: number
  needsReview: boolean
  /** LIX was made for Scandinavian languages: elsewhere it compares texts of one language, not languages. */
  lix: number
  perSentence: number
  gsm7: number
  ucs2: number
  meanSegments: number
  mostSegments: number
}

export const summarize = (
  catalogue: Catalogue,
  findings: readonly Finding[],
  measured: readonly Measured[],
): LanguageSummary[] => {
  const all = catalogue.get('da')?.size ?? 0
  return LANGUAGES.map((language) => {
    const own = measured.filter((one) => one.language === language)
    const found = findings.filter((one) => one.language === language)
    const texts = catalogue.get(language)?.size ?? 0
    const segments = own.map((one) => one.segments)
    const { lix, perSentence } = readability(own.map(({ sms }) => sms))
    return {
      ...{ language, texts, missing: Math.max(0, all - texts) },
      errors: found.filter(({ severity }) => severity === 'error').length,
      warnings: found.filter(({ severity }) => severity === 'warning').length,
      needsReview: found.some(({ severity, key }) => severity === 'warning' && key === ''),
      ...{ lix, perSentence },
      gsm7: own.filter(({ encoding }) => encoding === 'GSM-7').length,
      ucs2: own.filter(({ encoding }) => encoding === 'UCS-2').length,
      meanSegments: segments.length ? segments.reduce((sum, n) => sum + n, 0) / segments.length : 0,
      mostSegments: Math.max(0, ...segments),
    }
  })
}

/** Of each language the texts that cost most and the one that is hardest to read. */
export const worst = (measured: readonly Measured[]): Measured[] =>
  LANGUAGES.flatMap((language) => {
    const own = measured.filter((one) => one.language === language)
    const dear = own.toSorted((a, b) => b.segments - a.segments || b.sms.length - a.sms.length).slice(0, 2)
    const hard = own.toSorted((a, b) => b.longestSentence - a.longestSentence || b.lix - a.lix).slice(0, 1)
    return [...new Set([...dear, ...hard])]
  })
