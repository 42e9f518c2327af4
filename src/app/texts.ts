import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { ContentInvalid } from '../content/fault.ts'
import { type Content, loadContent } from '../content/load.ts'
import { RiskRulesError } from '../language/risk/rules.ts'
import { loadRiskRules, type RiskScreen } from '../language/risk/screen.ts'
import { StartRefused } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'

/** What happened to the compiled rules, and what was done: the house opens all the same. */
const OF_RULES = {
  unusable: 'the kept risk rules cannot be used; they were compiled anew',
  'not-kept': 'the compiled risk rules could not be kept; each start will compile them',
  'not-aside': 'no other process could compile the risk rules; this one did',
} as const

export interface Texts {
  content: Content
  screen: RiskScreen
}

/** The folder of the content. @throws StartRefused where there is none */
export const contentDirOf = async ({ contentDir }: Pick<Config, 'contentDir'>): Promise<string> => {
  const isThere = await stat(join(contentDir, 'risk')).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere) return contentDir
  throw new StartRefused(
    `CONTENT_DIR is ${contentDir}, which is no folder of content that can be read; set it to a copy of content/, or leave it out.`,
    { exitCode: 2 },
  )
}

/** Reads content and risk rules. @throws StartRefused with each fault's file, line and what is expected */
export const loadTexts = async (config: Config, log: Log): Promise<Texts> => {
  const dir = await contentDirOf(config)
  try {
    const [content, screen] = await Promise.all([
      loadContent(dir, {
        report: (fault) =>
          log.warn({ fault: fault.what, of: fault.key, language: fault.language }, 'a text is missing something'),
        // The demo town has decided: after hours nobody reads, and it says so.
        ...(config.demo && {
          rules: (rules) =>
            rules.afterHours.cover === 'undecided'
              ? { ...rules, afterHours: { ...rules.afterHours, cover: 'none' as const } }
              : rules,
        }),
      }),
      loadRiskRules(join(dir, 'risk'), {
        cacheDir: join(config.dataDir, 'cache'),
        report: (what, cause) => log.warn({ err: cause }, OF_RULES[what]),
      }),
    ])
    return { content, screen }
  } catch (error) {
    if (!(error instanceof ContentInvalid || error instanceof RiskRulesError)) throw error
    const lines = error.faults.map((fault) =>
      typeof fault === 'string' ? fault : `${fault.file}:${fault.line} expected ${fault.expected}`,
    )
    throw new StartRefused(`The content cannot be used: ${lines.join('; ')}.`, { exitCode: 2, cause: error })
  }
}
