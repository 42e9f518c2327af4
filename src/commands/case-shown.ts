import type { House } from '../app/house.ts'
import type { Case } from '../core/case.ts'
import { taskOf } from '../core/case-task.ts'
import { timelineOf } from '../core/timeline.ts'
import { listCaseEvents } from '../db/case-events.ts'
import { reasonInWords } from './in-words.ts'
import { details, table } from './output.ts'

/** The contract's shape. */
export const view = ({ assigneeId, ...it }: Case) => ({ ...it, assignee: assigneeId })

/** By caseworker id. */
type Names = ReadonlyMap<string, string>

/** A case with its task, what happened and what will; with names for the ids in what happened. */
export const showCase = async (house: House, it: Case, names: Names) => {
  const task = taskOf(it, house.people.policy)
  const events = (await listCaseEvents(house.db.sql, [it.id])).get(it.id) ?? []
  const timeline = timelineOf(it, events).map(({ at, planned, key, who, role, until }) => ({
    at,
    planned,
    what: key.split('.').at(-1)!,
    who: who ? (names.get(who) ?? who) : who === null ? 'on-duty phone' : null,
    ...(role && { role }),
    ...(until && { until }),
  }))
  return { ...view(it), ...(task && { task }), timeline }
}

/** The same for people: without what only programs read. */
export const caseInWords = (
  { id: _id, citizenId: _citizen, version: _version, timeline, steps, ...one }: Awaited<ReturnType<typeof showCase>>,
  names: Names,
  zone: string,
): string => {
  const about = {
    ...one,
    reasons: one.reasons.map((reason) => reasonInWords(reason, zone)),
    acknowledgedBy: one.acknowledgedBy && names.get(one.acknowledgedBy),
    assignee: names.get(one.assignee),
    steps: steps.length,
  }
  return [details(about, zone), '', table(timeline, '', zone)].join('\n')
}
