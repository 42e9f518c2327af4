import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { CaseActionDeps } from '../db/case-actions.ts'
import type { caseParts } from '../db/escalations.ts'
import type { Log } from '../lib/log.ts'
import type { Wording } from '../slack/notice.ts'
import type { CaseRoom } from './case-room.ts'
import type { Database } from './database.ts'

/** What the features stand on. */
export interface SlackParts {
  config: Config
  content: Content
  log: Log
  wording: Wording
  actions: CaseActionDeps
  /** The effects that touch cases. */
  caseParts: ReturnType<typeof caseParts>
  database: Pick<Database, 'db' | 'vault'>
  room: CaseRoom
  afterCommit(): Promise<unknown>
}
