import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { z } from 'zod'
import type { Fault } from './fault.ts'
import { conform, readYaml, type YamlFile } from './file.ts'

/** The file's name without folder and ending. */
export const nameOf = ({ file }: YamlFile): string => basename(file, extname(file))

/** The YAML files of one folder of the content, by name. A folder that cannot be read is a fault. */
export const yamlFiles = async (dir: string, folder: string, faults: Fault[]): Promise<YamlFile[]> => {
  const path = join(dir, folder)
  let names: string[]
  try {
    names = await readdir(path)
  } catch {
    faults.push({ file: path, line: 1, column: 1, expected: 'a folder that can be read' })
    return []
  }
  const files = names.filter((name) => name.endsWith('.yaml') || name.endsWith('.yml')).sort()
  return Promise.all(files.map((name) => readYaml(join(path, name))))
}

/** The valid files of a folder in which each file describes one thing and is named after it. */
export const namedFiles = async <T extends { name: string }>(
  dir: string,
  folder: string,
  schema: z.ZodType<T>,
  faults: Fault[],
): Promise<{ yaml: YamlFile; file: T }[]> => {
  const found: { yaml: YamlFile; file: T }[] = []
  for (const yaml of await yamlFiles(dir, folder, faults)) {
    const file = conform(yaml, schema, faults)
    if (!file) continue
    if (file.name !== nameOf(yaml)) faults.push(yaml.faultAt(['name'], `name: the file's own name, ${nameOf(yaml)}`))
    found.push({ yaml, file })
  }
  return found
}
