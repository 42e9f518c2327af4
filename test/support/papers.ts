import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Every variable that `src/config.ts` accepts, in its order. Read from the source: the schema is the file's own. */
export const configNames = (): string[] => {
  const source = readFileSync(join(root, 'src/config.ts'), 'utf8')
  const schema = source.slice(source.indexOf('const Environment = z.object({'), source.indexOf('type Environment'))
  return [...schema.matchAll(/^ {2}([A-Z][A-Z\d_]*):/gm)].map(([, name]) => name!)
}
