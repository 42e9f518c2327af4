import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Source files by path from the project's root, with forward slashes. */
export type Sources = Record<string, string>

export const readSources = (root: string, folder: string, endings = ['.ts', '.sql']): Sources =>
  Object.fromEntries(
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  )

/** A TypeScript file taken apart: what runs, and what is written between quotes. Comments are in neither. */
export interface Parts {
  /** The code with every string and pattern emptied, so that words in texts are not taken for code. */
  code: string
  /** The content of strings, and of templates without their `${…}`. */
  texts: string[]
}

/** After these a slash begins a pattern, not a division. */
const BEFORE_PATTERN = /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|await|yield|void|else|do))\s*$/

/** A scanner, not a parser: it knows comments, quotes, templates and patterns, which is all the house rules need. */
export const takeApart = (source: string): Parts => {
  const texts: string[] = []
  let code = ''
  let at = 0

  const quoted = (quote: string): void => {
    const start = ++at
    while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1
    texts.push(source.slice(start, at++))
    // The import scan looks texts up by number: an import's path is a string like any other.
    code += `"${texts.length - 1}"`
  }
  const template = (): void => {
    at++
    const number = texts.push('') - 1
    code += `"${number}"`
    while (at < source.length && source[at] !== '`') {
      if (source.startsWith('${', at)) {
        at += 2
        code += ' ('
        scan('}')
        code += ')'
        texts[number] += '?'
      } else {
        const length = source[at] === '\\' ? 2 : 1
        texts[number] += source.slice(at, at + length)
        at += length
      }
    }
    at++
  }
  const pattern = (): void => {
    let inClass = false
    for (at++; at < source.length && (inClass || source[at] !== '/'); at++) {
      if (source[at] === '\\') at++
      else if (source[at] === '[') inClass = true
      else if (source[at] === ']') inClass = false
    }
    at++
    code += '/ /'
  }
  const scan = (until?: string): void => {
    let depth = 0
    while (at < source.length) {
      const char = source[at]!
      if (until && depth === 0 && char === until) {
        at++
        return
      }
      if (source.startsWith('//', at)) at = endOr(source.indexOf('\n', at), source)
      else if (source.startsWith('/*', at)) at = endOr(source.indexOf('*/', at), source) + 2
      else if (char === "'" || char === '"') quoted(char)
      else if (char === '`') template()
      else if (char === '/' && BEFORE_PATTERN.test(code.slice(-40))) pattern()
      else {
        if (char === '{') depth++
        if (char === '}') depth--
        code += char
        at++
      }
    }
  }
  scan()
  return { code, texts }
}

const endOr = (index: number, source: string): number => (index === -1 ? source.length : index)

export interface Import {
  /** As written, or undefined for an `import()` whose path is computed. */
  specifier: string | undefined
  /** The file in the project for a relative import. */
  file: string | undefined
}

const IMPORT = /\b(?:from|import)\s*"(\d+)"|\bimport\s*\(\s*(?:"(\d+)"\s*[,)])?/g

/** Imports of every kind: of values, of types, for effect, re-exports, `import()` and `import('…').Type`. */
export const importsOf = (path: string, { code, texts }: Parts): Import[] =>
  [...code.matchAll(IMPORT)].map(([, named, dynamic]) => {
    const specifier = texts[Number(named ?? dynamic ?? -1)]
    const file = specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
    return { specifier, file }
  })
