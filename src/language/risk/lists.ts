import { tokenize } from './tokens.ts'

/**
 * What a cue tells: `serious` of danger at all, `now` of danger now, `home` of somebody at home who does harm, `soon` of
 * anything that a person should look at.
 */
export interface Points {
  serious: number
  now: number
  home: number
  soon: number
}

/** Words and the concepts they stand for, by number. A word that ends in `*` is a beginning. */
export interface ConceptEntry {
  words: string[]
  concepts: number[]
}

/** The tables beside the rules. */
export interface RiskLists {
  /** Cues with points, by language. */
  points: { language: string; cues: Map<string, Points> }[]
  /** The concepts' names; their words by language; and the points of concepts, pairs of them, and marks. */
  concepts: string[]
  lexicons: { language: string; entries: ConceptEntry[] }[]
  conceptPoints: Map<string, Points>
}

const CONCEPTS = 'concepts.tsv'
const CONCEPT_POINTS = 'concepts.points.tsv'
/** Shorter beginnings are those of too many words. */
const SHORTEST_BEGINNING = 3
const MOST_WORDS = 3

/** Reads the tables among a folder's files; faults (file, line, what is wrong) are pushed. Lines with # are remarks. */
export const readLists = (files: ReadonlyMap<string, Buffer>, faults: string[]): RiskLists => {
  const each = (file: string, take: (fields: string[]) => string | undefined): void => {
    const lines = (files.get(file)?.toString('utf8') ?? '').split(/\r?\n/)
    lines.forEach((line, i) => {
      if (line === '' || line.startsWith('#')) return
      const fault = take(line.split('\t'))
      if (fault !== undefined) faults.push(`${file}:${i + 1}: ${fault}`)
    })
  }
  const readPoints = (file: string): Map<string, Points> => {
    const cues = new Map<string, Points>()
    each(file, ([cue, ...figures]) => {
      const [serious = Number.NaN, now = 0, home = 0, soon = 0] = figures.map(Number)
      if (!cue || ![serious, now, home, soon].every(Number.isFinite))
        return 'expected a cue and four numbers, with tabs between'
      cues.set(cue, { serious, now, home, soon })
      return undefined
    })
    return cues
  }
  const number = new Map<string, number>()
  each(CONCEPTS, ([name, gloss]) => {
    if (!name || !gloss) return 'expected a concept and what it means, with a tab between'
    if (number.has(name)) return `the concept "${name}" is there twice`
    number.set(name, number.size)
    return undefined
  })
  const readLexicon = (file: string): ConceptEntry[] => {
    const entries: ConceptEntry[] = []
    each(file, ([entry = '', names = '']) => {
      // As the screen folds words, with their stars.
      const words = tokenize(entry).map(({ word, end }) => (entry[end] === '*' ? `${word}*` : word))
      if (words.length === 0 || words.length > MOST_WORDS)
        return `expected one to ${MOST_WORDS} words, a tab, and concepts`
      const short = words.find((word) => word.endsWith('*') && word.length <= SHORTEST_BEGINNING)
      if (short !== undefined) return `"${short}" begins too many words`
      const all = names.split(',').map((name) => name.trim())
      const unknown = all.find((name) => !number.has(name))
      if (unknown !== undefined) return `there is no concept "${unknown}" in ${CONCEPTS}`
      entries.push({ words, concepts: all.map((name) => number.get(name)!) })
      return undefined
    })
    return entries
  }
  const named = (ending: string, but: string) =>
    [...files.keys()]
      .filter((file) => file.endsWith(ending) && file !== but)
      .map((file) => [file.slice(0, -ending.length), file] as const)
  return {
    points: named('.points.tsv', CONCEPT_POINTS).map(([language, file]) => ({ language, cues: readPoints(file) })),
    lexicons: named('.concepts.tsv', '').map(([language, file]) => ({ language, entries: readLexicon(file) })),
    concepts: [...number.keys()],
    conceptPoints: readPoints(CONCEPT_POINTS),
  }
}
