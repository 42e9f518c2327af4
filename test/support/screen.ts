import { join } from 'node:path'
import { inject } from 'vitest'
import { loadRiskRules } from '../../src/language/risk/screen.ts'

/** The rules of `content/`, compiled by whichever file of this run came first. */
export const contentScreen = () =>
  loadRiskRules(join(import.meta.dirname, '../../content/risk'), { cacheDir: join(inject('dataDir'), 'cache') })
