import { join } from 'node:path'
import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { Exercise } from '../core/exercise.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Rules } from '../core/rules.ts'
import { addMessages, addWording, type Catalogue, type Wording } from './catalogue.ts'
import { exerciseOf, exerciseSchema, exerciseTexts } from './exercises.ts'
import { ContentInvalid, type Fault } from './fault.ts'
import { conform, type YamlFile } from './file.ts'
import { namedFiles, nameOf, yamlFiles } from './folder.ts'
import { type Helpline, helplinesSchema } from './helplines.ts'
import { instrumentOf, instrumentSchema, instrumentTexts } from './instruments.ts'
import { createRender, type Render, type RenderFault } from './render.ts'
import { rulesSchema } from './rules.ts'

export class UnknownContent extends Error {
  override name = 'UnknownContent'
}

/** Everything the companion can say and do, read once and checked. */
export interface Content {
  /** @throws UnknownContent */
  instrument(name: string): Instrument
  instruments: readonly Instrument[]
  /** @throws UnknownContent */
  exercise(name: string): Exercise
  exercises: readonly Exercise[]
  rules: Rules
  helplines: readonly Helpline[]
  catalogue: Catalogue
  render: Render
}

export interface LoadOptions {
  /** A deployment's own word on the rules, for example that its after-hours cover is decided. */
  rules?: (rules: Rules) => Rules
  /** Told once about each text or value that was missing when a message was rendered. */
  report?: (fault: RenderFault) => void
}

/**
 * Reads `content/`: messages, instruments, exercises, rules (`rules/default.yaml`) and helplines.
 * @throws ContentInvalid with every fault of every file.
 */
export const loadContent = async (dir: string, options: LoadOptions = {}): Promise<Content> => {
  const faults: Fault[] = []
  const catalogue: Catalogue = new Map()
  const into = { catalogue, faults }

  for (const yaml of await yamlFiles(dir, 'messages', faults)) {
    const language = LANGUAGES.find((code) => code === nameOf(yaml))
    if (language) addMessages(into, language, yaml)
    else faults.push(yaml.faultAt([], `a file named after a language: ${LANGUAGES.join(', ')}`))
  }

  const instruments = await namedFiles(dir, 'instruments', instrumentSchema, faults)
  for (const { yaml, file } of instruments) addTexts(into, yaml, `instrument.${file.name}`, file.texts, instrumentTexts)
  const exercises = await namedFiles(dir, 'exercises', exerciseSchema, faults)
  for (const { yaml, file } of exercises) addTexts(into, yaml, `exercise.${file.name}`, file.texts, exerciseTexts)

  const [rulesFile] = (await yamlFiles(dir, 'rules', faults)).filter((yaml) => nameOf(yaml) === 'default')
  const rules = rulesFile && conform(rulesFile, rulesSchema, faults)
  if (!rulesFile) faults.push({ file: join(dir, 'rules/default.yaml'), line: 1, column: 1, expected: 'the rules' })

  const helplines: Helpline[] = []
  for (const yaml of await yamlFiles(dir, 'helplines', faults))
    helplines.push(...(conform(yaml, helplinesSchema, faults) ?? []))

  if (faults.length || !rules) throw new ContentInvalid(faults)
  const decided = options.rules?.(rules) ?? rules
  const allInstruments = instruments.map(({ file }) => instrumentOf(file))
  const allExercises = exercises.map(({ file }) => exerciseOf(file))
  return {
    instruments: allInstruments,
    instrument: finder('instrument', allInstruments),
    exercises: allExercises,
    exercise: finder('exercise', allExercises),
    rules: decided,
    helplines,
    catalogue,
    render: createRender(catalogue, commonOf(decided), options.report),
  }
}

/** What the rules alone can fill in. */
const commonOf = ({ workingHours, afterHours }: Rules): Record<string, string> => ({
  hours: `${hour(workingHours.from)}-${hour(workingHours.to)}`,
  cover: afterHours.cover,
  emergency: afterHours.emergency,
})

const hour = (clock: string): string => clock.replace(/^0/, '').replace(/:00$/, '').replace(':', '.')

type Into = Parameters<typeof addWording>[0]

const addTexts = <Words>(
  into: Into,
  yaml: YamlFile,
  prefix: string,
  texts: { [language in Language]?: Words | undefined },
  keys: (words: Words) => Iterable<[key: string, path: PropertyKey[], wording: Wording]>,
): void => {
  for (const language of LANGUAGES) {
    const words = texts[language]
    if (!words) continue
    for (const [key, path, wording] of keys(words)) {
      addWording(into, { language, key: `${prefix}.${key}`, path: ['texts', language, ...path], yaml }, wording)
    }
  }
}

const finder = <T extends { name: string }>(kind: string, list: readonly T[]): ((name: string) => T) => {
  const map = new Map(list.map((item) => [item.name, item]))
  return (name) => {
    const item = map.get(name)
    if (!item) throw new UnknownContent(`there is no ${kind} ${name}; there are ${[...map.keys()].join(', ')}`)
    return item
  }
}
