import { join } from 'node:path'
import { loadTexts, type Texts } from '../../src/app/texts.ts'
import type { Config } from '../../src/config.ts'
import type { Log } from '../../src/lib/log.ts'

const OWN = join(import.meta.dirname, '../../content')
const read = new Map<boolean, Promise<Texts>>()

/** The product's own texts, read once in a process; those of another folder are read each time. */
export const textsOnce = (config: Config, log: Log): Promise<Texts> => {
  if (config.contentDir !== OWN) return loadTexts(config, log)
  const isDemo = config.demo !== undefined
  const known = read.get(isDemo) ?? loadTexts(config, log)
  read.set(isDemo, known)
  return known
}
