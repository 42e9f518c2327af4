import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Every variable that `src/config.ts` accepts, in its order. Read from the source: the schema is the file's own. */
export const configNames = (): string[] => {
  const source = readFileSync(join(root, 'src/config.ts'), 'utf8')
  const schema = source.slice(source.indexOf('const Environment = z.object({'), source.indexOf('type Environment'))
  return [...schema.matchAll(/^ {2}([A-Z][A-Z\d_]*):/gm)].map(([, name]) => name!)
}

/** The documents people read, by their path from the root. */
export const papers = (): Record<string, string> => {
  const names = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ]
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, name), 'utf8')]))
}

export interface Block {
  paper: string
  /** What stands after the fence: `sh`, `sh run`, `sh run server`. */
  info: string
  text: string
}

/** The fenced blocks that are shell commands. */
export const shellBlocks = (): Block[] =>
  Object.entries(papers()).flatMap(([paper, text]) =>
    [...text.matchAll(/^```(sh(?: [a-z ]+)?)\n([\s\S]*?)^```$/gm)].map(([, info, block]) => ({
      paper,
      info: info!,
      text: block!,
    })),
  )

/** The words of each `npx makker …` in a block, without comments, quotes and what comes after a pipe. */
export const makkerCommands = (text: string): string[][] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/(?:npx makker|node src\/cli\.ts) ((?:"[^"]*"|[^"#|;&)\n])+)/g)])
    .map(([, words]) => words!.match(/"[^"]*"|\S+/g)!.map((word) => word.replace(/^"|"$/g, '')))
