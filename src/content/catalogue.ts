import { isMap, isScalar, type Node } from 'yaml'
import { z } from 'zod'
import type { ChannelKind, Language } from '../core/citizen.ts'
import type { Fault } from './fault.ts'
import type { YamlFile } from './file.ts'
import { compile, type Template } from './template.ts'

/** What a text is in a file: one wording, or one with others for some channels. */
export const wordingSchema = z.union(
  [
    z.string().min(1),
    z.strictObject({
      text: z.string().min(1),
      sms: z.string().min(1).optional(),
      telegram: z.string().min(1).optional(),
      phone: z.string().min(1).optional(),
    }),
  ],
  { error: 'a text, or `text` with `sms`, `telegram` or `phone` beside it' },
)
export type Wording = z.infer<typeof wordingSchema>

/** One key in one language, ready to be filled in. */
export interface Entry {
  text: Template
  channels: ReadonlyMap<ChannelKind, Template>
  file: string
  line: number
}

/** Every text by key, per language. */
export type Catalogue = Map<Language, Map<string, Entry>>

export const templateFor = (entry: Entry, channel: ChannelKind): Template => entry.channels.get(channel) ?? entry.text

/** Every placeholder of an entry, over all its channels. */
export const paramsOf = (entry: Entry): Set<string> =>
  new Set([entry.text, ...entry.channels.values()].flatMap((template) => [...template.params.keys()]))

const VARIANTS: readonly ChannelKind[] = ['sms', 'telegram', 'phone']

/** Adds one text. A broken placeholder is a fault at the text's own line. */
export const addWording = (
  into: { catalogue: Catalogue; faults: Fault[] },
  at: { language: Language; key: string; path: readonly PropertyKey[]; yaml: YamlFile; line?: number },
  wording: Wording,
): void => {
  const { language, key, path, yaml } = at
  const parts = typeof wording === 'string' ? { text: wording } : wording
  const made = (source: string, variant?: string): Template | undefined => {
    try {
      return compile(source.trimEnd(), language)
    } catch (cause) {
      const where = variant === undefined || typeof wording === 'string' ? path : [...path, variant]
      const reason = cause instanceof Error ? cause.message : String(cause)
      into.faults.push(yaml.faultAt(where, `${key}: a text whose { } match (${reason})`))
      return undefined
    }
  }
  const text = made(parts.text, 'text')
  const channels = new Map<ChannelKind, Template>()
  for (const channel of VARIANTS) {
    const source = channel in parts ? (parts as Partial<Record<ChannelKind, string>>)[channel] : undefined
    const template = source === undefined ? undefined : made(source, channel)
    if (template) channels.set(channel, template)
  }
  if (!text) return
  const texts = into.catalogue.get(language) ?? new Map<string, Entry>()
  into.catalogue.set(language, texts)
  const line = at.line ?? yaml.faultAt(path, '').line
  const other = texts.get(key)
  if (other) into.faults.push(yaml.faultAt(path, `${key}: one text (there is another in ${other.file}:${other.line})`))
  else texts.set(key, { text, channels, file: yaml.file, line })
}

/** A translation that nobody from the field who speaks the language has read: where its file says so. */
export interface Unreviewed {
  language: Language
  file: string
  line: number
}

/** Stands where the texts stand, in a file or beside a language's texts: `needs_review: true`. */
const NEEDS_REVIEW = 'needs_review'

/**
 * A file of `content/messages`: groups within groups, a text at the end of each branch; the key is the path with dots.
 * A map with `text` in it is a text with variants, any other map is a group.
 */
export const addMessages = (
  into: { catalogue: Catalogue; faults: Fault[]; unreviewed?: Unreviewed[] },
  language: Language,
  yaml: YamlFile,
): void => {
  into.faults.push(...yaml.faults)
  if (yaml.faults.length) return
  if (isMap(yaml.doc.contents) && yaml.doc.contents.has(NEEDS_REVIEW)) {
    const said = yaml.doc.contents.get(NEEDS_REVIEW)
    const { line } = yaml.faultAt([NEEDS_REVIEW], '')
    if (said === true) into.unreviewed?.push({ language, file: yaml.file, line })
    else if (said !== false) into.faults.push(yaml.faultAt([NEEDS_REVIEW], `${NEEDS_REVIEW}: true or false`))
    yaml.doc.contents.delete(NEEDS_REVIEW)
  }
  const walk = (node: unknown, path: string[], at?: Node): void => {
    const key = path.join('.')
    if (isMap(node) && !node.has('text')) {
      for (const { key, value } of node.items) {
        const named = isScalar(key) ? key : undefined
        walk(value, [...path, named ? String(named.value) : ''], named)
      }
      return
    }
    const value: unknown = isMap(node) ? node.toJS(yaml.doc) : isScalar(node) ? node.value : undefined
    const wording = typeof value === 'string' && value ? value : wordingSchema.safeParse(value).data
    if (wording) addWording(into, { language, key, path, yaml, ...(at && { line: yaml.lineOf(at) }) }, wording)
    else
      into.faults.push(
        yaml.faultAt(path, `${key}: a text, or \`text\` with \`sms\`, \`telegram\` or \`phone\` beside it`),
      )
  }
  walk(yaml.doc.contents, [])
}
