import type { ChannelKind, Language } from '../core/citizen.ts'
import type { Choice, Rendered, Say } from '../core/message.ts'
import { type Catalogue, type Entry, templateFor } from './catalogue.ts'
import { keepTogether } from './sides.ts'
import type { Fill } from './template.ts'
import { oneOf, spell } from './words.ts'

export type Params = Readonly<Record<string, string | number>>

/** Whom a message is for. `params` are the common ones (name, caseworker, …); a message's own win over them. */
export interface To {
  language: Language
  channel: ChannelKind
  params: Params
}

/** Something a message lacked. It was sent all the same, in a neutral wording. Reported once per kind. */
export interface RenderFault {
  what: 'missing-key' | 'missing-language' | 'missing-param'
  key: string
  language: Language
  param?: string
}

export type Render = (say: Say, to: To) => Rendered

interface Within {
  say: Say
  to: To
  choices: readonly Choice[]
  depth: number
}

/** A reference to a text inside a text that refers back would never end. */
const DEPTH = 3

/**
 * Turns keys into words. Never throws: a key without a text becomes `neutral.message`, a missing value
 * `neutral.<name>` or nothing, and both are reported. A text missing in a language is said in English, else in Danish.
 * A value that begins with `@` and names a key is that key's text (`{ text: '@instrument.who5.item.1' }`).
 * `{choices}` is the list of the choices' labels. Between words of the other direction a value is kept together.
 */
export const createRender = (
  catalogue: Catalogue,
  known: Params,
  report: (fault: RenderFault) => void = () => {},
): Render => {
  const reported = new Set<string>()
  const once = (fault: RenderFault): void => {
    const id = `${fault.what} ${fault.language} ${fault.key} ${fault.param ?? ''}`
    if (reported.has(id)) return
    reported.add(id)
    report(fault)
  }

  const find = (key: string, language: Language): { entry: Entry; language: Language } | undefined => {
    const own = catalogue.get(language)?.get(key)
    if (own) return { entry: own, language }
    for (const other of ['en', 'da'] as const) {
      const entry = other === language ? undefined : catalogue.get(other)?.get(key)
      if (!entry) continue
      once({ what: 'missing-language', key, language })
      return { entry, language: other }
    }
    return undefined
  }

  const text = (key: string, within: Within): string => {
    const { to } = within
    const found = find(key, to.language)
    if (!found) {
      once({ what: 'missing-key', key, language: to.language })
      return within.depth < DEPTH ? text('neutral.message', { ...within, depth: DEPTH }) : ''
    }
    const fill: Fill = (name, select) => value(name, select, key, within, found.language)
    return templateFor(found.entry, to.channel).format(fill)
  }

  const value = (name: string, select: boolean, key: string, within: Within, language: Language): string => {
    const { to } = within
    const given = lookUp(name, within) || plain(known, name)
    if (given) {
      if (given[0] === '@' && within.depth < DEPTH && find(given.slice(1), to.language)) {
        return text(given.slice(1), { ...within, depth: within.depth + 1 })
      }
      // What only chooses a branch is compared, not said.
      return select ? given : keepTogether(spell(name, given, language), language, to.channel)
    }
    if (name === 'choices')
      return oneOf(
        within.choices.map(({ label }) => label),
        language,
      )
    if (select) return ''
    once({ what: 'missing-param', key, language: to.language, param: name })
    if (within.depth >= DEPTH || !find(`neutral.${name}`, to.language)) return ''
    return text(`neutral.${name}`, { ...within, depth: DEPTH })
  }

  return (say, given) => {
    const to = say.language ? { ...given, language: say.language } : given
    const choices = (say.choices ?? []).map(({ key, value, params }): Choice => {
      // A button without a word is still a button: its value is better than an apology
      if (!find(key, to.language)) {
        once({ what: 'missing-key', key, language: to.language })
        return { label: value, value }
      }
      const own: Say = { key, params: { ...say.params, ...params } }
      return { label: text(key, { say: own, to, choices: [], depth: 0 }), value }
    })
    const within: Within = { say, to, choices, depth: 0 }
    const said = text(say.key, within)
    // A provider refuses a text of nothing, for good
    return { text: said.trim() ? said : text('neutral.message', { ...within, depth: DEPTH }), choices }
  }
}

/** The values of the text that a common `when` refers to ("tomorrow at {time}"). */
const OF_WHEN: ReadonlySet<string> = new Set(['time', 'date', 'weekday'])

/** A message's own value, else the common one. Inside a common `when` its own {time} comes first, outside it is unseen. */
const lookUp = (name: string, { say, to, depth }: Within): string => {
  const own = plain(say.params, name)
  if (!OF_WHEN.has(name) || !plain(to.params, 'when').startsWith('@')) return own || plain(to.params, name)
  if (depth === 0 || plain(say.params, 'when')) return own
  return plain(to.params, name) || own
}

/** The value as text; '' for none, and for what cannot be said to a person (NaN, objects). */
const plain = (params: Params | undefined, name: string): string => {
  if (!params || !Object.hasOwn(params, name)) return ''
  const value: unknown = params[name]
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}
