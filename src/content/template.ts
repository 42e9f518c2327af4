import { IntlMessageFormat } from 'intl-messageformat'

/** Gives the text for a placeholder; `select` when it only chooses a branch, where '' means there is none. */
export type Fill = (name: string, select: boolean) => string

/** An ICU message, parsed once. */
export interface Template {
  source: string
  /** Placeholders by name; `select`: it only chooses a branch, so a missing value is foreseen. */
  params: ReadonlyMap<string, 'text' | 'select'>
  /** What each select chooses between, by placeholder. */
  branches: ReadonlyMap<string, ReadonlySet<string>>
  format(fill: Fill): string
}

type Ast = ReturnType<IntlMessageFormat['getAst']>
type Piece = (fill: Fill) => string

/** Node types of the ICU syntax tree (`@formatjs/icu-messageformat-parser`). */
const LITERAL = 0
const ARGUMENT = 1
const SELECT = 5

/** Anything ICU might read as more than letters. Most texts have none, and are not parsed at all. */
const SYNTAX = /[{}'<#]/

/**
 * @throws SyntaxError where the text is not an ICU message.
 * The library parses; texts, placeholders and selects are joined by ourselves, so that a value is only asked for in the
 * branch that is said (the library wants all of them), and three times faster. Plural and number are left to it; only
 * then is a formatter made, when the text is first said: the first look-up of a locale alone takes 20 ms.
 */
export const compile = (source: string, language: string): Template => {
  const params = new Map<string, 'text' | 'select'>()
  const branches = new Map<string, Set<string>>()
  if (!SYNTAX.test(source)) return { source, params, branches, format: () => source }
  const ast = IntlMessageFormat.__parse!(source, { ignoreTag: true })
  const own = pieceOf(ast, params, branches)
  if (own) return { source, params, branches, format: own }
  let message: IntlMessageFormat | undefined
  return {
    ...{ source, params, branches },
    format(fill) {
      message ??= new IntlMessageFormat(ast, language)
      return byLibrary(message, params, fill)
    },
  }
}

const pieceOf = (
  ast: Ast,
  params: Map<string, 'text' | 'select'>,
  choices: Map<string, Set<string>>,
): Piece | undefined => {
  const pieces: (string | Piece)[] = []
  let foreign = false
  for (const node of ast) {
    if (node.type === LITERAL) pieces.push(node.value)
    else if (node.type === ARGUMENT) {
      const name = node.value
      if (!params.has(name)) params.set(name, 'text')
      pieces.push((fill) => fill(name, false))
    } else if (node.type === SELECT) {
      const name = node.value
      params.set(name, 'select')
      const branches = new Map<string, Piece>()
      choices.set(name, new Set([...(choices.get(name) ?? []), ...Object.keys(node.options)]))
      for (const [key, option] of Object.entries(node.options)) {
        const branch = pieceOf(option.value, params, choices)
        if (branch) branches.set(key, branch)
        else foreign = true
      }
      pieces.push((fill) => (branches.get(fill(name, true) || 'none') ?? branches.get('other'))?.(fill) ?? '')
    } else {
      foreign = true
      if ('value' in node) params.set(node.value, 'text')
    }
  }
  if (foreign) return undefined
  const [first] = pieces
  if (pieces.length === 1 && typeof first === 'string') return () => first
  return (fill) => {
    let text = ''
    for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(fill)
    return text
  }
}

const byLibrary = (message: IntlMessageFormat, params: Template['params'], fill: Fill): string => {
  const values: Record<string, string | number> = Object.create(null)
  for (const [name, use] of params) {
    const text = fill(name, use === 'select') || (use === 'select' ? 'none' : '')
    const number = Number(text)
    values[name] = text !== '' && Number.isFinite(number) ? number : text
  }
  return String(message.format(values))
}
