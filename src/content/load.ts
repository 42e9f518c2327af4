import { join } from 'node:path'
import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { Exercise } from '../core/exercise.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Rules } from '../core/rules.ts'
import { addMessages, addWording, type Catalogue, type Unreviewed, type Wording } from './catalogue.ts'
import { exerciseOf, exerciseSchema, exerciseTexts } from './exercises.ts'
import { ContentInvalid, type Fault } from './fault.ts'
import { conform, type YamlFile } from './file.ts'
import { namedFiles, nameOf, yamlFiles } from './folder.ts'
import { type Helpline, helplinesSchema, type OwnDoctor } from './helplines.ts'
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
  ownDoctor: OwnDoctor
  catalogue: Catalogue
  /** Translations that wait for a reader, in the order of the files. */
  unreviewed: readonly Unreviewed[]
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
  const unreviewed: Unreviewed[] = []
  const into = { catalogue, faults, unreviewed }

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
  let ownDoctor = UNKNOWN_DOCTOR
  for (const yaml of await yamlFiles(dir, 'helplines', faults)) {
    const file = conform(yaml, helplinesSchema, faults)
    helplines.push(...(file?.helplines ?? []))
    ownDoctor = file?.ownDoctor ?? ownDoctor
  }
  const region = rules?.afterHours.region
  if (rulesFile && region && !helplines.some((line) => line.region === region))
    faults.push(rulesFile.faultAt(['afterHours', 'region'], `a region of content/helplines: ${regionsOf(helplines)}`))

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
    ownDoctor,
    catalogue,
    unreviewed,
    render: createRender(catalogue, commonOf(decided, helplines), options.report),
  }
}

/** Where nobody has written when doctors are open, the doctor on call is named at every hour. */
const UNKNOWN_DOCTOR: OwnDoctor = { from: '00:00', to: '00:00', days: [1], closed: [] }

const regionsOf = (helplines: readonly Helpline[]): string =>
  [...new Set(helplines.flatMap(({ region }) => region ?? []))].join(', ')

/** What the content alone can fill in; who can be rung at this hour comes with the message. */
const commonOf = ({ workingHours, afterHours }: Rules, helplines: readonly Helpline[]): Record<string, string> => {
  const lifeline = helplines.find((line) => line.lifeline)?.number
  return {
    hours: `${hour(workingHours.from)}-${hour(workingHours.to)}`,
    cover: afterHours.cover,
    ...(afterHours.emergency && { emergency: afterHours.emergency }),
    ...(lifeline && { lifeline }),
    ...(afterHours.shelter && { shelter: afterHours.shelter }),
  }
}

const hour = (clock: string): string => clock.replace(/^0/, '').replace(/:00$/, '').replace(':', '.')

type Into = Parameters<typeof addWording>[0] & { unreviewed: Unreviewed[] }

const addTexts = <Words extends { needs_review?: boolean }>(
  into: Into,
  yaml: YamlFile,
  prefix: string,
  texts: { [language in Language]?: Words | undefined },
  keys: (words: Words) => Iterable<[key: string, path: PropertyKey[], wording: Wording]>,
): void => {
  for (const language of LANGUAGES) {
    const words = texts[language]
    if (!words) continue
    if (words.needs_review) {
      const { file, line } = yaml.faultAt(['texts', language, 'needs_review'], '')
      into.unreviewed.push({ language, file, line })
    }
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
