import { createHash } from 'node:crypto'
import type { LabelledText } from '../../src/language/risk/measure.ts'

/** A labelled sentence with alternatives, `{a|b}`; what stands alone is one alternative. */
export interface Pattern {
  level: LabelledText['expected']
  parts: readonly (readonly string[])[]
}

const LINE = /^(S1|S2|S3|none) (\S.*)$/

/** One a line, `level text`; empty lines and `#` between them. @throws Error with the line that is none */
export const readPatterns = (file: string, name: string): Pattern[] =>
  file.split('\n').flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [, level, text = ''] = LINE.exec(line) ?? []
    const between = text.replaceAll(/\{[^{}]*\}/g, '')
    if (!level || /[{}|\t]/.test(between))
      throw new Error(`${name}:${i + 1}: expected "level text" with alternatives as {a|b}, found "${line}"`)
    const parts = text
      .split(/(\{[^{}]*\})/)
      .map((part) => (part.startsWith('{') ? part.slice(1, -1).split('|') : [part]))
    return [{ level: level as Pattern['level'], parts }]
  })

/** At most so many different sentences of a pattern; the same ones every time. */
export const sentencesOf = ({ level, parts }: Pattern, most: number): string[] => {
  const all = parts.reduce((n, { length }) => n * length, 1)
  const seed = `${level} ${parts.map((part) => part.join('|')).join('\0')}`
  const found = new Set<string>()
  // All of a small pattern, some of a great one.
  const tries = all <= most ? all : most * 4
  for (let n = 0; n < tries && found.size < most; n++) {
    let left = all <= most ? n : createHash('sha256').update(`${n} ${seed}`).digest().readUIntBE(0, 6) % all
    const said = parts.map((part) => {
      const choice = part[left % part.length]!
      left = Math.floor(left / part.length)
      return choice
    })
    found.add(
      said
        .join('')
        .replaceAll(/ {2,}/g, ' ')
        .replaceAll(/ ([,.!?])/g, '$1')
        .trim(),
    )
  }
  return [...found]
}
