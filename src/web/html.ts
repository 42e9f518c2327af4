/** Markup that is safe to put into a page. Only `html` makes it. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

/** What may stand in a hole. Nothing is written for false, null and undefined, so `condition && html…` reads well. */
export type Part = Html | string | number | false | null | undefined | readonly Part[]

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPED[sign]!)

const written = (part: Part): string => {
  if (part === false || part === null || part === undefined) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return escaped(String(part))
}

/**
 * Markup with holes; whatever is not markup already is escaped. Attribute values must be quoted: escaping cannot keep
 * an unquoted one together.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => {
  let text = strings[0]!
  for (const [index, part] of parts.entries()) text += written(part) + strings[index + 1]!
  return new Html(text)
}
