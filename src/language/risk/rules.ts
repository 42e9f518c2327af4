import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { LANGUAGES } from '../../core/citizen.ts'
import { REASON_CLASSES } from '../../core/heard.ts'
import { type RiskLists, readLists } from './lists.ts'

/** What makes words harmless. `joke` counts for the whole text, the others for their sentence; `now` undoes `past`. */
export const CONTEXTS = ['fiction', 'past', 'now', 'joke', 'other', 'quote', 'work', 'body'] as const

/** One phrase a line; `//` begins a remark. Kept with its line in the block, for faults. */
const phrases = z.string().transform((block) =>
  block.split('\n').flatMap((line, offset) => {
    const text = line.replace(/(^|\s)\/\/.*$/, '').trim()
    return text === '' ? [] : [{ text, offset }]
  }),
)
const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''))
/** `a|b (c|d)`: parted at the outer strokes. */
const entries = (text: string): string[] => {
  let depth = 0
  const parts = ['']
  for (const char of text) {
    if (char === '(') depth++
    else if (char === ')') depth--
    if (char === '|' && depth === 0) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts
}
const level = z.enum(['S1', 'S2', 'S3'])
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/)

const rule = z.strictObject({
  id: name,
  /** None: a signal only, for combinations. */
  level: level.optional(),
  class: z.enum(REASON_CLASSES).optional(),
  /** The names under which combinations know it. */
  signal: words.optional(),
  /** Where a "not" undoes it: before it (usual), right before it, before and shortly after it, or nowhere. */
  negation: z.enum(['before', 'near', 'around', 'none']).default('before'),
  /** In these contexts it is harmless. */
  'harmless-in': z.array(z.enum(CONTEXTS)).default([]),
  /** It always counts; the findings of other rules bring points, which what stands around them may outweigh. */
  final: z.boolean().default(false),
  phrases,
  /** Phrases that make this rule harmless in their sentence. */
  unless: phrases.default([]),
})

const languageFile = z.strictObject({
  language: z.enum(LANGUAGES),
  /** word: the other ways it is written. */
  spelling: z.record(z.string(), words).default({}),
  /** Words that are skipped between the words of a phrase. */
  fillers: words.default([]),
  negations: words.default([]),
  /** Words that begin a new clause. */
  clauses: words.default([]),
  /** Words after which contexts and exceptions of what went before no longer count ("but"). */
  turns: words.default([]),
  /** The writer ("I", "me", "my"): what a text says of its writer is no film and nobody else. */
  self: words.default([]),
  /** Real words that look like misspellings of dangerous ones. */
  'not-typos': words.default([]),
  words: z
    .record(
      z.string(),
      z.string().transform((text) =>
        entries(text)
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ''),
      ),
    )
    .default({}),
  contexts: z.partialRecord(z.enum(CONTEXTS), phrases).default({}),
  /** Harmless expressions: what overlaps them is no finding. */
  idioms: phrases.default([]),
  /** The same for expressions that stay harmless inside a longer match of a rule ("hop on the bus … now"). */
  harmless: phrases.default([]),
  rules: z.array(rule).min(1),
})

const combinationFile = z.strictObject({
  combinations: z.array(
    z.strictObject({
      id: name,
      level,
      class: z.enum(REASON_CLASSES),
      /** Signals that must all be there. */
      all: z.array(name).min(2),
      /** In the whole message, or in one sentence. */
      within: z.enum(['text', 'sentence']).default('text'),
    }),
  ),
})

export type Rule = z.infer<typeof rule>
export type LanguageRules = z.infer<typeof languageFile> & {
  lineOf(path: (string | number)[], offset?: number): string
}
export type Combination = z.infer<typeof combinationFile>['combinations'][number]
export type PhraseLine = z.infer<typeof phrases>[number]
export type Context = (typeof CONTEXTS)[number]

/** A content file of the screen that does not say what it must; each fault names file and line. */
export class RiskRulesError extends Error {
  override name = 'RiskRulesError'
  readonly faults: string[]
  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const lineOf = (
  file: string,
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  offset = -1,
): string => {
  for (let length = path.length; length >= 0; length--) {
    const found = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(found) && found.range) return `${file}:${lines.linePos(found.range[0]).line + offset + 1}`
  }
  return `${file}:1`
}

const readYaml = <T>(files: RuleFiles, file: string, schema: z.ZodType<T>) => {
  const lines = new LineCounter()
  const document = parseDocument(files.get(file)?.toString('utf8') ?? '', { lineCounter: lines, merge: false })
  const wrong = document.errors[0]
  if (wrong) throw new RiskRulesError([`${file}:${wrong.linePos?.[0].line ?? 1}: ${wrong.message.split('\n')[0]}`])
  const at = (path: readonly PropertyKey[], offset?: number) => lineOf(file, document, lines, path, offset)
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { data: parsed.data, at }
  throw new RiskRulesError(
    parsed.error.issues.map((issue) => `${at(issue.path)}: ${issue.path.join('.')}: ${issue.message}`),
  )
}

export interface RiskRules extends RiskLists {
  languages: LanguageRules[]
  combinations: Combination[]
}

/** The rule files of a folder by name, in the order of their names. */
export type RuleFiles = ReadonlyMap<string, Buffer>

/** Reads the rules (`<lang>.yaml`, `combinations.yaml`) and the tables (`.tsv`) of a folder, unparsed. */
export const readRuleFiles = async (dir: string): Promise<RuleFiles> => {
  const names = (await readdir(dir)).filter((file) => file.endsWith('.yaml') || file.endsWith('.tsv')).sort()
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)))
}

/** Reads the rules of a folder. @throws RiskRulesError naming file and line. */
export const readRiskRules = async (dir: string): Promise<RiskRules> => parseRiskRules(await readRuleFiles(dir), dir)

/** @throws RiskRulesError naming file and line. `dir` is named where there is no rule at all. */
export const parseRiskRules = (read: RuleFiles, dir: string): RiskRules => {
  const all = [...read.keys()]
  const files = all.filter((file) => file.endsWith('.yaml'))
  const unreadable: string[] = []
  const lists = readLists(read, unreadable)
  if (unreadable.length > 0) throw new RiskRulesError(unreadable)
  const languages: LanguageRules[] = []
  for (const file of files.filter((one) => one !== 'combinations.yaml')) {
    const { data, at } = readYaml(read, file, languageFile)
    languages.push({ ...data, lineOf: at })
  }
  if (languages.length === 0) throw new RiskRulesError([`${dir}: no rules here`])
  if (!files.includes('combinations.yaml')) return { languages, combinations: [], ...lists }
  const { data, at } = readYaml(read, 'combinations.yaml', combinationFile)
  const signals = new Set(languages.flatMap(({ rules }) => rules.flatMap(({ signal }) => signal ?? [])))
  const faults = data.combinations.flatMap(({ all }, i) =>
    all
      .filter((one) => !signals.has(one))
      .map((one) => `${at(['combinations', i])}: no rule gives the signal "${one}"`),
  )
  if (faults.length > 0) throw new RiskRulesError(faults)
  return { languages, combinations: data.combinations, ...lists }
}
