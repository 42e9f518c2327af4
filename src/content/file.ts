import { readFile } from 'node:fs/promises'
import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Fault } from './fault.ts'

type Path = readonly PropertyKey[]

/** A YAML file that was read: its value, and where in the file each part of it is. */
export interface YamlFile {
  file: string
  readonly value: unknown
  doc: Document
  /** What is wrong with the YAML itself. */
  faults: Fault[]
  /** A fault at the value the path leads to, or at the nearest one around it that exists. */
  faultAt(path: Path, expected: string): Fault
  /** Where a node of this file begins; lines begin at 1. */
  lineOf(node: Node): number
}

export const readYaml = async (file: string): Promise<YamlFile> => parseYaml(file, await readFile(file, 'utf8'))

/** `file` is only a name here, for the faults. */
export const parseYaml = (file: string, source: string): YamlFile => {
  const lines = new LineCounter()
  const doc = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number, expected: string): Fault => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), expected }
  }
  const faults = doc.errors.map((error) => at(error.pos[0], `valid YAML: ${error.message}`))
  return {
    file,
    doc,
    // Made when asked for: the texts, the longest files by far, are walked as nodes
    get value() {
      return faults.length ? undefined : doc.toJS()
    },
    faults,
    faultAt: (path, expected) => at(offsetOf(doc, path), expected),
    lineOf: (node) => Math.max(lines.linePos(node.range?.[0] ?? 0).line, 1),
  }
}

/**
 * The value of a file as its schema has it, or undefined with every fault added to `faults`.
 * A fault says the path in the file and what was expected there.
 */
export const conform = <T>(yaml: YamlFile, schema: z.ZodType<T>, faults: Fault[]): T | undefined => {
  if (yaml.faults.length) {
    faults.push(...yaml.faults)
    return undefined
  }
  const result = schema.safeParse(yaml.value)
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    const where = issue.path.length ? `${issue.path.map(String).join('.')}: ` : ''
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    const path = unknown === undefined ? issue.path : [...issue.path, unknown]
    const expected = unknown === undefined ? issue.message : `no ${unknown} here, which is not a known name`
    faults.push(yaml.faultAt(path, `${where}${expected}`))
  }
  return undefined
}

/** Points at the key of the last part that exists, so that a missing field is reported at its parent. */
const offsetOf = (doc: Document, path: Path): number => {
  let node: unknown = doc.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const part of path) {
    if (!isCollection(node)) break
    const key: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part))?.key
      : undefined
    const next: unknown = node.get(isScalar(key) ? key.value : part, true)
    const found = isNode(key) ? key : next
    if (!isNode(found)) break
    offset = found.range?.[0] ?? offset
    node = next
  }
  return offset
}
