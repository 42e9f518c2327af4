import type { Language } from '../../core/citizen.ts'
import { LANGUAGES } from '../../core/citizen.ts'
import type { RiskLevel } from '../../core/heard.ts'
import type { RiskScreen } from './screen.ts'

export type Labelled = RiskLevel | 'none'
export interface LabelledText {
  text: string
  language: Language
  expected: Labelled
}

/** How well one level of one language is met. For `none`: `exact` / `count` is the specificity. */
export interface LevelFigures {
  language: Language | 'all'
  level: Labelled
  count: number
  /** Found exactly so. */
  exact: number
  /** Found at this level or a graver one. */
  atLeast: number
  /** Found at S2 or S3. */
  atLeastS2: number
}

export interface Measured {
  rows: { text: string; language: Language; expected: Labelled; got: Labelled }[]
  perLevel: LevelFigures[]
}

/** A file of labelled texts that cannot be read; the message names the line. */
export class LabelledTextError extends Error {
  override name = 'LabelledTextError'
}

const LEVELS: Labelled[] = ['S3', 'S2', 'S1', 'none']
const RANK: Record<Labelled, number> = { none: 0, S1: 1, S2: 2, S3: 3 }

/** Reads `text<TAB>language<TAB>level` lines; a header line and empty lines are skipped. @throws LabelledTextError */
export const readLabelled = (tsv: string): LabelledText[] =>
  tsv.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || (i === 0 && line.startsWith('text\t'))) return []
    const [text, language, level] = line.split('\t')
    const knownLanguage = LANGUAGES.find((one) => one === language?.trim())
    const expected = LEVELS.find((one) => one === level?.trim())
    if (text === undefined || knownLanguage === undefined || expected === undefined) {
      throw new LabelledTextError(
        `line ${i + 1}: expected text, language (${LANGUAGES.join(' ')}) and level (S1 S2 S3 none)`,
      )
    }
    return [{ text, language: knownLanguage, expected }]
  })

/** Runs the screen over labelled texts: each row's result, and figures per language and level and over all. */
export const measure = (screen: RiskScreen, texts: readonly LabelledText[]): Measured => {
  const rows = texts.map(({ text, language, expected }) => ({
    text,
    language,
    expected,
    got: screen.screen(text, language)?.level ?? ('none' as const),
  }))
  const perLevel: LevelFigures[] = []
  for (const language of [...LANGUAGES, 'all'] as const) {
    for (const level of LEVELS) {
      const some = rows.filter((row) => (language === 'all' || row.language === language) && row.expected === level)
      if (some.length === 0) continue
      perLevel.push({
        language,
        level,
        count: some.length,
        exact: some.filter((row) => row.got === level).length,
        atLeast: some.filter((row) => RANK[row.got] >= RANK[level]).length,
        atLeastS2: some.filter((row) => RANK[row.got] >= 2).length,
      })
    }
  }
  return { rows, perLevel }
}
